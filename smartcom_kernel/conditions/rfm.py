"""A condition on RFM scores."""

from __future__ import annotations

import functools
import operator
from typing import Annotated, Any, Literal

import ibis.expr.types as ir
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import NAMES, SCORES
from smartcom_kernel.lake.tables import Tables

Name = Literal["lost", "frozen", "at_risk", "drifting", "new", "with_potential", "loyal"]


def _listed(data: Any) -> Any:
    return data if isinstance(data, list | tuple) else (data,)


def _single(values: tuple[Any, ...]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def _one_or_more(schema: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]})


Score = Annotated[int, Field(ge=min(SCORES), le=max(SCORES), strict=True)]
Scores = Annotated[
    tuple[Score, ...],
    BeforeValidator(_listed),
    PlainSerializer(_single),
    _one_or_more({"type": "integer", "minimum": min(SCORES), "maximum": max(SCORES)}),
]
Names = Annotated[
    tuple[Name, ...], BeforeValidator(_listed), PlainSerializer(_single), _one_or_more({"type": "string", "enum": list(NAMES)})
]


@CONDITIONS.register
class Rfm(Condition):
    """Lies in given cells of the RFM matrix, or in groups that carry a name; what is left out may be anything."""

    kind = "rfm"
    example = {"r": 2, "m": 3}

    r: Scores = ()
    """Recency: 5 bought most recently, 1 longest ago; one score or several."""
    f: Scores = ()
    """Frequency: 5 bought most often."""
    m: Scores = ()
    """Monetary value: 5 spent most."""
    name: Names = ()
    """Named groups of the R x F matrix, such as `loyal` or `at_risk`."""

    @model_validator(mode="after")
    def _asks_something(self) -> Rfm:
        if not (self.r or self.f or self.m or self.name):
            raise ValueError("needs at least one of r, f, m and name")
        return self

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        asked = {customer.r: self.r, customer.f: self.f, customer.m: self.m, customer.rfm_name: self.name}
        return functools.reduce(
            operator.and_, (column.isin(values).fill_null(False) for column, values in asked.items() if values)
        )
