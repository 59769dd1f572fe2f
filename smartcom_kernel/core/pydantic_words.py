"""What pydantic finds wrong with a value, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import LANGS, Words
from smartcom_kernel.core.wording import number

REQUIRED = Words("is required", "нужно заполнить")
COUNTED = ("string_too_short", "string_too_long", "too_short", "too_long")
"""Faults of length, which are told with the length."""
SHOWN = 80
"""Characters of a value that a fault repeats."""
WHOLE = Words("must be a whole number", "нужно целое число")
NUMBER = Words("must be a number", "нужно число")
FLAG = Words("must be true or false", "нужно true или false")
DATE = Words("must be a date such as 2026-01-31", "нужна дата, например 2026-01-31")
LIST = Words("must be a list", "нужен список")
SAID: Mapping[str, Words] = {
    "int_type": WHOLE, "int_parsing": WHOLE, "int_from_float": WHOLE, "int_parsing_size": WHOLE,
    "float_type": NUMBER, "float_parsing": NUMBER, "decimal_type": NUMBER, "decimal_parsing": NUMBER,
    "finite_number": Words("must be a finite number", "нужно конечное число"),
    "bool_type": FLAG, "bool_parsing": FLAG,
    "date_type": DATE, "date_parsing": DATE, "date_from_datetime_parsing": DATE, "date_from_datetime_inexact": DATE,
    "string_type": Words("must be text", "нужен текст"),
    "string_too_long": Words("must have a length of at most {max_length}", "длина должна быть не больше {max_length}"),
    "string_too_short": Words(
        "must have a length of at least {min_length}", "длина должна быть не меньше {min_length}"
    ),
    "list_type": LIST, "tuple_type": LIST,
    "dict_type": Words("must be fields and their values", "нужны поля и их значения"),
    "greater_than_equal": Words("must be at least {ge}", "должно быть не меньше {ge}"),
    "greater_than": Words("must be above {gt}", "должно быть больше {gt}"),
    "less_than_equal": Words("must be at most {le}", "должно быть не больше {le}"),
    "less_than": Words("must be below {lt}", "должно быть меньше {lt}"),
    "too_short": Words("must hold at least {min_length}", "значений должно быть не меньше {min_length}"),
    "too_long": Words("must hold at most {max_length}", "значений должно быть не больше {max_length}"),
    "literal_error": Words("must be {expected}", "подходит: {expected}"),
}  # fmt: skip
"""By pydantic's name of the fault, with what it says of the limits."""


def in_words(item: Mapping[str, Any]) -> str:
    """One of the faults that pydantic lists, and what was given; in English alone where `SAID` has no words.

    What is blank is required, whatever else would be right.
    """
    given = item["input"]
    if item["type"] == "missing" or given is None or (isinstance(given, str) and not given.strip()):
        return REQUIRED
    said, shown = SAID.get(item["type"]), str(len(given)) if item["type"] in COUNTED else repr(given)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    if said is None:
        message: str = item["msg"]
        return f"{message[:1].lower()}{message[1:]}, not {shown}"
    english, russian = (_limits(item.get("ctx", {}), lang) for lang in LANGS)
    return Words(f"{said.format_map(english)}, not {shown}", f"{said.ru.format_map(russian)}, а не {shown}")


def _limits(context: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    """What pydantic says of the limits, as people read it."""
    between = " или " if lang == "ru" else " or "
    return {
        name: number(limit, lang)
        if isinstance(limit, int | Decimal) and limit == int(limit)
        else str(limit).replace(" or ", between)
        for name, limit in context.items()
    }
