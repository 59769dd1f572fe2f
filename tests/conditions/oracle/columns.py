"""What a row holds under a name: a column, or what stands at a path inside JSON, read as what it is compared with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.conditions.oracle.comparisons import Operators
from tests.conditions.oracle.things import Row

OF_DAYS = {
    "within_days", "more_than_days_ago", "within_next_days", "in_month", "on_day_of_year", "anniversary_within_days",
}  # fmt: skip
OF_VALUES = {"eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "not_in", "contains", "starts_with"}


def value_of(row: Row, name: str, operators: Operators) -> Any:
    """What operators are asked of."""
    column, *path = name.split(".")
    return _read(_at(row[column], path), operators) if path else row[column]


def number_of(row: Row, name: str) -> Any:
    """What is added up or counted; inside JSON a number."""
    return value_of(row, name, {"eq": 0})


def _at(found: Any, path: list[str]) -> Any:
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _read(found: Any, operators: Operators) -> Any:
    """Of another type than asked means unknown."""
    if found is None:
        return None
    if OF_DAYS & operators.keys():
        return _moment(found)
    operands = list(_operands(operators))
    if operands and all(isinstance(operand, bool) for operand in operands):
        return found if isinstance(found, bool) else None
    if operands and not any(isinstance(operand, str) for operand in operands):
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        return Decimal(str(found)) if is_number else None
    return found if isinstance(found, str) else json.dumps(found)


def _moment(found: Any) -> date | None:
    """An instant or a day."""
    try:
        return date.fromisoformat(found) if len(found) == len("2017-12-31") else datetime.fromisoformat(found)
    except ValueError:
        return None


def _operands(operators: Operators) -> Iterator[Any]:
    for operand in (operand for name, operand in operators.items() if name in OF_VALUES):
        yield from operand if isinstance(operand, list) else [operand]
