"""A condition on belonging to a saved segment."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.values import Text
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class InSegment(Condition):
    """Belongs to a saved segment, whose conditions are asked anew."""

    kind = "in_segment"
    example: ClassVar[dict[str, Any]] = {"name": "sleeping"}
    form = Form(
        "saved segment",
        "сохранённый сегмент",
        "segments",
        {"name": FormField("segment", "сегмент", "segments")},
        ru_help="Входит в сохранённый сегмент; его условия проверяются заново.",
    )

    name: Text
    """Name of the segment."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the segment's own condition is."""
        return self._condition(tables).where(customer, tables)

    def inside(self, tables: Tables) -> list[Condition]:
        """The condition of the segment."""
        return [self._condition(tables)]

    def _condition(self, tables: Tables) -> Condition:
        if self.name not in tables.segments:
            raise UnknownName("segment", self.name, tables.segments)
        condition: Condition = tables.segments[self.name].condition
        return condition

    def describe(self, lang: Lang = "en") -> str:
        """The segment by its name."""
        return f"is in the segment “{self.name}”" if lang == "en" else f"в сегменте «{self.name}»"

    def segments(self) -> set[str]:
        """The one segment."""
        return {self.name}
