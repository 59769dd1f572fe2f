"""A condition on tags."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.values import Text
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class Tag(Condition):
    """Carries a tag that has not expired."""

    kind = "tag"
    example: ClassVar[dict[str, Any]] = {"name": "vip"}
    form = Form(
        "tag",
        "метка",
        "segments",
        {"name": FormField("tag", "метка", "tags")},
        ru_help="Стоит метка, срок которой не истёк.",
    )

    name: Text = Field(max_length=100)
    """The tag."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whom the state store has the tag for."""
        tags = tables.tags
        return customer.customer_id.isin(tags.filter(tags.tag == self.name).customer_id)

    def describe(self, lang: Lang = "en") -> str:
        """The tag by its name."""
        return f"has the tag “{self.name}”" if lang == "en" else f"есть метка «{self.name}»"
