"""How a forecast of purchases compares with what was bought: week by week, and by how often customers had bought."""

from __future__ import annotations

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import day, number, spoken
from smartcom_kernel.figures.style import BLUE, CUSTOMERS, GREY, ORANGE, figure
from smartcom_kernel.models.holdout import LAST_CLASS, Holdout

TRACKING: dict[Lang, str] = {
    "en": "Repeat purchases: actual and expected, added up by week",
    "ru": "Повторные покупки: факт и прогноз, нарастающим итогом по неделям",
}
CONDITIONAL: dict[Lang, str] = {
    "en": "Purchases after {cut}, to {until}, by how many there were before",
    "ru": "Покупки после {cut} по {until} (по числу прежних покупок)",
}
ACTUAL: dict[Lang, str] = {"en": "actual", "ru": "факт"}
EXPECTED: dict[Lang, str] = {"en": "expected", "ru": "прогноз"}
PURCHASES: dict[Lang, str] = {"en": "repeat purchases", "ru": "повторных покупок"}
CUT: dict[Lang, str] = {"en": "the model has seen<br>what lies to the left", "ru": "модель видела то,<br>что левее"}
BEFORE: dict[Lang, str] = {"en": "repeat purchases by {cut}", "ru": "повторных покупок на {cut}"}
AFTER: dict[Lang, str] = {"en": "purchases per customer", "ru": "покупок на клиента"}
TICK: dict[Lang, str] = {"en": "%b %Y", "ru": "%d.%m.%Y"}
DAY: dict[Lang, str] = {"en": "%-d %b %Y", "ru": "%d.%m.%Y"}
MARKS = {"actual": (BLUE, "solid"), "expected": (ORANGE, "dash")}


def tracking(held: Holdout, *, lang: Lang | None = None) -> go.Figure:
    """Repeat purchases of everybody who had bought by the cut, added up week by week.

    The model has seen what lies left of the line. Its numbers are `held.tracking`.
    """
    lang = lang or spoken()
    drawn = figure(TRACKING[lang], lang)
    for column, title in (("actual", ACTUAL[lang]), ("expected", EXPECTED[lang])):
        colour, dash = MARKS[column]
        drawn.add_trace(
            go.Scatter(
                x=held.tracking["ends_on"].to_numpy(), y=held.tracking[column].to_numpy("float64"), name=title,
                mode="lines", line={"color": colour, "width": 3, "dash": dash},
                hovertemplate=f"{title}: <b>%{{y:,.0f}}</b><extra></extra>",
            )
        )  # fmt: skip
    cut = held.cut_on.isoformat()
    drawn.add_shape(
        type="line", x0=cut, x1=cut, y0=0, y1=1, yref="paper", line={"color": GREY, "width": 1.5, "dash": "dot"}
    )
    drawn.add_annotation(
        x=cut, y=0, yref="paper", yanchor="bottom", xanchor="left", xshift=6, align="left", text=CUT[lang],
        showarrow=False, font={"color": GREY},
    )  # fmt: skip
    drawn.update_xaxes(tickformat=TICK[lang], hoverformat=DAY[lang], nticks=6)
    drawn.update_yaxes(rangemode="tozero", title_text=PURCHASES[lang], tickformat=",.0f")
    return drawn.update_layout(hovermode="x unified", showlegend=True)


def conditional_expectation(held: Holdout, *, lang: Lang | None = None) -> go.Figure:
    """Purchases per customer after the cut, actual and expected, for each number of purchases before it.

    Its numbers are `held.by_frequency`.
    """
    lang = lang or spoken()
    cut, until = day(held.cut_on, lang), day(held.until_on, lang)
    drawn = figure(CONDITIONAL[lang].format(cut=cut, until=until), lang)
    rows = held.by_frequency
    classes = [f"{n}+" if n == LAST_CLASS else str(n) for n in rows["frequency"]]
    people = [f"{number(n, lang)} {CUSTOMERS[lang]}" for n in rows["customers"]]
    for column, title, colour in (("actual", ACTUAL[lang], BLUE), ("expected", EXPECTED[lang], ORANGE)):
        drawn.add_trace(
            go.Bar(
                x=classes, y=rows[column].to_numpy("float64"), name=title, marker={"color": colour}, customdata=people,
                hovertemplate=f"{title}: <b>%{{y:,.2f}}</b> · %{{customdata}}<extra></extra>",
            )
        )  # fmt: skip
    drawn.update_xaxes(type="category", title_text=BEFORE[lang].format(cut=cut), showgrid=False)
    drawn.update_yaxes(rangemode="tozero", title_text=AFTER[lang])
    return drawn.update_layout(hovermode="x unified", showlegend=True, barmode="group")
