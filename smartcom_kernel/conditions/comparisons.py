"""The operators one by one: which types each suits, what it takes, when it holds and how it is said."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeGuard
from zoneinfo import ZoneInfo

import ibis.expr.types as ir

from smartcom_kernel.conditions.values import Value, literal, say, value_of
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import Fault, SpecError, count_of
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.contracts import Column, Type
from smartcom_kernel.lake.tables import Tables

Operand = Literal["one", "pair", "many", "days", "flag"]
Holds = Callable[[ir.Value, Any, Tables], ir.BooleanValue]
Words = tuple[str, str]
"""How an operator is said after the column's label: English and Russian, with ``{}`` for the operand."""

DATES: tuple[Type, ...] = ("date", "instant")
NUMBERS: tuple[Type, ...] = ("integer", "number", "money")
TEXT: tuple[Type, ...] = ("text", "json")
ANY: tuple[Type, ...] = (*TEXT, *NUMBERS, *DATES, "boolean")
ORDERED = (*NUMBERS, *DATES)
MOST_DAYS = 36_500


@dataclass(frozen=True)
class Comparison:
    """One operator."""

    name: str
    types: tuple[Type, ...]
    operand: Operand
    holds: Holds
    words: Mapping[tuple[Type, ...], Words]
    of_unknown: bool = False
    """Whether it holds for a value nobody knows."""

    @property
    def field(self) -> str:
        """The name of its field in Python."""
        return "in_" if self.name == "in" else self.name

    def operand_of(self, data: Any, column: Column) -> Any:
        """Plain data as what this operator takes for a column.

        Raises:
            ValueError: The operator does not suit the column's type, or the data is not what it takes.
            SpecError: Values of a list are faulty; each fault with its place in the list.
        """
        if column.type not in self.types:
            fitting = ", ".join(c.name for c in COMPARISONS.values() if column.type in c.types)
            raise ValueError(f"does not suit {column.name}, which is {SORTS[column.type]}; what does: {fitting}")
        return _OPERANDS[self.operand](data, column)

    def say(self, operand: Any, type_: Type, lang: Lang) -> str:
        """The words that follow the column's label."""
        words = next(w for types, w in self.words.items() if type_ in types)[0 if lang == "en" else 1]
        if self.operand == "pair":
            return words.format(*(say(v, lang) for v in operand))
        if self.operand == "flag":
            known, unknown = words.split("|")
            return known if operand else unknown
        if isinstance(operand, bool):
            operand ^= self.name == "ne"  # "not yes" would read as "not yet": say "no"
        return words.format(days(operand, lang) if self.operand == "days" else say(operand, lang))


SORTS: dict[Type, str] = {
    "text": "text", "json": "text", "integer": "a whole number", "number": "a number", "money": "an amount",
    "boolean": "yes or no", "date": "a date", "instant": "an instant",
}  # fmt: skip


def days(n: int, lang: Lang) -> str:
    """``30 days``, ``30 дней``."""
    return count_of(n, "day") if lang == "en" else f"{n} {plural(n, 'день', 'дня', 'дней')}"


# what each operator takes ---------------------------------------------------------------------------------------------


def _many(data: Any, column: Column) -> tuple[Value, ...]:
    if not isinstance(data, list | tuple) or not data:
        raise ValueError(f"must be a list of values, not {data!r}")
    values: list[Value] = []
    faults: list[Fault] = []
    for place, item in enumerate(data):
        try:
            values.append(value_of(item, column))
        except ValueError as error:
            faults.append(Fault((place,), str(error)))
    if faults:
        raise SpecError(column.name, faults)
    return tuple(values)


def _pair(data: Any, column: Column) -> tuple[Value, ...]:
    values = _many(data, column)
    if len(values) != 2:
        raise ValueError(f"must be a list of two values, from and to, not {data!r}")
    if sortable(values[0]) > sortable(values[1]):
        raise ValueError(f"must run from the lesser to the greater value, not {data!r}")
    return values


def sortable(value: Value) -> Any:
    """A value that may be compared with others of its type: a day as its first moment."""
    return instant(value) if isinstance(value, date) else value


def _days(data: Any, _column: Column) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or not 1 <= data <= MOST_DAYS:
        raise ValueError(f"must be a whole number of days from 1 to {MOST_DAYS:,}, not {data!r}")
    return data


def _flag(data: Any, _column: Column) -> bool:
    if not isinstance(data, bool):
        raise ValueError(f"must be true (known) or false (unknown), not {data!r}")
    return data


_OPERANDS: dict[Operand, Callable[[Any, Column], Any]] = {
    "one": value_of, "many": _many, "pair": _pair, "days": _days, "flag": _flag,
}  # fmt: skip


# when each operator holds ---------------------------------------------------------------------------------------------


def compared(name: str, value: ir.Value, operand: Value, tables: Tables) -> ir.BooleanValue:
    """``gt``, ``gte``, ``lt`` or ``lte``; of an instant a day means the whole calendar day of the workspace."""
    if is_whole_day(operand) and value.type().is_timestamp():
        operand = instant(operand + timedelta(days=name in {"gt", "lte"}), tables.zone)
        name = "gte" if name in {"gt", "gte"} else "lt"
    result: ir.BooleanValue = getattr(operator, {"gte": "ge", "lte": "le"}.get(name, name))(
        value, literal(operand, value)
    )
    return result


