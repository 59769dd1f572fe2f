"""The opposite of a condition."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, AnyCondition, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class Not(Condition):
    """Does not fulfil a condition; together with those who do, this is everybody."""

    kind = "not"
    example: ClassVar[dict[str, Any]] = {"of": {"kind": "tag", "name": "vip"}}
    form = Form(
        "not",
        "не",
        "logic",
        {"of": FormField("what must not hold", "что не должно выполняться")},
        ru_help="Условие не выполнено; вместе с теми, у кого выполнено, это все клиенты.",
    )

    of: AnyCondition
    """The condition that must not hold."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True exactly where the condition is false."""
        return ~self.of.where(customer, tables)

    def describe(self, lang: Lang = "en") -> str:
        """The sentence denied."""
        sentence = self.of.describe(lang)
        return f"not ({sentence})" if lang == "en" else f"неверно, что ({sentence})"
