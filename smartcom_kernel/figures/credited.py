"""The receipts that a mailing is credited with, day by day."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import amount, day, number, spoken
from smartcom_kernel.figures.style import BLUE, empty, figure, money_axis, plain

TITLE: dict[Lang, str] = {"en": "Receipts credited to the mailing: {n}", "ru": "Чеки, отнесённые к рассылке: {n}"}
NONE_YET: dict[Lang, str] = {
    "en": "No receipt is credited to it yet",
    "ru": "К ней пока не отнесено ни одного чека",
}
RECEIPTS: dict[Lang, str] = {"en": "receipts", "ru": "чеков"}


def credited_by_day(days: pd.DataFrame, *, currency: str, lang: Lang | None = None) -> go.Figure:
    """A bar per day, as high as its receipts are worth.

    Args:
        days: `day`, `receipts`, `revenue`, as `MailingBook.credited_by_day` gives them.
        currency: Of the amounts.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLE[lang].format(n=number(int(days["receipts"].sum()), lang)), lang)
    if days.empty:
        return empty(drawn, NONE_YET[lang])
    said = [
        f"{day(on, lang)}: <b>{plain(amount(worth, currency, lang))}</b>, {number(many, lang)} {RECEIPTS[lang]}"
        for on, many, worth in zip(days["day"], days["receipts"], days["revenue"], strict=True)
    ]
    drawn.add_trace(
        go.Bar(
            x=[row.isoformat() for row in days["day"]], y=[float(worth) for worth in days["revenue"]],
            marker={"color": BLUE}, hovertext=said, hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    drawn.update_yaxes(rangemode="tozero", **money_axis(currency, lang))
    return drawn.update_layout(showlegend=False)
