"""Revenue month by month, or week by week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import IN_MONTH, MONTHS, day, month, spoken
from smartcom_kernel.figures.style import BLUE, INK, faded, figure, money_axis, plain

Period = Literal["month", "week"]
TITLE: dict[Period, dict[Lang, str]] = {
    "month": {"en": "Revenue by month", "ru": "Выручка по месяцам"},
    "week": {"en": "Revenue by week", "ru": "Выручка по неделям"},
}
SENT: dict[Lang, str] = {"en": "the mailing", "ru": "рассылка"}
RECEIPTS: dict[Lang, str] = {"en": "receipts", "ru": "чеки"}
PARTLY: dict[Lang, str] = {"en": "not the whole period", "ru": "период неполный"}
LENGTH = {"month": timedelta(days=30.4), "week": timedelta(days=7)}


def revenue(
    sums: pd.DataFrame,
    *,
    currency: str,
    period: Period = "month",
    sent_on: date | None = None,
    lang: Lang | None = None,
) -> go.Figure:
    """One bar per period; a period that receipts are known of only in part is pale.

    Args:
        sums: `starts_on`, `revenue`, `receipts`, `is_whole`: one row per period.
        currency: Of the amounts.
        period: What a bar stands for.
        sent_on: The day of the mailing, marked where it lies among the bars.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLE[period][lang], lang)
    named = [month(on, lang) if period == "month" else day(on, lang) for on in sums["starts_on"]]
    axis = money_axis(currency, lang)
    notes = ["" if whole else f"<br>{PARTLY[lang]}" for whole in sums["is_whole"]]
    drawn.add_trace(
        go.Bar(
            x=list(range(len(sums))), y=sums["revenue"].to_numpy(),
            customdata=list(zip(named, sums["receipts"], notes, strict=True)),
            marker={"color": [BLUE if whole else faded(BLUE, 0.4) for whole in sums["is_whole"]]},
            hovertemplate=(
                f"<b>%{{customdata[0]}}</b><br>{axis['tickprefix']}%{{y:,.0f}}{axis['ticksuffix']}"
                f"<br>{RECEIPTS[lang]}: %{{customdata[1]:,}}%{{customdata[2]}}<extra></extra>"
            ),
        )
    )  # fmt: skip
    place = _place(sums, sent_on, period)
    if place is not None:
        drawn.add_vline(x=place, line={"color": INK, "width": 1.5, "dash": "dot"})
        drawn.add_annotation(x=place, y=1, yref="paper", yanchor="bottom", text=plain(SENT[lang]), showarrow=False)
    drawn.update_yaxes(rangemode="tozero", **axis)
    drawn.update_xaxes(showgrid=False, **_marks(list(sums["starts_on"]), lang))
    return drawn.update_layout(showlegend=False)


def _marks(starts: list[date], lang: Lang) -> dict[str, Any]:
    """Marks under the bars: the month, and the year under the first mark of each year; not more than 8."""
    every = -(-len(starts) // 8)
    shown = [i for i, on in enumerate(starts) if i % every == 0]
    texts, year = [], None
    for on in (starts[i] for i in shown):
        said = MONTHS[lang][on.month - 1] if on.day == 1 else f"{on.day} {IN_MONTH[lang][on.month - 1]}"
        texts.append(said if on.year == year else f"{said}<br><b>{on.year}</b>")
        year = on.year
    return {"tickmode": "array", "tickvals": shown, "ticktext": texts, "tickangle": 0}


def _place(sums: pd.DataFrame, sent_on: date | None, period: Period) -> float | None:
    """Where a day lies among the bars, whose places are 0, 1, 2 and so on."""
    starts = list(sums["starts_on"])
    before = [i for i, on in enumerate(starts) if sent_on is not None and on <= sent_on]
    if sent_on is None or not before or sent_on >= starts[-1] + LENGTH[period]:
        return None
    return before[-1] - 0.5 + (sent_on - starts[before[-1]]) / LENGTH[period]
