"""One of the three RFM matrices: 25 cells with how many customers they hold and how much of the revenue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import SCORES
from smartcom_kernel.core.text_tables import html_matrix
from smartcom_kernel.core.wording import number, percent, verbatim
from smartcom_kernel.metrics.rfm_names import Axis, group_label

BY_M: dict[Lang, str] = {
    "en": "names by M instead of F; segments use R × F",
    "ru": "названия здесь по M вместо F; сегменты считаются по R × F",
}
"""Said beside a matrix of R and M, whose cells carry the names of R × F."""


@dataclass(frozen=True)
class RfmMatrix:
    """25 cells; each frame has the scores 1 to 5 of `rows` as its index and those of `columns` as its columns.

    Args:
        rows: Axis that runs downwards.
        columns: Axis that runs to the right.
        customers: How many customers each cell holds.
        share_of_revenue: Which share of the revenue of all cells is theirs.
        names: Named group of each cell; M stands in for F where F is not an axis, and without R there are no names.
        row_borders: What each score of `rows` stands for, in words.
        column_borders: What each score of `columns` stands for, in words.
        lang: Language of the words.
    """

    rows: Axis
    columns: Axis
    customers: pd.DataFrame
    share_of_revenue: pd.DataFrame
    names: pd.DataFrame
    row_borders: Mapping[int, str]
    column_borders: Mapping[int, str]
    lang: Lang = "en"

    @property
    def named_by_m(self) -> bool:
        """Whether M stands in for F in the names."""
        return {self.rows, self.columns} == {"R", "M"}

    def _repr_html_(self) -> str:
        note = f"<p>{BY_M[self.lang]}</p>" if self.named_by_m else ""
        heads = ["", *(self._head(self.columns, c) for c in SCORES)]
        rows = ([self._head(self.rows, r), *(self._cell(r, c) for c in SCORES)] for r in reversed(SCORES))
        return verbatim(html_matrix([heads, *rows]) + note)

    def _head(self, axis: Axis, score: int) -> str:
        borders = self.row_borders if axis == self.rows else self.column_borders
        return f"{axis}{score}: {borders[score]}"

    def _cell(self, row: int, column: int) -> str:
        cell = (row - 1, column - 1)
        frames = (self.customers, self.share_of_revenue, self.names)
        count, share, name = (frame.to_numpy()[cell] for frame in frames)
        text = f"{number(count, self.lang)} ({percent(share, self.lang)})"
        return f"{text} {group_label(name, self.lang)}" if name else text


def grid(cells: pd.DataFrame, rows: Axis, columns: Axis, value: str) -> pd.DataFrame:
    """A value of the cells summed up over the third axis: 5 x 5, with zeros where nobody is."""
    summed = cells.groupby([rows.lower(), columns.lower()])[value].sum().unstack(fill_value=0)
    return summed.reindex(index=list(SCORES), columns=list(SCORES), fill_value=0).rename_axis(
        index=rows, columns=columns
    )


def cell_names(names: Mapping[tuple[int, int], str], rows: Axis, columns: Axis) -> pd.DataFrame:
    """The named group of each cell of a matrix; empty texts where R is not one of its axes."""
    if "R" not in (rows, columns):
        named = {(row, column): "" for row in SCORES for column in SCORES}
    else:
        named = {(i, j): names[(i, j) if rows == "R" else (j, i)] for i in SCORES for j in SCORES}
    frame = pd.Series(named).unstack()
    return frame.rename_axis(index=rows, columns=columns)
