"""Columns by name, also those that lie inside JSON: ``custom.tier`` is what stands under `tier` in the column `custom`.

A value inside JSON is read as the type of what it is compared with, also out of text: ``"3"`` is 3. One that cannot be
read so counts as unknown. A day such as ``2017-12-31`` inside JSON is that day of the calendar, wherever the shop is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.core.errors import Words, hint
from smartcom_kernel.lake.columns import Column, Type
from smartcom_kernel.lake.functions import json_text
from smartcom_kernel.lake.tables import Tables

KEY = re.compile(r"[^\s.\[\]\"'*$?@:,()\\]+")
"""A name inside JSON that every engine reads alike."""
FROM_JSON: Mapping[Type, str] = {
    "number": "decimal(38, 6)", "boolean": "boolean", "instant": "timestamp('UTC')",
}  # fmt: skip
OF_DAYS = {
    "within_days", "more_than_days_ago", "within_next_days", "in_month", "on_day_of_year", "anniversary_within_days",
}  # fmt: skip


def column_at(name: str, columns: Mapping[str, Column], of: str, operators: Operators | None = None) -> Column:
    """The column of a name.

    Args:
        name: A column, or a path into one that holds JSON.
        columns: Those there are.
        of: What they are columns of, for the message.
        operators: What is asked of it, which says as what a value inside JSON is read; a number when None.

    Raises:
        ValueError: There is none; names the nearest.
    """
    outer, _, path = name.partition(".")
    if path and outer in columns and columns[outer].type == "json":
        if not all(KEY.fullmatch(key) for key in path.split(".")):
            raise ValueError(
                Words(
                    f"{name!r} must be names of letters, digits, _ and -, each after a full stop",
                    f"{name!r}: нужны имена из букв, цифр, _ и -, каждое после точки",
                )
            )
        return Column(name, _type_of(operators), path, path)
    if name not in columns:
        raise ValueError(
            Words(
                f"there is no {of} called {name!r}{hint(name, columns)}",
                f"имя {name!r} неизвестно{hint(name, columns, 'ru')}",
            )
        )
    return columns[name]


def passing_at(rows: ir.Table, column: Column, operators: Operators, tables: Tables) -> ir.BooleanValue:
    """Whether operators hold for the column of a name, or for what stands at its path inside JSON."""
    value = value_at(rows, column)
    passes = operators.where(value, tables)
    if "." not in column.name or column.type != "instant":
        return passes
    text = _text_at(rows, column)
    day = ibis.ifelse(text.length() == len("2017-12-31"), text, None).try_cast("date")
    return ibis.ifelse(day.notnull(), operators.where(day, tables), passes)


def value_at(rows: ir.Table, column: Column) -> ir.Value:
    """The column of a name in a table, or what stands at its path inside JSON."""
    if "." not in column.name:
        return rows[column.name]
    text = _text_at(rows, column)
    return text.try_cast(FROM_JSON[column.type]) if column.type in FROM_JSON else text


def told_at(rows: ir.Table, column: Column) -> ir.Value:
    """The same as people are told it: a day or a moment inside JSON as it stands there."""
    as_it_stands = "." in column.name and column.type == "instant"
    return _text_at(rows, column) if as_it_stands else value_at(rows, column)


def _text_at(rows: ir.Table, column: Column) -> ir.StringValue:
    outer, _, path = column.name.partition(".")
    return json_text(rows[outer], f"$.{path}")


def _type_of(operators: Operators | None) -> Type:
    if operators is None:
        return "number"
    if operators.model_fields_set & OF_DAYS:
        return "instant"
    values = [operand for comparison, operand in operators.given() if comparison.operand in {"one", "pair", "many"}]
    flat = [v for value in values for v in (value if isinstance(value, list | tuple) else (value,))]
    if flat and all(isinstance(value, bool) for value in flat):
        return "boolean"
    return "text" if not flat or any(isinstance(value, str) for value in flat) else "number"
