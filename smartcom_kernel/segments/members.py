"""Who belongs to a segment: the rows, the number, the statement, the sentence; all from the one condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from itertools import chain
from typing import Any, NamedTuple

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent, spoken, verbatim
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.framed import framed, kept
from smartcom_kernel.segments.spec import Segment

Spec = Segment | Condition | Mapping[str, Any]
"""A saved segment, a condition, or the data of either."""
AT_ONCE = 25
"""Segments summed up in one statement. A hundred segments took 72 s one by one, 9 s so, and 18 s in one statement."""


class Sums(NamedTuple):
    """What is added up for a segment; None where there was nothing to add."""

    base: int
    revenue_of_all: Decimal | None
    customers: int | None
    revenue: Decimal | None
    receipts: int | None


class Everybody(NamedTuple):
    """All customers, of whom a segment is a part."""

    customers: int
    revenue: Decimal | None


@dataclass(frozen=True)
class Summary:
    """A segment in numbers."""

    name: str
    """The segment's name; empty for a condition that is not saved."""
    sentence: str
    """Who belongs to it."""
    customers: int
    """How many belong to it."""
    share: float
    """Which part of all customers they are, 0..1."""
    revenue_share: float
    """Which part of all revenue they brought, 0..1."""
    average_receipt: Decimal | None
    """What one receipt of theirs is worth on average; None where they have none."""
    revenue: Decimal
    """What they have brought in all: the total value of these customers so far."""

    def describe(self, lang: Lang | None = None) -> str:
        """The numbers in one sentence; who belongs is said in the language the summary was made in.

        Args:
            lang: ``"en"`` or ``"ru"``; the workspace's when None.
        """
        lang = lang or spoken()
        people, share, revenue = (
            number(self.customers, lang),
            percent(self.share, lang),
            percent(self.revenue_share, lang),
        )
        receipt = None if self.average_receipt is None else number(self.average_receipt, lang, decimals=2)
        if lang == "ru":
            worth = f", средний чек {receipt}" if receipt else ""
            return f"Клиентов: {people} ({share} базы), {revenue} выручки{worth}; {self.sentence}"
        worth = f", {receipt} per receipt on average" if receipt else ""
        return f"{people} customers ({share} of the base), {revenue} of revenue{worth}; {self.sentence}"

    def _repr_html_(self) -> str:
        named = f"<b>{escape(self.name)}</b><br>" if self.name else ""
        return verbatim(f"<p>{named}{escape(self.describe())}</p>")


def condition_of(spec: Spec) -> Condition:
    """The condition that says who belongs.

    Raises:
        SpecError: The data are faulty.
    """
    return spec if isinstance(spec, Condition) else Segment.parse("", spec).condition


def belonging(spec: Spec, tables: Tables, *also: str) -> ir.Table:
    """The customers who belong, joined with only those metrics and scores that the condition reads.

    Args:
        spec: Who belongs.
        tables: The customers and what is known of them.
        *also: Further metrics that the caller reads.
    """
    return kept(lambda customer: condition_of(spec).where(customer, tables), tables, *also)


def asked_together(specs: Sequence[Spec], tables: Tables, *also: str) -> tuple[ir.Table, list[ir.BooleanValue]]:
    """All customers, joined once for several segments, and which of them belong to each."""
    return framed(lambda customer: [condition_of(spec).where(customer, tables) for spec in specs], tables, *also)


def members(spec: Spec, tables: Tables) -> ir.Table:
    """The customers of a segment: one column, `customer_id`, each once."""
    return belonging(spec, tables).select("customer_id")


def count(spec: Spec, tables: Tables) -> int:
    """How many customers belong to a segment, exactly."""
    return tables.lake.count(belonging(spec, tables))


def ids(spec: Spec, tables: Tables, *, size: int = 10_000) -> Iterator[list[str]]:
    """The ids of a segment's customers, a list of at most `size` at a time."""
    for batch in tables.lake.batches(members(spec, tables), size):
        yield batch.column("customer_id").to_pylist()


