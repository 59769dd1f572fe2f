"""What models are worth, and what clusters are like: calibration, lift, importance, profiles."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent, spoken
from smartcom_kernel.figures.style import BLUE, CUSTOMERS, GREY, OF_REVENUE, ORANGE, TEAL, empty, faded, figure, plain
from smartcom_kernel.models.cluster_words import means
from smartcom_kernel.models.clusters import ClusterResult
from smartcom_kernel.models.model_card import ClusterCard

TITLES: dict[str, dict[Lang, str]] = {
    "calibration": {"en": "Predicted and happened (calibration)", "ru": "Предсказано и сбылось (калибровка)"},
    "lift": {"en": "How many times more often than among all (lift)", "ru": "Во сколько раз чаще, чем у всех (лифт)"},
    "importance": {"en": "What the model goes by", "ru": "На что смотрит модель"},
    "clusters": {"en": "How clusters differ from the mean", "ru": "Чем кластеры отличаются от среднего"},
}
PREDICTED: dict[Lang, str] = {"en": "predicted", "ru": "предсказано"}
HAPPENED: dict[Lang, str] = {"en": "happened", "ru": "сбылось"}
IDEAL: dict[Lang, str] = {"en": "as predicted", "ru": "как предсказано"}
TENTH: dict[Lang, str] = {
    "en": "tenths of the customers, the likeliest first",
    "ru": "десятые части клиентов, сначала самые вероятные",
}
CAPTURED: dict[Lang, str] = {"en": "of all so far", "ru": "от всех накоплено"}
ALL: dict[Lang, str] = {"en": "like all", "ru": "как у всех"}
WORTH: dict[Lang, str] = {
    "en": "how much worse the model is without it (fall of AUC)",
    "ru": "насколько хуже модель без признака (падение AUC)",
}
SHADES: dict[Lang, str] = {
    "en": "blue: above the mean of all, orange: below",
    "ru": "синее — выше среднего, оранжевое — ниже",
}
OF_CUSTOMERS: dict[Lang, str] = {"en": "of customers", "ru": "клиентов"}
NOTHING: dict[Lang, str] = {
    "en": "The model is no worse without any single feature",
    "ru": "Ни без одного признака модель не становится хуже",
}
FEATURES = 12
LEAST = 0.0005
"""Below it, importance is shown as 0.000."""
WIDE = 11
"""Letters of a line below a column."""
FAR = 2.0
NO_LEGEND = 48
"""Room above a figure that needs none for a legend."""
SUBTITLE = 24
"""Room that a line below the title takes."""
DIVERGING = [[0, ORANGE], [0.5, "#ffffff"], [1, BLUE]]


def calibration(groups: pd.DataFrame, *, lang: Lang | None = None) -> go.Figure:
    """A point per tenth of the customers with its interval, and the line on which predictions come true.

    Args:
        groups: `customers`, `predicted`, `actual`, `low`, `high`, as `PropensityResult.calibration` gives them.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLES["calibration"][lang], lang, height=430)
    end = 1.05 * float(max(groups["high"].max(), groups["predicted"].max()))
    drawn.add_trace(
        go.Scatter(
            x=[0, min(end, 1)], y=[0, min(end, 1)], mode="lines", name=IDEAL[lang], hoverinfo="skip",
            line={"color": GREY, "width": 1.5, "dash": "dot"},
        )
    )  # fmt: skip
    hover = [
        f"{PREDICTED[lang]}: {percent(row['predicted'], lang)}<br>"
        f"{HAPPENED[lang]}: <b>{percent(row['actual'], lang)}</b> "
        f"({percent(row['low'], lang)}–{percent(row['high'], lang)})<br>"
        f"{number(row['customers'], lang)} {CUSTOMERS[lang]}"
        for row in groups.to_dict("records")
    ]
    drawn.add_trace(
        go.Scatter(
            x=groups["predicted"], y=groups["actual"], mode="markers", name=HAPPENED[lang],
            marker={"color": BLUE, "size": 11, "line": {"color": "white", "width": 1.5}},
            error_y={
                "type": "data", "symmetric": False, "array": groups["high"] - groups["actual"],
                "arrayminus": groups["actual"] - groups["low"], "color": faded(BLUE, 0.55), "thickness": 2, "width": 0,
            },
            customdata=hover, hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    axis = {"tickformat": ".0%", "range": [-0.02 * end, end]}
    drawn.update_xaxes(title_text=PREDICTED[lang], **axis)
    drawn.update_yaxes(title_text=HAPPENED[lang], **axis)
    return drawn.update_layout(showlegend=True)


def lift(groups: pd.DataFrame, *, lang: Lang | None = None) -> go.Figure:
    """A bar per tenth of the customers, the likeliest first, and the line of no difference.

    Args:
        groups: `group`, `customers`, `lift`, `captured`, as `PropensityResult.lift` gives them.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLES["lift"][lang], lang)
    hover = [
        f"<b>{number(row['lift'], lang, decimals=2)}</b><br>{number(row['customers'], lang)} {CUSTOMERS[lang]}<br>"
        f"{percent(row['captured'], lang)} {CAPTURED[lang]}"
        for row in groups.to_dict("records")
    ]
    drawn.add_trace(
        go.Bar(
            x=groups["group"], y=groups["lift"], customdata=hover, hovertemplate="%{customdata}<extra></extra>",
            marker={"color": [BLUE if above else faded(BLUE, 0.45) for above in groups["lift"] > 1]},
            text=[number(value, lang, decimals=1) for value in groups["lift"]], textposition="outside",
            cliponaxis=False,
        )
    )  # fmt: skip
    drawn.add_hline(y=1, line={"color": GREY, "width": 1.5, "dash": "dot"})
    drawn.add_annotation(x=1, xref="paper", y=1, yanchor="bottom", xanchor="right", text=ALL[lang], showarrow=False)
    drawn.update_xaxes(title_text=TENTH[lang], tickmode="linear", dtick=1, showgrid=False)
    drawn.update_yaxes(rangemode="tozero", range=[0, 1.15 * float(max(groups["lift"].max(), 1))])
    return drawn.update_layout(showlegend=False, margin={"t": NO_LEGEND})


def importance(features: pd.DataFrame, *, lang: Lang | None = None) -> go.Figure:
    """A bar per feature, the most important above; at most twelve, and only those the model is worse without.

    Args:
        features: `en`, `ru`, `importance`, `spread`, as `PropensityResult.importance` gives them.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    shown = features[features["importance"] > LEAST].head(FEATURES)
    drawn = figure(TITLES["importance"][lang], lang, height=112 + 28 * max(2, len(shown)))
    if shown.empty:
        return empty(drawn, NOTHING[lang])
    drawn.add_trace(
        go.Bar(
            x=shown["importance"], y=[plain(name) for name in shown[lang]], orientation="h",
            marker={"color": TEAL}, text=[number(value, lang, decimals=3) for value in shown["importance"]],
            textposition="outside", cliponaxis=False, hovertemplate="<b>%{y}</b>: %{x:.4f}<extra></extra>",
        )
    )  # fmt: skip
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    longest = max([LEAST, *shown["importance"]])
    drawn.update_xaxes(title_text=WORTH[lang], showgrid=False, rangemode="tozero", range=[0, 1.15 * longest])
    return drawn.update_layout(showlegend=False, margin={"t": NO_LEGEND})


def cluster_profiles(result: ClusterResult, *, lang: Lang | None = None) -> go.Figure:
    """A heat map: a row per cluster, a column per feature; blue is above the mean of all, orange below.

    A cell shows the mean of the cluster in the feature's own unit.

    Args:
        result: The clusters.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    card = result.card
    drawn = figure(TITLES["clusters"][lang], lang, height=186 + 62 * len(card.clusters))
    drawn.update_layout(title_subtitle_text=SHADES[lang])
    labels = ["<br>".join(map(plain, wrap(note.ru if lang == "ru" else note.en, WIDE))) for note in card.features]
    rows = [
        f"<b>{plain(name)}</b><br>{percent(c.share, lang, decimals=0)} {OF_CUSTOMERS[lang]}, "
        f"{percent(c.revenue_share, lang, decimals=0)} {OF_REVENUE[lang]}"
        for c, name in zip(card.clusters, result.names(lang).values(), strict=True)
    ]
    notes = card.features
    drawn.add_trace(
        go.Heatmap(
            z=[[c.distance[note.name] for note in notes] for c in card.clusters], x=labels, y=rows, zmin=-FAR,
            zmax=FAR, colorscale=DIVERGING, showscale=False, xgap=3, ygap=3, texttemplate="%{text}",
            text=[_means(card, c.centre, lang) for c in card.clusters], textfont={"size": 13, "color": "#222"},
            customdata=[_means(card, card.base, lang)] * len(card.clusters),
            hovertemplate=f"%{{y}}<br>%{{x}}: <b>%{{text}}</b><br>{ALL[lang]}: %{{customdata}}<extra></extra>",
        )
    )  # fmt: skip
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(showgrid=False, side="bottom", tickangle=0, tickfont={"size": 12})
    return drawn.update_layout(margin={"t": NO_LEGEND + SUBTITLE})


def _means(card: ClusterCard, values: dict[str, float | None], lang: Lang) -> list[str]:
    return [plain(text) for text in means(card, values, lang)]
