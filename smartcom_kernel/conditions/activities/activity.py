"""The family of activities: rows of what happened to customers, and which of them are meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, ClassVar

import ibis.expr.types as ir
from pydantic import BeforeValidator, Field, SerializeAsAny, WithJsonSchema, model_validator

from smartcom_kernel.conditions.activities.rows import Rows, whole
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.conditions.paths import column_at, passing_at
from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.family import Family
from smartcom_kernel.lake.columns import Column, Contract
from smartcom_kernel.lake.tables import Tables


class Activity(Block):
    """Something that happens to customers: one row each time."""

    en: ClassVar[str]
    """Many of them: ``receipts``."""
    ru: ClassVar[str]
    ru_of: ClassVar[str]
    """The Russian genitive, as in ``нет чеков``."""
    ru_help: ClassVar[str] = ""
    """The first sentence of the docstring in Russian; forms show none in Russian where it is empty."""
    group: ClassVar[str] = "behaviour"
    """Where it stands in a palette, one of `smartcom_kernel.conditions.form.GROUPS`."""
    contract: ClassVar[Contract]
    """The table of the lake that holds the rows."""
    when: ClassVar[str]
    """The column that says when it happened."""

    where: Rows = Field(default_factory=Rows)
    """What each row must be; any row when absent."""

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """What may be asked of a row, by name; a name inside a JSON column follows after a full stop."""
        return {column.name: column for column in cls.contract.columns if column.name != "customer_id"}

    def every(self, tables: Tables, names: Collection[str]) -> ir.Table:  # noqa: ARG002
        """All rows that count, with `customer_id`, `when` and the columns of these names."""
        return tables.read(self.contract.name)

    @model_validator(mode="after")
    def _suits(self) -> Activity:
        try:
            object.__setattr__(self, "where", self.where.typed(self.column))
        except SpecError as error:
            raise SpecError(f"activity {self.kind!r}", [fault.under("where") for fault in error.faults]) from None
        return self

    @classmethod
    def column(cls, name: str, operators: Operators | None = None) -> Column:
        """The column of a name; inside JSON it is of the type that the operands are of.

        Raises:
            ValueError: There is none; names the nearest.
        """
        return column_at(name, cls.columns(), f"column of {cls.kind}", operators)

    def rows(self, tables: Tables, *also: str) -> ir.Table:
        """The rows that are meant, of known customers.

        Args:
            tables: Where to read, and the moment.
            *also: Columns that the caller reads beside `customer_id` and `when`.
        """
        names = {name.partition(".")[0] for name in {*self.where.names(), *also}}
        rows = self.every(tables, names)
        meant = list(self.where.where(lambda name, operators: self._holds(rows, name, operators, tables)))
        return rows.filter(rows.customer_id.notnull(), *meant)

    def describe(self, lang: Lang = "en") -> str:
        """Many of them, and what each is: ``receipts (total is at least 1,000)``."""
        return (self.en if lang == "en" else self.ru) + self.meant(lang)

    def meant(self, lang: Lang) -> str:
        """Which rows, in parentheses; empty where any will do."""
        return "" if self.where.asks_nothing else f" ({self.where.describe(self.column, lang)})"

    def _holds(self, rows: ir.Table, name: str, operators: Operators, tables: Tables) -> ir.BooleanValue:
        column = self.column(name, operators)
        if column.refers_to == "categories":
            operators = whole(tables, operators)
        return passing_at(rows, column, operators, tables)


ACTIVITIES: Family[Activity] = Family("activity", Activity)


def _parsed(data: Any) -> Activity:
    return ACTIVITIES.parse({"kind": data} if isinstance(data, str) else data)


AnyActivity = Annotated[
    SerializeAsAny[Activity],
    BeforeValidator(_parsed),
    WithJsonSchema(
        {
            "title": "activity",
            "type": ["object", "string"],
            "properties": {"kind": {"type": "string"}, "where": {"type": "object"}},
            "required": ["kind"],
        }
    ),
]
"""A field that holds an activity of any kind; its kind alone where any row will do."""
