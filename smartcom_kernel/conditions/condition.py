"""The family of conditions: yes or no for every customer."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Annotated, Any, ClassVar, Literal

import ibis.expr.types as ir
from pydantic import AfterValidator, BeforeValidator, SerializeAsAny, WithJsonSchema

from smartcom_kernel.conditions.form import Form, Offer
from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.core.errors import Words
from smartcom_kernel.core.family import Family
from smartcom_kernel.lake.tables import Tables

Joint = Literal["", "and", "or"]


class Condition(Block):
    """Something that is true or false of every customer."""

    form: ClassVar[Form] = Form()
    """What it is called in forms."""

    @classmethod
    def offers(cls) -> list[Offer]:
        """What a palette offers of this kind."""
        return [
            Offer(cls.form.label(cls.kind, "en"), cls.form.label(cls.kind, "ru"), cls.form.group, {"kind": cls.kind})
        ]

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """Which customers fulfil this: true or false, never null.

        Args:
            customer: The customer frame: one row per customer, with attributes, metrics and RFM scores.
            tables: What else may be asked, as of the same moment.
        """
        raise NotImplementedError

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The value of a customer that the answer hangs on; None where it hangs on none, or on several.

        Args:
            customer: The customer frame.
            tables: The same tables, of one customer alone.
        """
        return None

    def inside(self, tables: Tables) -> list[Condition]:  # noqa: ARG002
        """The conditions that the answer is made of: `parts`, and those of a saved segment."""
        return self.parts()

    def parts(self) -> list[Condition]:
        """The conditions that stand directly inside this one."""
        values = [getattr(self, name) for name in type(self).model_fields]
        flat = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
        return [part for part in flat if isinstance(part, Condition)]

    def segments(self) -> set[str]:
        """Names of the saved segments that this asks about, at any depth."""
        return {name for part in self.parts() for name in part.segments()}

    @property
    def joint(self) -> Joint:
        """The word that joins the parts of this condition's sentence; empty where the sentence is one piece."""
        return ""

    def within(self, joint: Joint, lang: Lang) -> str:
        """The sentence as a part of a longer one joined by `joint`: in parentheses where it would be read wrongly."""
        sentence = self.describe(lang)
        return sentence if self.joint in {"", joint} else f"({sentence})"


CONDITIONS: Family[Condition] = Family("condition", Condition)


DEEPEST = 100
_depth = ContextVar("depth", default=0)


def _parsed(data: Any) -> Condition:
    if _depth.get() >= DEEPEST:
        raise ValueError(Words(f"is nested more than {DEEPEST} levels deep", f"вложено глубже {DEEPEST} уровней"))
    outer = _depth.set(_depth.get() + 1)
    try:
        return CONDITIONS.parse(data)
    finally:
        _depth.reset(outer)


AnyCondition = Annotated[
    SerializeAsAny[Condition],
    BeforeValidator(_parsed),
    WithJsonSchema(
        {
            "title": "condition",
            "type": "object",
            "properties": {"kind": {"type": "string"}},
            "required": ["kind"],
        }
    ),
]
"""A field that holds a condition of any kind."""


def _not_empty(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if not conditions:
        raise ValueError(Words("needs at least one condition", "нужно хотя бы одно условие"))
    return conditions


SomeConditions = Annotated[tuple[AnyCondition, ...], AfterValidator(_not_empty)]
"""A field that holds one condition or more."""
