"""Cohorts as a heat map: a row per month of first purchase, a column per month since."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import amount, month, number, percent, spoken
from smartcom_kernel.figures.rfm import SHADES
from smartcom_kernel.figures.style import empty, figure, plain
from smartcom_kernel.insight.cohorts import NO_RECEIPTS, Cohorts

Value = Literal["retention", "revenue_per_customer", "revenue_so_far"]
TITLES: dict[Value, dict[Lang, str]] = {
    "retention": {"en": "Which share buys again (cohorts)", "ru": "Какая доля покупает снова (когорты)"},
    "revenue_per_customer": {"en": "Revenue per customer in each month", "ru": "Выручка на клиента в каждом месяце"},
    "revenue_so_far": {"en": "Revenue per customer so far", "ru": "Выручка на клиента нарастающим итогом"},
}
SINCE: dict[Lang, str] = {"en": "months since the first purchase", "ru": "месяцев после первой покупки"}
FIRST: dict[Lang, str] = {"en": "first purchase, customers", "ru": "первая покупка, клиентов"}
BUYERS: dict[Lang, str] = {"en": "bought in", "ru": "купили в месяце"}
PER_CUSTOMER: dict[Lang, str] = {"en": "per customer", "ru": "на клиента"}
TOO_SHORT: dict[Lang, str] = {
    "en": "No month after the first is over yet: come back in a month",
    "ru": "Ни один месяц после первого ещё не закончился: вернитесь через месяц",
}
NEWEST = 24
"""Most cohorts that are drawn, and most months since; older and later ones are in the table."""
READABLE = 13
"""Most columns whose numbers fit into the cells."""


def cohort_heatmap(found: Cohorts, *, value: Value = "retention", lang: Lang | None = None) -> go.Figure:
    """A row per cohort, the oldest above; months that are known in part are left out. The numbers are `found.cells`.

    Args:
        found: The cohorts.
        value: What a cell shows; of retention the first month, which is always the whole cohort, is left out.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLES[value][lang], lang)
    if found.cells.empty:
        return empty(drawn, NO_RECEIPTS[lang])
    shown = found.cells[found.cells["is_whole"] & (found.cells["months_since"] >= (value == "retention"))]
    shown = shown[shown["months_since"] <= NEWEST]
    shown = shown[shown["cohort"].isin(sorted(set(shown["cohort"]))[-NEWEST:])]
    if shown.empty:
        return empty(drawn, TOO_SHORT[lang])
    said = shown.assign(
        text=[_said(row[value], value, found.currency, lang) for row in shown.to_dict("records")],
        hover=[_hover(row, found.currency, lang) for row in shown.to_dict("records")],
        z=shown[value].astype("float64"),
    )
    return _draw(drawn, said, lang)


def _draw(drawn: go.Figure, said: pd.DataFrame, lang: Lang) -> go.Figure:
    z, text, hover = (said.pivot(index="cohort", columns="months_since", values=c) for c in ("z", "text", "hover"))
    customers = said.groupby("cohort")["customers"].first()
    rows = [f"<b>{month(on, lang)}</b>  {number(n, lang)}" for on, n in zip(z.index, customers, strict=True)]
    drawn.add_trace(
        go.Heatmap(
            z=z.to_numpy(), x=list(z.columns), y=rows, colorscale=SHADES, showscale=False, xgap=2, ygap=2,
            zmin=0, zmax=float(said["z"].max()),
            text=text.fillna("").to_numpy(), texttemplate="%{text}" if len(z.columns) <= READABLE else None,
            textfont={"size": 12}, customdata=hover.fillna("").to_numpy(), hoverongaps=False,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    drawn.update_yaxes(autorange="reversed", showgrid=False, type="category", title_text=FIRST[lang])
    drawn.update_xaxes(title_text=SINCE[lang], showgrid=False, tickmode="linear", dtick=1)
    return drawn.update_layout(height=max(260, 120 + 30 * len(rows)), margin={"t": 48})


def _said(value: Any, kind: Value, currency: str, lang: Lang) -> str:
    if kind == "retention":
        return percent(value, lang, decimals=0)
    return plain(amount(value, currency, lang, decimals=0))


def _hover(row: dict[Any, Any], currency: str, lang: Lang) -> str:
    on = month(row["month"], lang)
    return (
        f"<b>{month(row['cohort'], lang)}</b> + {row['months_since']}<br>{BUYERS[lang]} {on}: "
        f"<b>{number(row['buyers'], lang)}</b> ({percent(row['retention'], lang)})<br>"
        f"{PER_CUSTOMER[lang]}: {plain(amount(row['revenue_per_customer'], currency, lang))}, "
        f"{'итого' if lang == 'ru' else 'so far'} {plain(amount(row['revenue_so_far'], currency, lang))}"
    )
