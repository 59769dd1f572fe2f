"""The operators one by one: which types each suits, what it takes, when it holds and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.conditions.holding import (
    Holds,
    anniversary,
    between,
    equal,
    in_directory,
    in_month,
    more_than_days_ago,
    on_day_of_year,
    one_of,
    ordered,
    within_days,
    within_next_days,
)  # fmt: skip
from smartcom_kernel.conditions.operands import LEAP_YEAR, READERS, Operand
from smartcom_kernel.conditions.values import literal, say
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words, count_of
from smartcom_kernel.core.wording import IN_MONTH, MONTHS, plural
from smartcom_kernel.lake.columns import DATES, NUMBERS, ORDERED, Column, Type
from smartcom_kernel.lake.tables import Tables

Phrases = tuple[str, str]
"""How an operator is said after the column's label: English and Russian, with ``{}`` for the operand."""

TEXT: tuple[Type, ...] = ("text", "json")
ANY: tuple[Type, ...] = (*TEXT, *NUMBERS, *DATES, "boolean")


@dataclass(frozen=True)
class Comparison:
    """One operator."""

    name: str
    types: tuple[Type, ...]
    operand: Operand
    holds: Holds
    words: Mapping[tuple[Type, ...], Phrases]
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
            sort, sort_ru = SORTS[column.type]
            raise ValueError(
                Words(
                    f"does not suit {column.name}, which is {sort}; what does: {fitting}",
                    f"не подходит к «{column.ru}», это {sort_ru}; подходят: {fitting}",
                )
            )
        return READERS[self.operand](data, column)

    def decided(self, value: ir.Value, operand: Any, tables: Tables) -> ir.BooleanValue:
        """Whether it holds, true or false; said so that the engine can pass over files in which no value fits."""
        holds = self.holds(value, operand, tables)
        if self.operand == "flag":
            return holds
        return value.isnull() | holds if self.of_unknown else value.notnull() & holds

    def label(self, type_: Type, lang: Lang) -> str:
        """What the operator is called where it is chosen: its words, with … for what follows."""
        words = self._words("text" if type_ == "boolean" else type_, lang)
        told = [" ".join(part.replace("{}", "…").strip(" :—").split()) for part in words.split("|")]
        return " / ".join(told) if any(part.strip("… ") for part in told) else EQUALS[lang]

    def _words(self, type_: Type, lang: Lang) -> str:
        return next(w for types, w in self.words.items() if type_ in types)[0 if lang == "en" else 1]

    def say(self, operand: Any, type_: Type, lang: Lang) -> str:
        """The words that follow the column's label."""
        words = self._words(type_, lang)
        if self.operand == "pair":
            return words.format(*(say(v, lang) for v in operand))
        if self.operand == "flag":
            known, unknown = words.split("|")
            return known if operand else unknown
        if isinstance(operand, bool):
            operand ^= self.name == "ne"  # "not yes" would read as "not yet": say "no"
        return words.format(SAYERS.get(self.operand, say)(operand, lang))


EQUALS: dict[Lang, str] = {"en": "is …", "ru": "это …"}
SORTS: dict[Type, Phrases] = {
    "text": ("text", "текст"), "json": ("text", "текст"), "integer": ("a whole number", "целое число"),
    "number": ("a number", "число"), "money": ("an amount", "сумма"), "boolean": ("yes or no", "да или нет"),
    "date": ("a date", "дата"), "instant": ("an instant", "время"),
}  # fmt: skip


def _months(operand: tuple[int, ...], lang: Lang) -> str:
    return say(tuple(MONTHS[lang][month - 1] for month in operand), lang, _or(lang))


def _dates_of_year(operand: tuple[str, ...], lang: Lang) -> str:
    found = (date.fromisoformat(f"{LEAP_YEAR}-{day}") for day in operand)
    return say(tuple(f"{day.day} {IN_MONTH[lang][day.month - 1]}" for day in found), lang, _or(lang))


