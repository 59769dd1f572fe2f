"""Several conditions at once."""

from __future__ import annotations

import functools
import operator
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, Condition, Joint, SomeConditions
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class AllOf(Condition):
    """Fulfils every one of several conditions."""

    kind = "all"
    example: ClassVar[dict[str, Any]] = {
        "of": [{"kind": "tag", "name": "vip"}, {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}]
    }

    of: SomeConditions
    """The conditions, all of which must hold."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those for whom every condition is true."""
        return functools.reduce(operator.and_, (c.where(customer, tables) for c in self.of))

    def describe(self, lang: Lang = "en") -> str:
        """The sentences joined by “and”."""
        joint = self.joint
        return (" and " if lang == "en" else " и ").join(c.within(joint, lang) for c in self.of)

    @property
    def joint(self) -> Joint:
        """“and” or “or” where the sentence has several parts."""
        return "and" if len(self.of) > 1 else self.of[0].joint
