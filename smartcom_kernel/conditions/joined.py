"""What “all of these” and “any of these” have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import Condition, Joint, SomeConditions
from smartcom_kernel.conditions.form import FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables

JOINED = {"of": FormField("conditions", "условия")}
"""What the fields of such conditions are called."""


class Joined(Condition):
    """Base of conditions made of several others."""

    example: ClassVar[dict[str, Any]] = {
        "of": [{"kind": "tag", "name": "vip"}, {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}]
    }
    word: ClassVar[Joint]
    """Joins the sentences in English."""
    word_ru: ClassVar[str]
    """Joins the sentences in Russian."""
    join: ClassVar[Callable[[Any, Any], Any]]
    """Joins two answers."""

    of: SomeConditions
    """The conditions."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """The answers of all conditions joined."""
        return functools.reduce(type(self).join, (c.where(customer, tables) for c in self.of))

    def describe(self, lang: Lang = "en") -> str:
        """The sentences of all conditions joined, in parentheses where they would be read wrongly."""
        word = self.word if lang == "en" else self.word_ru
        return f" {word} ".join(c.within(self.joint, lang) for c in self.of)

    @property
    def joint(self) -> Joint:
        """The joining word; of a single condition whatever that one has."""
        return self.word if len(self.of) > 1 else self.of[0].joint
