"""How a value is compared: the part of a condition that stands under `is`."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from typing import Annotated, Any

import ibis.expr.types as ir
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

from smartcom_kernel.conditions.comparisons import COMPARISONS, Comparison
from smartcom_kernel.conditions.several import shortest
from smartcom_kernel.conditions.values import plain
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, Words, hint
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables

OR_UNKNOWN = "or_unknown"
SCALAR = {"type": ["string", "number", "boolean"]}
One = Annotated[Any, PlainSerializer(plain), WithJsonSchema(SCALAR)]
Pair = Annotated[
    Any, PlainSerializer(plain), WithJsonSchema({"type": "array", "items": SCALAR, "minItems": 2, "maxItems": 2})
]
Many = Annotated[Any, PlainSerializer(plain), WithJsonSchema({"type": "array", "items": SCALAR, "minItems": 1})]
Days = Annotated[Any, WithJsonSchema({"type": "integer", "minimum": 1})]
Flag = Annotated[Any, WithJsonSchema({"type": "boolean"})]
MONTH = {"type": "integer", "minimum": 1, "maximum": 12}
Months = Annotated[
    Any, PlainSerializer(shortest), WithJsonSchema({"anyOf": [MONTH, {"type": "array", "items": MONTH, "minItems": 1}]})
]
DATE_OF_YEAR = {"type": "string", "pattern": "^[0-1][0-9]-[0-3][0-9]$"}
DatesOfYear = Annotated[
    Any,
    PlainSerializer(shortest),
    WithJsonSchema({"anyOf": [DATE_OF_YEAR, {"type": "array", "items": DATE_OF_YEAR, "minItems": 1}]}),
]
Name = Annotated[Any, WithJsonSchema({"type": "string"})]


class Operators(BaseModel):
    """What a value must be; where several operators are given, all must hold.

    Of an instant, a day such as ``2017-12-31`` means the whole calendar day in the workspace's time zone.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_by_name=True, validate_by_alias=True
    )

    eq: One = None
    """Equal to this."""
    ne: One = None
    """Anything but this; customers whose value is unknown count."""
    gt: One = None
    """Greater or later than this."""
    gte: One = None
    """This, greater or later."""
    lt: One = None
    """Less or earlier than this."""
    lte: One = None
    """This, less or earlier."""
    between: Pair = None
    """From the first to the second, both included."""
    in_: Many = Field(None, alias="in")
    """One of these."""
    not_in: Many = None
    """None of these; customers whose value is unknown count."""
    contains: One = None
    """Text with this in it, capitals as written."""
    starts_with: One = None
    """Text that begins with this, capitals as written."""
    exists: Flag = None
    """true: the value is known; false: it is not."""
    within_days: Days = None
    """In the last so many days (of 24 hours), up to the moment of asking."""
    more_than_days_ago: Days = None
    """So many days (of 24 hours) ago or earlier."""
    within_next_days: Days = None
    """In the next so many days (of 24 hours) from the moment of asking."""
    in_month: Months = None
    """In this month of any year, from 1 to 12, or in one of several."""
    on_day_of_year: DatesOfYear = None
    """On this day of any year, such as 12-31, or on one of several."""
    anniversary_within_days: Days = None
    """Returns today or in the next so many days, as birthdays do; of 29 February on the 28th where there is no 29th."""
    in_directory: Name = None
    """A value that stands in this directory, see the table `directory_items`."""
    not_in_directory: Name = None
    """A value that does not stand in this directory; customers whose value is unknown count."""
    or_unknown: bool = False
    """true: customers whose value is unknown pass too."""

    @model_validator(mode="before")
    @classmethod
    def _known(cls, data: Any) -> Any:
        if isinstance(data, Operators):
            return data
        known = list(COMPARISONS)
        if not isinstance(data, Mapping) or not data:
            listed = ", ".join(known)
            raise ValueError(
                Words(
                    f"must be a mapping of operators to values, such as {{eq: 5}}; known: {listed}",
                    f"нужно сравнение и его значение, например {{eq: 5}}; известны: {listed}",
                )
            )
        unknown = [n for n in data if n not in COMPARISONS and n not in {"in_", OR_UNKNOWN}]
        if unknown:
            faults = [Fault((n,), f"there is no operator {n!r}{hint(n, known)}") for n in map(str, unknown)]
            raise SpecError("operators", faults)
        if set(data) == {OR_UNKNOWN}:
            raise ValueError(
                Words(
                    f"asks nothing of known values: give an operator beside `{OR_UNKNOWN}`",
                    f"об известных значениях ничего не сказано: кроме `{OR_UNKNOWN}` нужно сравнение",
                )
            )
        return data

    def given(self) -> list[tuple[Comparison, Any]]:
        """The comparisons asked for, each with its operand, in the order of the fields."""
        return [
            (COMPARISONS[field.alias or name], getattr(self, name))
            for name, field in type(self).model_fields.items()
            if name in self.model_fields_set and name != OR_UNKNOWN
        ]

    def typed(self, column: Column) -> Operators:
        """The same operators with every operand read as the type of `column`.

        Raises:
            SpecError: An operator does not suit the type, or an operand is not of it; all faults at once.
        """
        typed: dict[str, Any] = {}
        faults: list[Fault] = []
        for comparison, operand in self.given():
            try:
                typed[comparison.field] = comparison.operand_of(operand, column)
            except SpecError as error:
                faults += [f.under(comparison.name) for f in error.faults]
            except ValueError as error:
                faults.append(Fault.of(error, comparison.name))
        if faults:
            raise SpecError(f"condition on {column.name}", faults)
        return self.model_copy(update=typed)

    def where(self, value: ir.Value, tables: Tables) -> ir.BooleanValue:
        """Which values all operators hold for: true or false, never null."""
        holds = functools.reduce(operator.and_, (c.decided(value, operand, tables) for c, operand in self.given()))
        return holds | value.isnull() if self.or_unknown else holds

    def describe(self, column: Column, lang: Lang) -> str:
        """What is asked of `column`, in words."""
        label = column.en if lang == "en" else column.ru
        said = [c.say(operand, column.type, lang) for c, operand in self.given()]
        unknown = (" (or is unknown)" if lang == "en" else " (или нет данных)") if self.or_unknown else ""
        return label + (" and" if lang == "en" else " и").join(said) + unknown
