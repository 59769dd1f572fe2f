"""The values a condition compares with: read from plain data, written back, put into a query, said in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import ibis
import ibis.expr.types as ir
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words
from smartcom_kernel.core.wording import day, number
from smartcom_kernel.lake.columns import Column, Type

Value = str | bool | Decimal | date | datetime
LARGEST = Decimal(10) ** 15
MOST_DECIMALS = 6
FIRST_YEAR, LAST_YEAR = 1900, 2200
SHOWN = 5


def value_of(data: Any, column: Column) -> Value:
    """Plain data as a value of the column's type.

    Raises:
        ValueError: It is of another type or outside what the column may hold; says what would be right.
    """
    value = _READERS[column.type](data)
    if column.choices and value not in column.choices:
        choices = ", ".join(column.choices)
        raise ValueError(Words(f"must be one of {choices}, not {data!r}", f"подходит: {choices}, а не {data!r}"))
    return value


def plain(value: Any) -> Any:
    """A value as it stands in YAML or JSON."""
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        exact = _fixed(value)
        as_float = float(exact)
        return (
            int(exact)
            if exact == exact.to_integral_value()
            else as_float
            if str(as_float) == str(exact)
            else str(exact)
        )
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def literal(value: Value, beside: ir.Value) -> ir.Scalar:
    """A value inside a query, whatever characters it holds, fit to be compared with `beside`."""
    if isinstance(value, datetime):
        return ibis.timestamp(value)
    if isinstance(value, date):
        return ibis.date(value)
    if isinstance(value, Decimal):
        exact = _fixed(value)
        if exact == exact.to_integral_value():
            return ibis.literal(int(exact))
        scale = max(-int(exact.as_tuple().exponent), getattr(beside.type(), "scale", None) or 0)
        return ibis.literal(exact, type=f"decimal(38, {scale})")
    return ibis.literal(value)


def say(value: Any, lang: Lang, joined: str = ", ") -> str:
    """A value in words; of a long list the first few and how many more there are."""
    if isinstance(value, tuple | list):
        shown = joined.join(say(v, lang) for v in value[:SHOWN])
        more = len(value) - SHOWN
        return shown if more <= 0 else f"{shown} and {more} more" if lang == "en" else f"{shown} и ещё {more}"
    if isinstance(value, bool):
        return ("yes" if value else "no") if lang == "en" else ("да" if value else "нет")
    if isinstance(value, Decimal):
        return number(value, lang, decimals=max(0, -int(_fixed(value).as_tuple().exponent)))
    if isinstance(value, datetime):
        return f"{day(value, lang)} {value:%H:%M} UTC"
    return day(value, lang) if isinstance(value, date) else str(value)


def _fixed(value: Decimal) -> Decimal:
    shorter = value.normalize()
    return shorter.quantize(Decimal(1)) if int(shorter.as_tuple().exponent) > 0 else shorter


def _text(data: Any) -> str:
    if isinstance(data, int | float) and not isinstance(data, bool):
        raise ValueError(
            Words(
                f"must be text, not a number: write '{data}' in quotes",
                f"нужен текст, а не число: напишите '{data}' в кавычках",
            )
        )
    if not isinstance(data, str):
        raise ValueError(Words(f"must be text, not {data!r}", f"нужен текст, а не {data!r}"))
    if not data:
        raise ValueError(
            Words(
                "must not be empty text; `exists: false` finds unknown values",
                "не может быть пустым; неизвестные значения находит `exists: false`",
            )
        )
    try:
        data.encode()
    except UnicodeEncodeError:
        raise ValueError(Words("must be valid Unicode text", "нужен правильный текст Unicode")) from None
    if "\0" in data:
        raise ValueError(Words("must not contain the character NUL", "не может содержать знак NUL"))
    return data


def _number(data: Any) -> Decimal:
    is_digits = isinstance(data, str) and re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", data)
    if isinstance(data, bool) or not (is_digits or isinstance(data, int | float | Decimal)):
        raise ValueError(Words(f"must be a number, not {data!r}", f"нужно число, а не {data!r}"))
    value = Decimal(str(data))
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ValueError(
            Words(f"must be a number below {LARGEST:,}, not {data!r}", f"нужно число меньше {LARGEST}, а не {data!r}")
        )
    if value != round(value, MOST_DECIMALS):
        raise ValueError(
            Words(
                f"must have at most {MOST_DECIMALS} decimals, not {data!r}",
                f"знаков после запятой может быть не больше {MOST_DECIMALS}, а не {data!r}",
            )
        )
    return value


def _whole(data: Any) -> Decimal:
    value = _number(data)
    if value != round(value):
        raise ValueError(Words(f"must be a whole number, not {data!r}", f"нужно целое число, а не {data!r}"))
    return value


def _boolean(data: Any) -> bool:
    if not isinstance(data, bool):
        raise ValueError(Words(f"must be true or false, not {data!r}", f"нужно true или false, а не {data!r}"))
    return data


def _date(data: Any) -> date:
    try:
        value = date.fromisoformat(data) if isinstance(data, str) and len(data) == len("2017-12-31") else data
    except ValueError:
        value = None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(
            Words(f"must be a date such as 2017-12-31, not {data!r}", f"нужна дата, например 2017-12-31, а не {data!r}")
        )
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(
            Words(
                f"must lie between {FIRST_YEAR} and {LAST_YEAR}, not {data!r}",
                f"год должен быть от {FIRST_YEAR} до {LAST_YEAR}, а не {data!r}",
            )
        )
    return value


def _instant(data: Any) -> date | datetime:
    try:
        value = datetime.fromisoformat(data) if isinstance(data, str) and len(data) > len("2017-12-31") else data
    except ValueError:
        value = None
    if not isinstance(value, datetime):
        return _date(data)
    if value.tzinfo is None:
        raise ValueError(
            Words(
                f"must be a day, or say its zone as in 2017-12-31T09:00:00Z, not {data!r}",
                f"нужен день или время с поясом, например 2017-12-31T09:00:00Z, а не {data!r}",
            )
        )
    _date(value.date())
    return value.astimezone(UTC)


_READERS: dict[Type, Callable[[Any], Value]] = {
    "text": _text, "json": _text, "integer": _whole, "number": _number, "money": _number, "boolean": _boolean,
    "date": _date, "instant": _instant,
}  # fmt: skip

Text = Annotated[str, BeforeValidator(_text)]
"""A field that holds text which can stand in a query: not empty, no NUL."""

Moment = Annotated[
    date | datetime,
    BeforeValidator(_instant),
    PlainSerializer(plain),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A field that holds a calendar day, or an instant with its zone."""

Amount = Annotated[Decimal, BeforeValidator(_number), PlainSerializer(plain), WithJsonSchema({"type": "number"})]
"""A field that holds an exact number."""
