"""How much of the revenue comes from how few customers: the curve, the best first."""

from __future__ import annotations

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent, plural, spoken
from smartcom_kernel.figures.style import BLUE, GREY, ORANGE, SHARE_OF_REVENUE, empty, faded, figure
from smartcom_kernel.insight.cohorts import NO_RECEIPTS
from smartcom_kernel.insight.concentration import Concentration

TITLE: dict[Lang, str] = {"en": "Revenue by share of customers, the best first",
                          "ru": "Выручка по доле клиентов, сначала лучшие"}  # fmt: skip
CUSTOMERS: dict[Lang, str] = {"en": "share of customers, the best first", "ru": "доля клиентов, сначала лучшие"}
EQUAL: dict[Lang, str] = {"en": "everybody brings the same", "ru": "все приносят поровну"}
ACTUAL: dict[Lang, str] = {"en": "actual (Gini coefficient {gini})", "ru": "факт (коэффициент Джини {gini})"}


def pareto(found: Concentration, *, lang: Lang | None = None) -> go.Figure:
    """The Lorenz curve from its better end: a point says which share of the revenue the best so many per cent bring.

    The numbers are `found.curve` and `found.tops`.
    """
    lang = lang or spoken()
    drawn = figure(TITLE[lang], lang, height=430)
    if found.gini is None:
        return empty(drawn, NO_RECEIPTS[lang])
    curve, gini = found.curve, number(found.gini, lang, decimals=2)
    drawn.add_trace(
        go.Scatter(
            x=[0, 1], y=[0, 1], mode="lines", name=EQUAL[lang], hoverinfo="skip",
            line={"color": GREY, "width": 1.5, "dash": "dot"},
        )
    )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=curve["share_of_customers"].to_numpy(), y=curve["share_of_revenue"].to_numpy(), mode="lines",
            name=ACTUAL[lang].format(gini=gini), line={"color": BLUE, "width": 3}, fill="tonexty",
            fillcolor=faded(BLUE, 0.1),
            customdata=[_said(top, share, lang, bold=True) for top, share in curve.to_numpy()],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    tops = found.tops
    said = [_said(top / 100, share, lang) for top, share in zip(tops["percent"], tops["share"], strict=True)]
    drawn.add_trace(
        go.Scatter(
            x=(tops["customers"] / found.customers).to_numpy(), y=tops["share"].to_numpy(), mode="markers+text",
            text=said, textposition="bottom right", showlegend=False, hoverinfo="skip", cliponaxis=False,
            marker={"color": ORANGE, "size": 9, "line": {"color": "white", "width": 1.5}},
        )
    )  # fmt: skip
    drawn.update_xaxes(title_text=CUSTOMERS[lang], tickformat=".0%", range=[-0.01, 1.01], nticks=6)
    drawn.update_yaxes(title_text=SHARE_OF_REVENUE[lang], tickformat=".0%", range=[0, 1.03])
    return drawn.update_layout(showlegend=True)


def _said(customers: float, revenue: float, lang: Lang, *, bold: bool = False) -> str:
    """What the best so many bring."""
    best, share = percent(customers, lang, decimals=0), percent(revenue, lang)
    share = f"<b>{share}</b>" if bold else share
    if lang == "ru":
        who, bring = plural(round(100 * customers), "лучший приносит", "лучшие приносят", "лучшие приносят").split()
        return f"{who} {best} {bring} {share}"
    return f"the best {best} bring {share}"