def summary(spec: Spec, tables: Tables, lang: Lang = "en") -> Summary:
    """A segment in numbers, from one pass over the customers."""
    return summaries([spec], tables, lang)[0]


def summaries(specs: Sequence[Spec], tables: Tables, lang: Lang = "en") -> list[Summary]:
    """Several segments in numbers, `AT_ONCE` of them from each pass over the customers."""
    rows = (
        sums(answers(group, tables), len(group), tables)
        for group in (specs[start : start + AT_ONCE] for start in range(0, len(specs), AT_ONCE))
    )
    return [_summary(spec, row, lang) for spec, row in zip(specs, chain.from_iterable(rows), strict=True)]


def answers(specs: Sequence[Spec], tables: Tables) -> ir.Table:
    """One row per customer: `customer_id`, `revenue`, `receipts`, and `in_0`, `in_1` … for whether they belong."""
    customers, belongs = asked_together(specs, tables, "revenue", "receipts")
    return customers.select("customer_id", "revenue", "receipts", **{f"in_{n}": yes for n, yes in enumerate(belongs)})


def sums(rows: ir.Table, many: int, tables: Tables) -> Iterator[Sums]:
    """What is added up for so many segments over `answers`, in one statement."""
    asked_for = {"base": rows.count(), "revenue_of_all": rows.revenue.sum()}
    for n in range(many):
        inside = rows[f"in_{n}"]
        asked_for[f"customers_{n}"] = inside.sum()
        asked_for[f"revenue_{n}"] = rows.revenue.sum(where=inside)
        asked_for[f"receipts_{n}"] = rows.receipts.sum(where=inside)
    row = tables.lake.row(rows.agg(**asked_for))
    for n in range(many):
        own = (row[f"{name}_{n}"] for name in ("customers", "revenue", "receipts"))
        yield Sums(row["base"], row["revenue_of_all"], *own)


def _summary(spec: Spec, sums: Sums, lang: Lang) -> Summary:
    customers, revenue, receipts = sums.customers or 0, sums.revenue or Decimal(0), sums.receipts or 0
    return Summary(
        name=spec.name if isinstance(spec, Segment) else "",
        sentence=describe(spec, lang),
        customers=customers,
        share=customers / sums.base if sums.base else 0.0,
        revenue_share=float(revenue / sums.revenue_of_all) if sums.revenue_of_all else 0.0,
        average_receipt=(Decimal(revenue) / receipts).quantize(Decimal("0.01"), ROUND_HALF_UP) if receipts else None,
        revenue=Decimal(revenue),
    )


def everybody(tables: Tables) -> Everybody:
    """How many customers there are, and what they have brought."""
    rows = answers([], tables)
    row = tables.lake.row(rows.agg(customers=rows.count(), revenue=rows.revenue.sum()))
    return Everybody(**row)


def with_purchases(spec: Spec, tables: Tables) -> ir.Table:
    """The customers of a segment: `customer_id`, `revenue`, `receipts`."""
    return belonging(spec, tables, "revenue", "receipts").select("customer_id", "revenue", "receipts")


def summary_of(spec: Spec, rows: ir.Table, among: Everybody, tables: Tables, lang: Lang) -> Summary:
    """A segment in numbers, where its customers are found already.

    Args:
        spec: Who belongs.
        rows: What `with_purchases` found.
        among: All customers.
        tables: Where to read.
        lang: Language of the sentence.
    """
    asked_for = rows.agg(customers=rows.count(), revenue=rows.revenue.sum(), receipts=rows.receipts.sum())
    row = tables.lake.row(asked_for)
    return _summary(spec, Sums(*among, row["customers"], row["revenue"], row["receipts"]), lang)


def sql(spec: Spec, tables: Tables) -> str:
    """The statement that finds the customers, for people to read."""
    return tables.lake.sql(members(spec, tables))


def describe(spec: Spec, lang: Lang = "en") -> str:
    """Who belongs to a segment, in one sentence without a full stop."""
    return condition_of(spec).describe(lang)
