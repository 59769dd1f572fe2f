"""What every metric is: a column of the customer, said as aggregates over facts and a last step over those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import ibis.expr.types as ir

from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.core.family import Family
from smartcom_kernel.lake.contracts import Column, Type
from smartcom_kernel.lake.tables import Tables

Facts = Literal["receipts", "lines"]
Unit = Literal["count", "money", "days", "share", "instant"]


@dataclass(frozen=True)
class Aggregate:
    """One thing to know about each customer's facts. Metrics that need the same one share its computation.

    Args:
        name: What it is called among all aggregates; one name always means one thing.
        over: Receipts that count, with the calendar `day` each was issued on; or the lines of those receipts.
        value: The aggregate of such a table.
        empty: What it is for a customer without such facts.
    """

    name: str
    over: Facts
    value: Callable[[ir.Table, Tables], ir.Value]
    empty: int | None = None


class Metric(Block):
    """Base of everything that is computed about a customer. Its kind is the name of its column."""

    example: ClassVar[dict[str, Any]] = {}

    unit: ClassVar[Unit]
    """What its values are, for labels and axes."""
    type: ClassVar[Type]
    """The column's type; values are rounded to it, so that a stored value and one computed anew are the same."""
    en: ClassVar[str]
    ru: ClassVar[str]
    meaning_ru: ClassVar[str]
    """The first sentence of the docstring, in Russian."""
    needs: ClassVar[tuple[Aggregate, ...]]
    """What must be known about a customer's facts."""

    def finish(self, known: ir.Table) -> ir.Value:
        """The metric, from what is known about each customer.

        Args:
            known: One row per customer, with a column for each of `needs`.
        """
        raise NotImplementedError(f"{type(self).__name__} must say how it is computed")

    def describe(self, lang: Lang = "en") -> str:
        """What it means, in one sentence without a full stop."""
        return self.meaning_ru if lang == "ru" else self.help().rstrip(".")

    @classmethod
    def column(cls) -> Column:
        """Its column in `customer_metrics`, as a contract declares columns."""
        return Column(cls.kind, cls.type, cls.en, cls.ru, origin="computed")


METRICS: Family[Metric] = Family("metric", Metric)
