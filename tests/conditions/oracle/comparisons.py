"""Whether a value passes what stands under `is`, in plain Python.

Of an instant a day means the whole calendar day of the shop. What is unknown passes only what says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.conditions.oracle.things import DIRECTORIES, NOW, TODAY, ZONE, ago

Operators = dict[str, Any]


def passes(value: Any, operators: Operators) -> bool:
    """Whether all operators hold, or the value is unknown and that will do."""
    if value is None and operators.get("or_unknown"):
        return True
    return all(_holds(value, name, operand) for name, operand in operators.items() if name != "or_unknown")


def _holds(value: Any, name: str, operand: Any) -> bool:
    if name == "exists":
        return (value is not None) == operand
    if value is None:
        return name in OF_UNKNOWN
    return COMPARED[name](value, operand)


def day(value: date) -> date:
    """The day on the calendar of the shop."""
    return value.astimezone(ZONE).date() if isinstance(value, datetime) else value


def _beside(value: Any, operand: Any) -> tuple[Any, Any]:
    """The value and what it is compared with, both of one type."""
    if isinstance(value, datetime) and len(operand) > len("2017-12-31"):
        return value, datetime.fromisoformat(operand)
    if isinstance(value, date):
        return day(value), date.fromisoformat(operand)
    return (value, operand) if isinstance(value, str | bool) else (Decimal(value), Decimal(str(operand)))


def _equal(value: Any, operand: Any) -> bool:
    one, other = _beside(value, operand)
    return bool(one == other)


def _less(value: Any, operand: Any) -> bool:
    one, other = _beside(value, operand)
    return bool(one < other)


def _greater(value: Any, operand: Any) -> bool:
    one, other = _beside(value, operand)
    return bool(one > other)


def _one_of(value: Any, operands: list[Any]) -> bool:
    return any(_equal(value, operand) for operand in operands)


def _within_days(value: date, days: int) -> bool:
    """Of a date in calendar days that end today."""
    if isinstance(value, datetime):
        return ago(days) < value <= NOW
    return TODAY - timedelta(days=days) < value <= TODAY


def _more_than_days_ago(value: date, days: int) -> bool:
    return value <= ago(days) if isinstance(value, datetime) else value <= TODAY - timedelta(days=days)


def _within_next_days(value: date, days: int) -> bool:
    """Of a date in calendar days that begin today."""
    if isinstance(value, datetime):
        return NOW < value <= ago(-days)
    return TODAY <= value < TODAY + timedelta(days=days)


def _in_month(value: date, months: int | list[int]) -> bool:
    return day(value).month in (months if isinstance(months, list) else [months])


def _on_day_of_year(value: date, days: str | list[str]) -> bool:
    return f"{day(value):%m-%d}" in (days if isinstance(days, list) else [days])


def _anniversary_within_days(value: date, days: int) -> bool:
    coming = (TODAY + timedelta(days=n) for n in range(days + 1))
    return any(returned == _returns(day(value), returned.year) for returned in coming)


def _returns(born: date, year: int) -> date:
    """The birthday of a year; of 29 February the 28th where there is no 29th."""
    try:
        return born.replace(year=year)
    except ValueError:
        return born.replace(year=year, day=28)


OF_UNKNOWN = {"ne", "not_in", "not_in_directory"}
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": _equal,
    "ne": lambda value, operand: not _equal(value, operand),
    "gt": _greater,
    "gte": lambda value, operand: not _less(value, operand),
    "lt": _less,
    "lte": lambda value, operand: not _greater(value, operand),
    "between": lambda value, pair: not _less(value, pair[0]) and not _greater(value, pair[1]),
    "in": _one_of,
    "not_in": lambda value, operands: not _one_of(value, operands),
    "contains": lambda value, operand: operand in value,
    "starts_with": lambda value, operand: value.startswith(operand),
    "within_days": _within_days,
    "more_than_days_ago": _more_than_days_ago,
    "within_next_days": _within_next_days,
    "in_month": _in_month,
    "on_day_of_year": _on_day_of_year,
    "anniversary_within_days": _anniversary_within_days,
    "in_directory": lambda value, name: value in DIRECTORIES.get(name, []),
    "not_in_directory": lambda value, name: value not in DIRECTORIES.get(name, []),
}
