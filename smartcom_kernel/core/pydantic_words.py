"""What pydantic finds wrong with a value, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smartcom_kernel.core.errors import Words

WHOLE = "нужно целое число"
RUSSIAN: Mapping[str, str] = {
    "int_type": WHOLE, "int_parsing": WHOLE, "int_from_float": WHOLE, "int_parsing_size": WHOLE,
    "float_type": "нужно число", "float_parsing": "нужно число", "decimal_parsing": "нужно число",
    "bool_type": "нужно true или false", "bool_parsing": "нужно true или false",
    "string_type": "нужен текст",
    "string_too_long": "должно быть не длиннее {max_length} знаков",
    "string_too_short": "должно быть не короче {min_length} знаков",
    "list_type": "нужен список", "tuple_type": "нужен список", "dict_type": "нужны поля и их значения",
    "greater_than_equal": "должно быть не меньше {ge}", "greater_than": "должно быть больше {gt}",
    "less_than_equal": "должно быть не больше {le}", "less_than": "должно быть меньше {lt}",
    "too_short": "должно быть не меньше {min_length} значений",
    "too_long": "должно быть не больше {max_length} значений",
    "literal_error": "подходит: {expected}",
}  # fmt: skip
"""By pydantic's name of the fault, with what it says of the limits."""


def in_words(item: Mapping[str, Any]) -> str:
    """One of the faults that pydantic lists, and what was given; in English alone where `RUSSIAN` has no words."""
    message: str = item["msg"]
    given = item["input"]
    english = f"{message[:1].lower()}{message[1:]}, not {given!r}"
    words = RUSSIAN.get(item["type"])
    if words is None:
        return english
    limits = {name: str(limit).replace(" or ", " или ") for name, limit in item.get("ctx", {}).items()}
    return Words(english, f"{words.format_map(limits)}, а не {given!r}")
