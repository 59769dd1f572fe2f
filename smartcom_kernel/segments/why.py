"""Why a customer belongs to a segment or does not: each condition, whether it holds, and the customer's own value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.conditions.values import say
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.wording import spoken, verbatim
from smartcom_kernel.lake.among import Among, One
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.framed import framed

MARKS = {True: "✓", False: "✗"}
NOBODY: dict[Lang, str] = {"en": "no value", "ru": "нет данных"}


@dataclass(frozen=True)
class Why:
    """One condition of a segment, asked about one customer.

    Args:
        condition: The condition.
        holds: Whether it is true of the customer.
        value: The customer's own value where the condition compares one; None where there is none.
        compares: Whether it compares a value.
        parts: The conditions inside it; of a saved segment its own.
    """

    condition: Condition
    holds: bool
    value: Any
    compares: bool
    parts: tuple[Why, ...]

    def describe(self, lang: Lang | None = None) -> str:
        """The conditions, one in a line, each below the one it stands in."""
        return "\n".join(self.lines(lang or spoken()))

    def to_data(self, lang: Lang = "en") -> dict[str, Any]:
        """The same as plain data: `holds`, `sentence`, `value`, `parts`."""
        return {
            "holds": self.holds,
            "sentence": self.condition.describe(lang),
            "value": self._own(lang),
            "parts": [part.to_data(lang) for part in self.parts],
        }

    def lines(self, lang: Lang, depth: int = 0) -> Iterator[str]:
        """The lines of `describe`, so far to the right as the condition is deep."""
        own = self._own(lang)
        said = self.condition.describe(lang) + ("" if own is None else f" [{own}]")
        yield f"{'  ' * depth}{MARKS[self.holds]} {said}"
        for part in self.parts:
            yield from part.lines(lang, depth + 1)

    def _own(self, lang: Lang) -> str | None:
        if not self.compares:
            return None
        return NOBODY[lang] if self.value is None else say(self.value, lang)

    def __str__(self) -> str:
        return self.describe()

    def _repr_html_(self) -> str:
        return verbatim(f"<pre>{escape(self.describe(spoken()))}</pre>")


def why(condition: Condition, tables: Tables, customer_id: str) -> Why:
    """Which conditions of a segment are true of a customer, from one statement over that customer's rows.

    Args:
        condition: Who belongs to the segment.
        tables: Where to read, and the moment.
        customer_id: Whom it is about.

    Raises:
        UnknownName: There is no such customer.
    """
    own = Among(tables, One(customer_id))
    every = list(_every(condition, own))
    compared: list[int] = []

    def ask(customer: ir.Table) -> list[ir.Value]:
        values = [each.own_value(customer, own) for each in every]
        compared[:] = [n for n, value in enumerate(values) if value is not None]
        return [*(each.where(customer, own) for each in every), *(value for value in values if value is not None)]

    customers, answers = framed(ask, own)
    rows = own.lake.arrow(customers.select(**{f"a_{n}": answer for n, answer in enumerate(answers)})).to_pylist()
    if not rows:
        raise UnknownName("customer", customer_id, [])
    answered = list(rows[0].values())
    values = dict(zip(compared, answered[len(every) :], strict=True))
    return _tree(condition, own, iter(enumerate(answered[: len(every)])), values)


def _every(condition: Condition, tables: Tables) -> Iterator[Condition]:
    yield condition
    for part in condition.inside(tables):
        yield from _every(part, tables)


def _tree(condition: Condition, tables: Tables, answers: Iterator[tuple[int, bool]], values: dict[int, Any]) -> Why:
    place, holds = next(answers)
    parts = tuple(_tree(part, tables, answers, values) for part in condition.inside(tables))
    return Why(condition, holds, values.get(place), place in values, parts)
