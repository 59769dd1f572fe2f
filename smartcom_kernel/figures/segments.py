"""How many customers each RFM name holds, and which part of the revenue is theirs."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import percent, spoken
from smartcom_kernel.figures.style import BLUE, ORANGE, SHARE_OF_REVENUE, figure, plain

TITLE: dict[Lang, str] = {"en": "Customers and revenue by segment", "ru": "Клиенты и выручка по сегментам"}
SERIES: dict[str, dict[Lang, str]] = {
    "customers": {"en": "share of customers", "ru": "доля клиентов"},
    "revenue": SHARE_OF_REVENUE,
}


def segment_sizes(sizes: pd.DataFrame, *, lang: Lang | None = None) -> go.Figure:
    """Two bars per segment: its part of all customers, its part of all revenue.

    Args:
        sizes: `title`, `customers`, `revenue`: one row per segment, in the order to show them.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLE[lang], lang, height=110 + 46 * len(sizes))
    longest = 0.01
    for column, colour in (("customers", BLUE), ("revenue", ORANGE)):
        values = sizes[column].astype(float)
        shares = values / (values.sum() or 1.0)
        longest = max(longest, shares.max())
        label = SERIES[column][lang]
        drawn.add_trace(
            go.Bar(
                x=shares.to_numpy(), y=[plain(t) for t in sizes["title"]], orientation="h", name=label,
                marker={"color": colour}, text=[percent(s, lang, decimals=0) for s in shares],
                textposition="outside", cliponaxis=False, customdata=values.to_numpy(),
                hovertemplate=f"<b>%{{y}}</b><br>{label}: %{{text}} (%{{customdata:,.0f}})<extra></extra>",
            )
        )  # fmt: skip
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(showticklabels=False, showgrid=False, range=[0, 1.18 * longest])
    return drawn.update_layout(barmode="group", bargap=0.3, bargroupgap=0.06, showlegend=True)
