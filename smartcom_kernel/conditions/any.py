"""One of several conditions."""

from __future__ import annotations

import functools
import operator

import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.conditions.condition import CONDITIONS, AnyCondition, Condition, Joint
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class AnyOf(Condition):
    """Fulfils at least one of several conditions."""

    kind = "any"
    example = {"of": [{"kind": "tag", "name": "vip"}, {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}]}

    of: tuple[AnyCondition, ...] = Field(min_length=1)
    """The conditions, one of which is enough."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        return functools.reduce(operator.or_, (c.where(customer, tables) for c in self.of))

    def describe(self, lang: Lang = "en") -> str:
        joint = self.joint
        return (" or " if lang == "en" else " или ").join(c.within(joint, lang) for c in self.of)

    @property
    def joint(self) -> Joint:
        return "or" if len(self.of) > 1 else self.of[0].joint