def _or(lang: Lang) -> str:
    return " or " if lang == "en" else " или "


def days(n: int, lang: Lang) -> str:
    """``30 days``, ``30 дней``."""
    return count_of(n, "day") if lang == "en" else f"{n} {plural(n, 'день', 'дня', 'дней')}"


SAYERS: dict[Operand, Callable[[Any, Lang], str]] = {
    "days": days, "months": _months, "dates_of_year": _dates_of_year,
}  # fmt: skip
"""How operands are said that are not values."""

COMPARISONS: dict[str, Comparison] = {
    c.name: c
    for c in (
        Comparison(
            "eq", ANY, "one", equal,
            {("boolean",): (": {}", ": {}"), DATES: (" on {}", " — {}"), ANY: (" is {}", " — {}")},
        ),
        Comparison(
            "ne", ANY, "one", lambda v, o, t: ~equal(v, o, t),
            {
                ("boolean",): (": {} (or is unknown)", ": {} (или нет данных)"),
                DATES: (" not on {} (or is unknown)", " — не {} (или нет данных)"),
                ANY: (" is not {} (or is unknown)", " — не {} (или нет данных)"),
            },
            of_unknown=True,
        ),
        Comparison(
            "gt", ORDERED, "one", ordered("gt"),
            {DATES: (" after {}", " позже {}"), ANY: (" is above {}", " больше {}")},
        ),
        Comparison(
            "gte", ORDERED, "one", ordered("gte"),
            {DATES: (" on or after {}", " не раньше {}"), ANY: (" is at least {}", " не меньше {}")},
        ),
        Comparison(
            "lt", ORDERED, "one", ordered("lt"),
            {DATES: (" before {}", " раньше {}"), ANY: (" is below {}", " меньше {}")},
        ),
        Comparison(
            "lte", ORDERED, "one", ordered("lte"),
            {DATES: (" on or before {}", " не позже {}"), ANY: (" is at most {}", " не больше {}")},
        ),
        Comparison(
            "between", ORDERED, "pair", between,
            {DATES: (" from {} to {}", " с {} по {}"), ANY: (" is from {} to {}", " от {} до {}")},
        ),
        Comparison(
            "in", (*TEXT, *ORDERED), "many", one_of,
            {DATES: (" on one of {}", " из списка: {}"), ANY: (" is one of {}", " из списка: {}")},
        ),
        Comparison(
            "not_in", (*TEXT, *ORDERED), "many", lambda v, o, t: ~one_of(v, o, t),
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
            "within_days", DATES, "days", within_days,
            {ANY: (" in the last {}", " за последние {}")},
        ),
        Comparison(
            "more_than_days_ago", DATES, "days", more_than_days_ago,
            {ANY: (" more than {} ago", " больше {} назад")},
        ),
        Comparison(
            "within_next_days", DATES, "days", within_next_days,
            {ANY: (" in the next {}", " в ближайшие {}")},
        ),
        Comparison(
            "in_month", DATES, "months", in_month,
            {ANY: (" in {} of any year", ": месяц {} любого года")},
        ),
        Comparison(
            "on_day_of_year", DATES, "dates_of_year", on_day_of_year,
            {ANY: (" on {} of any year", ": {} любого года")},
        ),
        Comparison(
            "anniversary_within_days", DATES, "days", anniversary,
            {ANY: (" has its anniversary today or in the next {}", ": годовщина сегодня или в ближайшие {}")},
        ),
        Comparison(
            "in_directory", TEXT, "name", in_directory,
            {ANY: (" is in the directory “{}”", " — из справочника «{}»")},
        ),
        Comparison(
            "not_in_directory", TEXT, "name", lambda v, o, t: ~in_directory(v, o, t),
            {ANY: (" is not in the directory “{}” (or is unknown)", " — не из справочника «{}» (или нет данных)")},
            of_unknown=True,
        ),
    )
}  # fmt: skip
