"""What one customer is interested in, and whether that grows."""

from __future__ import annotations

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import percent, spoken
from smartcom_kernel.figures.style import BLUE, GREY, ORANGE, TEAL, empty, figure, plain
from smartcom_kernel.metrics.interest_result import InterestResult, days_ago, trend_word

TITLE: dict[Lang, str] = {"en": "Interests of {customer}", "ru": "Интересы {customer}"}
PART: dict[Lang, str] = {"en": "share of all signs of interest", "ru": "доля всех признаков интереса"}
UNKNOWN: dict[Lang, str] = {
    "en": "No interests are known: neither purchases of a category nor views on the site",
    "ru": "Интересы неизвестны: ни покупок с категорией, ни просмотров на сайте",
}
COLOURS = {"rising": TEAL, "steady": BLUE, "falling": ORANGE}
ARROWS = {"rising": "↑", "steady": "→", "falling": "↓"}


def interest_bars(result: InterestResult, *, lang: Lang | None = None) -> go.Figure:
    """A bar per category, the greatest above, with the trend; a mark shows the interest a half life ago.

    Args:
        result: The interests of one customer.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    rows = result.frame.to_dict("records")
    who = plain(result.customer_id or "")
    drawn = figure(TITLE[lang].format(customer=who), lang, height=150 + 34 * len(rows))
    if not rows:
        return empty(drawn, UNKNOWN[lang])
    before = days_ago(result.half_life_days, lang)
    names = [plain(str(row["name"])) for row in rows]
    hover = [
        f"<b>{percent(row['interest'], lang)}</b>, {trend_word(row['trend'], lang)}<br>"
        f"{before}: {percent(row['interest_before'], lang)}"
        for row in rows
    ]
    drawn.add_trace(
        go.Bar(
            x=[row["interest"] for row in rows], y=names, orientation="h", customdata=hover, showlegend=False,
            hovertemplate="%{y}: %{customdata}<extra></extra>",
            marker={"color": [COLOURS[row["trend"]] for row in rows]},
        )
    )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=[row["interest_before"] for row in rows], y=names, mode="markers", name=before, hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 18, "line": {"color": GREY, "width": 3}},
        )
    )  # fmt: skip
    ends = [max(row["interest"], row["interest_before"]) for row in rows]
    drawn.add_trace(
        go.Scatter(
            x=ends, y=names, mode="text", showlegend=False, hoverinfo="skip", cliponaxis=False,
            text=[f" {percent(row['interest'], lang, decimals=0)} {ARROWS[row['trend']]}" for row in rows],
            textposition="middle right",
        )
    )  # fmt: skip
    longest = max([0.1, *ends])
    drawn.update_xaxes(title_text=PART[lang], tickformat=".0%", range=[-0.01 * longest, 1.18 * longest], showgrid=False)
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    return drawn.update_layout(showlegend=True)
