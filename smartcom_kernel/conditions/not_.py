"""The opposite of a condition."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, AnyCondition, Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class Not(Condition):
    """Does not fulfil a condition; together with those who do, this is everybody."""

    kind = "not"
    example = {"of": {"kind": "tag", "name": "vip"}}

    of: AnyCondition
    """The condition that must not hold."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        return ~self.of.where(customer, tables)

    def describe(self, lang: Lang = "en") -> str:
        sentence = self.of.describe(lang)
        return f"not ({sentence})" if lang == "en" else f"неверно, что ({sentence})"
