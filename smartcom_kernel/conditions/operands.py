"""What operators take: one value, two, several, days, months, a name, or yes and no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from smartcom_kernel.conditions.values import Value, value_of
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import Fault, SpecError, Words
from smartcom_kernel.lake.columns import Column

Operand = Literal["one", "pair", "many", "days", "flag", "months", "dates_of_year", "name"]
MOST_DAYS = 36_500
MONTHS = range(1, 13)
LEAP_YEAR = 2000


def _many(data: Any, column: Column) -> tuple[Value, ...]:
    if not isinstance(data, list | tuple) or not data:
        raise ValueError(Words(f"must be a list of values, not {data!r}", f"нужен список значений, а не {data!r}"))
    values: list[Value] = []
    faults: list[Fault] = []
    for place, item in enumerate(data):
        try:
            values.append(value_of(item, column))
        except ValueError as error:
            faults.append(Fault.of(error, place))
    if faults:
        raise SpecError(column.name, faults)
    return tuple(values)


def _pair(data: Any, column: Column) -> tuple[Value, ...]:
    values = _many(data, column)
    if len(values) != 2:
        raise ValueError(
            Words(
                f"must be a list of two values, from and to, not {data!r}",
                f"нужны два значения, от и до, а не {data!r}",
            )
        )
    if sortable(values[0]) > sortable(values[1]):
        raise ValueError(
            Words(
                f"must run from the lesser to the greater value, not {data!r}",
                f"сначала нужно меньшее значение, потом большее, а не {data!r}",
            )
        )
    return values


def sortable(value: Value) -> Any:
    """A value that may be compared with others of its type: a day as its first moment."""
    return instant(value) if isinstance(value, date) else value


def _days(data: Any, _column: Column) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or not 1 <= data <= MOST_DAYS:
        raise ValueError(
            Words(
                f"must be a whole number of days from 1 to {MOST_DAYS:,}, not {data!r}",
                f"нужно целое число дней от 1 до {MOST_DAYS}, а не {data!r}",
            )
        )
    return data


def _flag(data: Any, _column: Column) -> bool:
    if not isinstance(data, bool):
        raise ValueError(
            Words(
                f"must be true (known) or false (unknown), not {data!r}",
                f"нужно true (известно) или false (неизвестно), а не {data!r}",
            )
        )
    return data


def _months(data: Any, _column: Column) -> tuple[int, ...]:
    months = data if isinstance(data, list | tuple) else (data,)
    if not months or any(isinstance(m, bool) or not isinstance(m, int) or m not in MONTHS for m in months):
        raise ValueError(
            Words(
                f"must be a month from 1 to 12 or a list of them, not {data!r}",
                f"нужен месяц от 1 до 12 или несколько, а не {data!r}",
            )
        )
    return tuple(months)


def _dates_of_year(data: Any, _column: Column) -> tuple[str, ...]:
    dates = data if isinstance(data, list | tuple) else (data,)
    if not dates or not all(map(_is_date_of_year, dates)):
        raise ValueError(
            Words(
                f"must be a day of the year such as 12-31 (month, day) or a list of them, not {data!r}",
                f"нужен день года, например 12-31 (месяц, день), или несколько, а не {data!r}",
            )
        )
    return tuple(dates)


def _is_date_of_year(data: Any) -> bool:
    try:
        return isinstance(data, str) and len(data) == len("12-31") and bool(date.fromisoformat(f"{LEAP_YEAR}-{data}"))
    except ValueError:
        return False


def _name(data: Any, column: Column) -> Value:
    return value_of(data, Column(column.name, "text", column.en, column.ru))


READERS: dict[Operand, Callable[[Any, Column], Any]] = {
    "one": value_of, "many": _many, "pair": _pair, "days": _days, "flag": _flag,
    "months": _months, "dates_of_year": _dates_of_year, "name": _name,
}  # fmt: skip
