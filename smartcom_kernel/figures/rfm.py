"""The RFM matrix: how many customers each cell holds, between which borders, and what its region is called."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent
from smartcom_kernel.figures.style import figure, plain

SCORES = (1, 2, 3, 4, 5)
SHADES = [[0, "#eef4f9"], [0.15, "#cfe2ef"], [0.45, "#7db4d6"], [0.75, "#2f7fb5"], [1, "#0b4f82"]]
OUTLINE = "#e8702a"
TITLE: dict[Lang, str] = {"en": "RFM matrix: {rows} by {columns}", "ru": "RFM-матрица: {rows} и {columns}"}
AXES: dict[str, dict[Lang, str]] = {
    "R": {"en": "recency, days since the last purchase", "ru": "давность, дней с последней покупки"},
    "F": {"en": "frequency, visits", "ru": "частота, визитов"},
    "M": {"en": "monetary value, spent", "ru": "деньги, потрачено"},
}
OF_ALL: dict[Lang, str] = {"en": "of all", "ru": "всех"}
CUSTOMERS: dict[Lang, str] = {"en": "customers", "ru": "клиентов"}


def rfm_matrix(
    counts: pd.DataFrame,
    *,
    rows: str = "R",
    columns: str = "F",
    borders: Mapping[str, Mapping[int, str]],
    names: Mapping[tuple[int, int], str],
    lang: Lang = "en",
) -> go.Figure:
    """A heat map of 25 cells, the best customers in the upper right corner.

    Args:
        counts: `row`, `column`, `customers`: the cells that hold anybody.
        rows: Letter of the vertical axis.
        columns: Letter of the horizontal axis.
        borders: For each letter the border of each score as text: ``{"R": {5: "0–12"}}``.
        names: What each cell (row, column) is called; cells of one name form a region. Empty where cells have no names.
        lang: Language of labels.
    """
    held = {(int(r), int(c)): int(n) for r, c, n in counts[["row", "column", "customers"]].itertuples(index=False)}
    drawn = figure(TITLE[lang].format(rows=rows, columns=columns), lang, height=470)
    drawn.add_trace(
        go.Heatmap(
            z=[[held.get((r, c), 0) for c in SCORES] for r in SCORES], x=SCORES, y=SCORES,
            zmin=0, zmax=max(held.values(), default=1), colorscale=SHADES, showscale=False, xgap=2, ygap=2,
            text=[[_label(held.get((r, c), 0), names.get((r, c), ""), lang) for c in SCORES] for r in SCORES],
            texttemplate="%{text}", textfont={"size": 13},
            customdata=[[_hover(rows, columns, (r, c), held, borders, lang) for c in SCORES] for r in SCORES],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    for edge in _edges(names):
        drawn.add_shape(type="line", **edge, line={"color": OUTLINE, "width": 3})
    drawn.update_xaxes(_axis(columns, borders.get(columns, {}), lang), showgrid=False)
    drawn.update_yaxes(_axis(rows, borders.get(rows, {}), lang), showgrid=False)
    return drawn


def _label(customers: int, name: str, lang: Lang) -> str:
    return f"<b>{number(customers, lang)}</b>" + (f"<br>{plain(name)}" if name else "")


def _hover(
    rows: str, columns: str, cell: tuple[int, int], held: Mapping[tuple[int, int], int],
    borders: Mapping[str, Mapping[int, str]], lang: Lang,
) -> str:  # fmt: skip
    customers = held.get(cell, 0)
    share = percent(customers / (sum(held.values()) or 1), lang)
    said = [
        f"<b>{letter}{score}</b>: {AXES[letter][lang]}: {plain(borders.get(letter, {}).get(score, '–'))}"
        for letter, score in zip((rows, columns), cell, strict=True)
    ]
    return "<br>".join([*said, f"{CUSTOMERS[lang]}: <b>{number(customers, lang)}</b> ({share} {OF_ALL[lang]})"])


def _axis(letter: str, borders: Mapping[int, str], lang: Lang) -> dict[str, Any]:
    marks = [f"<b>{letter}{score}</b><br>{plain(borders.get(score, '–'))}" for score in SCORES]
    return {
        "title": {"text": AXES[letter][lang], "standoff": 14},
        "tickmode": "array",
        "tickvals": SCORES,
        "ticktext": marks,
    }


def _edges(names: Mapping[tuple[int, int], str]) -> Iterator[dict[str, float]]:
    """The lines between neighbouring cells of different names."""
    for row, column in itertools.product(SCORES, SCORES):
        here = names.get((row, column))
        if column < SCORES[-1] and names.get((row, column + 1)) != here:
            yield {"x0": column + 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
        if row < SCORES[-1] and names.get((row + 1, column)) != here:
            yield {"x0": column - 0.5, "x1": column + 0.5, "y0": row + 0.5, "y1": row + 0.5}
