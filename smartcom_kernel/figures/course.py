"""Revenue per customer of each group as it adds up after a sending."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import spoken
from smartcom_kernel.experiments.assign import CONTROL
from smartcom_kernel.experiments.difference import group_title
from smartcom_kernel.figures.style import colours, figure, money_axis, plain

TITLE: dict[Lang, str] = {"en": "Revenue per customer after the sending", "ru": "Выручка на клиента после рассылки"}
DAYS: dict[Lang, str] = {"en": "days after the sending", "ru": "дней после рассылки"}


def course(sums: pd.DataFrame, *, currency: str, lang: Lang | None = None) -> go.Figure:
    """One line per group.

    Args:
        sums: `variant`, `day`, `revenue_per_customer`, as `experiments.effect.course` gives them.
        currency: Of the amounts.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLE[lang], lang)
    palette = colours(list(sums["variant"].unique()))
    axis = money_axis(currency, lang, decimals=2)
    for name, colour in palette.items():
        rows = sums[sums["variant"] == name]
        label = plain(group_title(name, lang))
        amount = f"{axis['tickprefix']}%{{y:,.2f}}{axis['ticksuffix']}"
        drawn.add_trace(
            go.Scatter(
                x=rows["day"].to_numpy(), y=rows["revenue_per_customer"].to_numpy(), name=label,
                mode="lines", line={"color": colour, "width": 3, "dash": "dot" if name == CONTROL else "solid"},
                hovertemplate=f"{label}: <b>{amount}</b><extra></extra>",
            )
        )  # fmt: skip
    drawn.update_xaxes(title_text=DAYS[lang], rangemode="tozero")
    drawn.update_yaxes(rangemode="tozero", **money_axis(currency, lang))
    return drawn.update_layout(hovermode="x unified", showlegend=True)
