"""One of several conditions."""

from __future__ import annotations

import functools
import operator
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, Condition, Joint, SomeConditions
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class AnyOf(Condition):
    """Fulfils at least one of several conditions."""

    kind = "any"
    example: ClassVar[dict[str, Any]] = {
        "of": [{"kind": "tag", "name": "vip"}, {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}]
    }

    of: SomeConditions
    """The conditions, one of which is enough."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those for whom at least one condition is true."""
        return functools.reduce(operator.or_, (c.where(customer, tables) for c in self.of))

    def describe(self, lang: Lang = "en") -> str:
        """The sentences joined by “or”."""
        joint = self.joint
        return (" or " if lang == "en" else " или ").join(c.within(joint, lang) for c in self.of)

    @property
    def joint(self) -> Joint:
        """“and” or “or” where the sentence has several parts."""
        return "or" if len(self.of) > 1 else self.of[0].joint
