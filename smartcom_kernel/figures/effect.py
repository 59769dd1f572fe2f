"""How each variant compares with the control group: a point, its interval, and the line of no effect."""

from __future__ import annotations

from typing import Literal

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import spoken
from smartcom_kernel.experiments.comparison import Comparison
from smartcom_kernel.experiments.difference import MAILING, Difference, OutcomeMetric, Verdict, group_title
from smartcom_kernel.figures.style import GREY, INK, colours, empty, figure, plain

NOTHING: dict[Lang, str] = {
    "en": "Too few buyers, or no control group: there is no interval to draw",
    "ru": "Мало покупок или нет контрольной группы: интервал построить нельзя",
}
SIZES: dict[Lang, str] = {
    "en": "The groups are not as large as intended: no comparison holds",
    "ru": "Размеры групп не такие, как задумано: сравнивать нельзя",
}
TITLE: dict[Lang, str] = {
    "en": "Difference from the control group: {metric}",
    "ru": "Разница с контрольной группой: {metric}",
}
NO_EFFECT: dict[Lang, str] = {"en": "no effect", "ru": "нет эффекта"}
LESS: dict[Lang, str] = {"en": "◂ less than without it", "ru": "◂ меньше, чем без неё"}
MORE: dict[Lang, str] = {"en": "more than without it ▸", "ru": "больше, чем без неё ▸"}


def effect(
    comparison: Comparison, *, metric: OutcomeMetric = OutcomeMetric.REVENUE, lang: Lang | None = None
) -> go.Figure:
    """The differences from the control group in one metric, with their intervals.

    A filled point lies off zero beyond chance, a hollow one is not distinguishable from zero.
    """
    lang = lang or spoken()
    rows = [d for d in comparison.findings if d.metric is metric and d.test is not None and d in _against(comparison)]
    broken = comparison.verdict is Verdict.BROKEN
    drawn = figure(TITLE[lang].format(metric=metric.title(lang)), lang, height=120 + 72 * max(1, len(rows)))
    if broken or not rows:
        return empty(drawn, (SIZES if broken else NOTHING)[lang])
    palette = colours([v.name for v in comparison.variants]) | {MAILING: INK}
    for place, row in enumerate(rows):
        drawn.add_trace(_point(row, place, palette[row.group], lang))
        _words(drawn, place, f"<b>{plain(group_title(row.group, lang))}</b>", side="left", edge="bottom")
        _words(drawn, place, plain(_said(row, lang)), side="right", edge="top")
    drawn.add_vline(x=0, line={"color": GREY, "width": 1.5, "dash": "dot"}, layer="below")
    drawn.add_annotation(
        x=0, y=1, yref="paper", yanchor="bottom", text=NO_EFFECT[lang], showarrow=False, font_color=GREY
    )
    _words(drawn, len(rows) - 0.4, LESS[lang], side="left", edge="top")
    _words(drawn, len(rows) - 0.4, MORE[lang], side="right", edge="top")
    widest = max(abs(edge) for row in rows if row.test for edge in (row.test.difference.low, row.test.difference.high))
    drawn.update_xaxes(showticklabels=False, showgrid=False, range=[-1.08 * widest, 1.08 * widest])
    drawn.update_yaxes(visible=False, range=[len(rows) + 0.02, -0.7])
    return drawn.update_layout(showlegend=False)


def _words(
    drawn: go.Figure, place: float, text: str, *, side: Literal["left", "right"], edge: Literal["top", "bottom"]
) -> None:
    """Text above or below a row, at the left or the right edge: it fits whatever the width."""
    drawn.add_annotation(
        x=0 if side == "left" else 1, xref="paper", xanchor=side, y=place, yanchor=edge,
        yshift=9 if edge == "bottom" else -9, text=text, showarrow=False,
    )  # fmt: skip


def _said(row: Difference, lang: Lang) -> str:
    return f"{row.change(row.test.difference.value, lang)} ({row.interval(lang)})" if row.test else ""


def _against(comparison: Comparison) -> tuple[Difference, ...]:
    return (*comparison.overall, *comparison.by_variant)


def _point(row: Difference, place: int, colour: str, lang: Lang) -> go.Scatter:
    assert row.test is not None  # noqa: S101 the caller has left out rows without a test
    found = row.test.difference
    clear = row.verdict in (Verdict.HIGHER, Verdict.LOWER)
    name = plain(group_title(row.group, lang))
    return go.Scatter(
        x=[found.value],
        y=[place],
        error_x={
            "type": "data", "symmetric": False, "array": [found.high - found.value],
            "arrayminus": [found.value - found.low], "thickness": 3, "width": 7, "color": colour,
        },
        mode="markers",
        marker={"size": 15, "color": colour if clear else "white", "line": {"color": colour, "width": 3}},
        hovertemplate=f"{name}<br>{plain(row.describe(lang))}<extra></extra>",
    )  # fmt: skip
