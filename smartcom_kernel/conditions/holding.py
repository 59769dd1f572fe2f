"""When operators hold: for a column, an operand and the moment, an expression that is true, false or unknown."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

import ibis.expr.types as ir

from smartcom_kernel.conditions.values import Value, literal
from smartcom_kernel.core.clock import instant
from smartcom_kernel.lake.tables import Tables

Holds = Callable[[ir.Value, Any, Tables], ir.BooleanValue]
ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
}  # fmt: skip


def compared(name: str, value: ir.Value, operand: Value, tables: Tables) -> ir.BooleanValue:
    """``gt``, ``gte``, ``lt`` or ``lte``; of an instant a day means the whole calendar day of the workspace."""
    if is_whole_day(operand) and value.type().is_timestamp():
        operand = instant(operand + timedelta(days=name in {"gt", "lte"}), tables.zone)
        name = "gte" if name in {"gt", "gte"} else "lt"
    return ORDER[name](value, literal(operand, value))


def is_whole_day(value: Value) -> TypeGuard[date]:
    """Whether a value is a calendar day and not a point in time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def ordered(name: str) -> Holds:
    """``gt``, ``gte``, ``lt`` or ``lte`` as an operator."""
    return functools.partial(compared, name)


def equal(value: ir.Value, operand: Value, tables: Tables) -> ir.BooleanValue:
    """The same value; of an instant a day means the whole calendar day."""
    if is_whole_day(operand) and value.type().is_timestamp():
        return between(value, (operand, operand), tables)
    return value == literal(operand, value)


def between(value: ir.Value, operand: tuple[Value, Value], tables: Tables) -> ir.BooleanValue:
    """From one value to another, both included."""
    return compared("gte", value, operand[0], tables) & compared("lte", value, operand[1], tables)


def one_of(value: ir.Value, operand: tuple[Value, ...], tables: Tables) -> ir.BooleanValue:
    """One of several values."""
    if value.type().is_timestamp():
        return functools.reduce(operator.or_, (equal(value, v, tables) for v in operand))
    return value.isin([literal(v, value) for v in operand])


def within_days(value: ir.Value, operand: int, tables: Tables) -> ir.BooleanValue:
    """In the last so many days; of a date in calendar days that end today."""
    if value.type().is_date():
        today = _today(tables)
        return (value > literal(today - timedelta(days=operand), value)) & (value <= literal(today, value))
    return (value > tables.days_ago(operand)) & (value <= tables.moment)


def more_than_days_ago(value: ir.Value, operand: int, tables: Tables) -> ir.BooleanValue:
    """So many days ago or earlier."""
    if value.type().is_date():
        return value <= literal(_today(tables) - timedelta(days=operand), value)
    return value <= tables.days_ago(operand)


def within_next_days(value: ir.Value, operand: int, tables: Tables) -> ir.BooleanValue:
    """In the next so many days; of a date in calendar days that begin today."""
    if value.type().is_date():
        today = _today(tables)
        return (value >= literal(today, value)) & (value < literal(today + timedelta(days=operand), value))
    return (value > tables.moment) & (value <= tables.days_ago(-operand))


def in_month(value: ir.Value, operand: tuple[int, ...], tables: Tables) -> ir.BooleanValue:
    """In one of these months of any year, by the calendar of the workspace."""
    return _day(value, tables).month().isin(operand)


def on_day_of_year(value: ir.Value, operand: tuple[str, ...], tables: Tables) -> ir.BooleanValue:
    """On one of these days of any year, such as 12-31."""
    return _day_of_year(value, tables).isin([int(day.replace("-", "")) for day in operand])


def anniversary(value: ir.Value, operand: int, tables: Tables) -> ir.BooleanValue:
    """Whether the day returns today or in the next so many days; 29 February falls on the 28th in common years."""
    days = [_today(tables) + timedelta(days=n) for n in range(min(operand, 366) + 1)]
    found = {day.month * 100 + day.day for day in days}
    leap_day = {229} if any((d.month, d.day) == (2, 28) and (d + timedelta(days=1)).day == 1 for d in days) else set()
    return _day_of_year(value, tables).isin(sorted(found | leap_day))


def _day_of_year(value: ir.Value, tables: Tables) -> ir.IntegerValue:
    day = _day(value, tables)
    return day.month() * 100 + day.day()


def _day(value: ir.Value, tables: Tables) -> ir.DateValue:
    return value if value.type().is_date() else tables.day(value)


def in_directory(value: ir.Value, operand: str, tables: Tables) -> ir.BooleanValue:
    """A value that stands in a directory."""
    items = tables.directory_items
    return value.isin(items.filter(items.directory == operand)["item"])


def _today(tables: Tables) -> date:
    return tables.as_of.astimezone(ZoneInfo(tables.zone)).date()