def is_whole_day(value: Value) -> TypeGuard[date]:
    """Whether a value is a calendar day and not a point in time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _ordered(name: str) -> Holds:
    return functools.partial(compared, name)


def _equal(value: ir.Value, operand: Value, tables: Tables) -> ir.BooleanValue:
    if is_whole_day(operand) and value.type().is_timestamp():
        return _between(value, (operand, operand), tables)
    return value == literal(operand, value)


def _between(value: ir.Value, operand: tuple[Value, Value], tables: Tables) -> ir.BooleanValue:
    return compared("gte", value, operand[0], tables) & compared("lte", value, operand[1], tables)


def _one_of(value: ir.Value, operand: tuple[Value, ...], tables: Tables) -> ir.BooleanValue:
    if value.type().is_timestamp():
        return functools.reduce(operator.or_, (_equal(value, v, tables) for v in operand))
    return value.isin([literal(v, value) for v in operand])


def _within_days(value: ir.Value, operand: int, tables: Tables) -> ir.BooleanValue:
    if value.type().is_date():
        today = _today(tables)
        return (value > literal(today - timedelta(days=operand), value)) & (value <= literal(today, value))
    return (value > tables.days_ago(operand)) & (value <= tables.moment)


def _more_than_days_ago(value: ir.Value, operand: int, tables: Tables) -> ir.BooleanValue:
    if value.type().is_date():
        return value <= literal(_today(tables) - timedelta(days=operand), value)
    return value <= tables.days_ago(operand)


def _today(tables: Tables) -> date:
    return tables.as_of.astimezone(ZoneInfo(tables.zone)).date()


COMPARISONS: dict[str, Comparison] = {
    c.name: c
    for c in (
        Comparison(
            "eq", ANY, "one", _equal,
            {("boolean",): (": {}", ": {}"), DATES: (" on {}", " — {}"), ANY: (" is {}", " — {}")},
        ),
        Comparison(
            "ne", ANY, "one", lambda v, o, t: ~_equal(v, o, t),
            {
                ("boolean",): (": {} (or is unknown)", ": {} (или нет данных)"),
                DATES: (" not on {} (or is unknown)", " — не {} (или нет данных)"),
                ANY: (" is not {} (or is unknown)", " — не {} (или нет данных)"),
            },
            of_unknown=True,
        ),
        Comparison(
            "gt", ORDERED, "one", _ordered("gt"),
            {DATES: (" after {}", " позже {}"), ANY: (" is above {}", " больше {}")},
        ),
        Comparison(
            "gte", ORDERED, "one", _ordered("gte"),
            {DATES: (" on or after {}", " не раньше {}"), ANY: (" is at least {}", " не меньше {}")},
        ),
        Comparison(
            "lt", ORDERED, "one", _ordered("lt"),
            {DATES: (" before {}", " раньше {}"), ANY: (" is below {}", " меньше {}")},
        ),
        Comparison(
            "lte", ORDERED, "one", _ordered("lte"),
            {DATES: (" on or before {}", " не позже {}"), ANY: (" is at most {}", " не больше {}")},
        ),
        Comparison(
            "between", ORDERED, "pair", _between,
            {DATES: (" from {} to {}", " с {} по {}"), ANY: (" is from {} to {}", " от {} до {}")},
        ),
        Comparison(
            "in", (*TEXT, *ORDERED), "many", _one_of,
            {DATES: (" on one of {}", " из списка: {}"), ANY: (" is one of {}", " из списка: {}")},
        ),
        Comparison(
            "not_in", (*TEXT, *ORDERED), "many", lambda v, o, t: ~_one_of(v, o, t),
            {
                DATES: (" on none of {} (or is unknown)", " не из списка: {} (или нет данных)"),
                ANY: (" is none of {} (or is unknown)", " не из списка: {} (или нет данных)"),
            },
            of_unknown=True,
        ),
        Comparison(
            "contains", TEXT, "one", lambda v, o, _: v.contains(literal(o, v)),
            {ANY: (" contains “{}”", " содержит «{}»")},
        ),
        Comparison(
            "starts_with", TEXT, "one", lambda v, o, _: v.startswith(literal(o, v)),
            {ANY: (" starts with “{}”", " начинается с «{}»")},
        ),
        Comparison(
            "exists", ANY, "flag", lambda v, o, _: v.notnull() if o else v.isnull(),
            {ANY: (" is known| is unknown", ": есть данные|: нет данных")},
        ),
        Comparison(
            "within_days", DATES, "days", _within_days,
            {ANY: (" in the last {}", " за последние {}")},
        ),
        Comparison(
            "more_than_days_ago", DATES, "days", _more_than_days_ago,
            {ANY: (" more than {} ago", " больше {} назад")},
        ),
    )
}  # fmt: skip
