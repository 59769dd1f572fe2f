"""The RFM matrix: how many customers each cell holds, between which borders, and what its region is called."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import SCORES
from smartcom_kernel.core.wording import number, percent
from smartcom_kernel.figures.style import CUSTOMERS, OF_REVENUE, ORANGE, figure, plain
from smartcom_kernel.metrics.rfm_matrix import BY_M, RfmMatrix
from smartcom_kernel.metrics.rfm_names import Axis, group_label

SHADES = [[0, "#eef4f9"], [0.15, "#cfe2ef"], [0.45, "#7db4d6"], [0.75, "#2f7fb5"], [1, "#0b4f82"]]
TITLE: dict[Lang, str] = {
    "en": "Customers by {rows} and {columns} (RFM matrix)",
    "ru": "Клиенты по {rows} и {columns} (RFM-матрица)",
}
AXES: dict[Axis, dict[Lang, str]] = {
    "R": {"en": "last purchase", "ru": "давности покупки"},
    "F": {"en": "frequency", "ru": "частоте"},
    "M": {"en": "money spent", "ru": "сумме"},
}
MEANING: dict[Axis, dict[Lang, str]] = {
    "R": {"en": "last purchase", "ru": "последняя покупка"},
    "F": {"en": "how often", "ru": "как часто"},
    "M": {"en": "how much", "ru": "на какую сумму"},
}
FITS = 14
"""Letters of borders that a column has room for in one line."""


def rfm_matrix(matrix: RfmMatrix, *, lang: Lang | None = None) -> go.Figure:
    """A heat map of the 25 cells, the best customers in the upper right corner; cells of one name form a region.

    Args:
        matrix: The cells.
        lang: Language of labels; that of the matrix when None.
    """
    lang = lang or matrix.lang
    drawn = figure(
        TITLE[lang].format(rows=AXES[matrix.rows][lang], columns=AXES[matrix.columns][lang]), lang, height=470
    )
    scores = list(SCORES)
    drawn.add_trace(
        go.Heatmap(
            z=matrix.customers.to_numpy(), x=scores, y=scores, zmin=0, colorscale=SHADES, showscale=False,
            xgap=2, ygap=2,
            text=[[_label(matrix, r, c, lang) for c in scores] for r in scores], texttemplate="%{text}",
            textfont={"size": 13}, customdata=[[_hover(matrix, r, c, lang) for c in scores] for r in scores],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    for edge in _edges(matrix.names):
        drawn.add_shape(type="line", **edge, line={"color": ORANGE, "width": 3})
    drawn.update_xaxes(_axis(matrix.columns, matrix.column_borders, lang), showgrid=False)
    drawn.update_yaxes(_axis(matrix.rows, matrix.row_borders, lang), showgrid=False)
    if matrix.named_by_m:
        drawn.update_layout(title_subtitle_text=BY_M[lang])
    return drawn


def _label(matrix: RfmMatrix, row: int, column: int, lang: Lang) -> str:
    name = _at(matrix.names, row, column)
    return f"<b>{number(_at(matrix.customers, row, column), lang)}</b>" + (
        f"<br>{group_label(name, lang)}" if name else ""
    )


def _hover(matrix: RfmMatrix, row: int, column: int, lang: Lang) -> str:
    customers, revenue = _at(matrix.customers, row, column), _at(matrix.share_of_revenue, row, column)
    return (
        f"<b>{matrix.rows}{row} {matrix.columns}{column}</b><br>"
        f"{MEANING[matrix.rows][lang]}: {plain(matrix.row_borders[row])}<br>"
        f"{MEANING[matrix.columns][lang]}: {plain(matrix.column_borders[column])}<br>"
        f"<b>{number(customers, lang)}</b> {CUSTOMERS[lang]}, {percent(revenue, lang)} {OF_REVENUE[lang]}"
    )


def _at(frame: pd.DataFrame, row: int, column: int) -> Any:
    return frame.at[row, column]


def _axis(letter: Axis, borders: Mapping[int, str], lang: Lang) -> dict[str, Any]:
    marks = [f"<b>{letter}{score}</b><br>{_in_lines(borders[score])}" for score in SCORES]
    title = {"text": MEANING[letter][lang], "standoff": 14}
    return {"title": title, "tickmode": "array", "tickvals": list(SCORES), "ticktext": marks, "tickangle": 0}


def _in_lines(borders: str) -> str:
    return plain(borders) if len(borders) <= FITS else plain(borders).replace("–", "–<br>")


def _edges(names: pd.DataFrame) -> Iterator[dict[str, float]]:
    """The lines between neighbouring cells of different names."""
    for row, column in itertools.product(SCORES, SCORES):
        here = _at(names, row, column)
        if column < SCORES[-1] and _at(names, row, column + 1) != here:
            yield {"x0": column + 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
        if row < SCORES[-1] and _at(names, row + 1, column) != here:
            yield {"x0": column - 0.5, "x1": column + 0.5, "y0": row + 0.5, "y1": row + 0.5}
