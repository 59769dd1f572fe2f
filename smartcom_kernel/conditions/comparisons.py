"""The operators one by one: which types each suits, what it takes, when it holds and how it is said."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

import ibis.expr.types as ir

from smartcom_kernel.conditions.operands import READERS, Operand
from smartcom_kernel.conditions.values import Value, literal, say
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.contracts import Column, Type
from smartcom_kernel.lake.tables import Tables

Holds = Callable[[ir.Value, Any, Tables], ir.BooleanValue]
Words = tuple[str, str]
"""How an operator is said after the column's label: English and Russian, with ``{}`` for the operand."""

DATES: tuple[Type, ...] = ("date", "instant")
NUMBERS: tuple[Type, ...] = ("integer", "number", "money")
TEXT: tuple[Type, ...] = ("text", "json")
ANY: tuple[Type, ...] = (*TEXT, *NUMBERS, *DATES, "boolean")
ORDERED = (*NUMBERS, *DATES)


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
        return READERS[self.operand](data, column)

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


ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
}  # fmt: skip

# when each operator holds ---------------------------------------------------------------------------------------------


def compared(name: str, value: ir.Value, operand: Value, tables: Tables) -> ir.BooleanValue:
    """``gt``, ``gte``, ``lt`` or ``lte``; of an instant a day means the whole calendar day of the workspace."""
    if is_whole_day(operand) and value.type().is_timestamp():
        operand = instant(operand + timedelta(days=name in {"gt", "lte"}), tables.zone)
        name = "gte" if name in {"gt", "gte"} else "lt"
    return ORDER[name](value, literal(operand, value))


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
