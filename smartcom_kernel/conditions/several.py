"""Fields that hold one value or several: written as ``5`` or as ``[4, 5]``."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from smartcom_kernel.core.errors import Words


def _listed(data: Any) -> Any:
    values = data if isinstance(data, list | tuple) else (data,)
    if not values:
        raise ValueError(
            Words(
                "must not be an empty list; leave the field out if anything will do",
                "нужно хотя бы одно значение; если подойдёт любое, уберите поле",
            )
        )
    return values


def shortest(values: tuple[Any, ...]) -> Any:
    """A list of one as its only value."""
    return values[0] if len(values) == 1 else list(values)


def _id(data: Any) -> Any:
    return [str(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in _listed(data)]


LISTED = BeforeValidator(_listed)
"""Takes a single value for a list of one."""

IDS = BeforeValidator(_id)
"""The same for ids, which are text: a whole number stands for its digits, as YAML reads ids without quotes."""

SHORTEST = PlainSerializer(shortest)
"""Writes a list of one as the single value."""


def one_or_more(schema: dict[str, Any]) -> WithJsonSchema:
    """The JSON Schema of such a field, from that of one value."""
    return WithJsonSchema({"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]})
