"""What a column of rows adds up to: its sum, average, least or greatest value, or how many different ones it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.core.errors import Words
from smartcom_kernel.lake.columns import NUMBERS, ORDERED, Column, Type
from smartcom_kernel.metrics.compute import as_stored

ANY: tuple[Type, ...] = (*ORDERED, "text", "boolean")


@dataclass(frozen=True)
class Measure:
    """One way to make one value of many.

    Args:
        types: Which columns it suits.
        of: The value, from those of the rows.
        en: How it is said before the column's label.
        ru: The same in Russian.
        type: What it is, where it is not what the column is.
        empty: What it is where there is no row; None where nothing is known then.
    """

    types: tuple[Type, ...]
    of: Callable[[Any], ir.Value]
    en: str
    ru: str
    type: Type | None = None
    empty: int | None = None

    def column(self, of: Column) -> Column:
        """The measured value as a column, for operators and sentences.

        Raises:
            ValueError: The column is of a type that it does not suit.
        """
        if of.type not in self.types:
            raise ValueError(
                Words(f"{of.name} has no {self.en}: it holds {of.type}", f"«{of.ru}» так не считают: там {of.type}")
            )
        return Column(of.name, self.type or of.type, f"{self.en} of {of.en}", f"{self.ru} «{of.ru}»")


MEASURES: dict[str, Measure] = {
    "sum": Measure(NUMBERS, lambda v: v.sum().fill_null(0), "sum", "сумма по полю", empty=0),
    "average": Measure(
        NUMBERS, lambda v: as_stored(v.sum() / v.count(), "number"), "average", "среднее по полю", "number"
    ),
    "min": Measure(ORDERED, lambda v: v.min(), "least", "наименьшее по полю"),
    "max": Measure(ORDERED, lambda v: v.max(), "greatest", "наибольшее по полю"),
    "different": Measure(
        ANY, lambda v: v.nunique(), "number of different values", "разных значений поля", "integer", 0
    ),
}
"""By the name of the field that asks for it."""
