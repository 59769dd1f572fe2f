"""All metrics of all customers, in one pass over each fact table."""

from __future__ import annotations

from collections.abc import Iterable

import ibis.expr.types as ir

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.contracts import Type
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.metric import METRICS, Aggregate, Facts, Metric
from smartcom_kernel.metrics.slices import EVERYBODY, Slice

STORED: dict[Type, str] = {
    "text": "string", "integer": "int64", "number": "decimal(18, 4)", "money": "decimal(18, 2)", "boolean": "boolean",
    "instant": "timestamp('UTC')", "date": "date", "json": "string",
}  # fmt: skip
# A quotient arrives as a float a hair beside the true value; these many decimals restore it before halves are rounded.
EXACT: dict[Type, str] = {"number": "decimal(18, 9)", "money": "decimal(18, 6)"}


def all_metrics() -> list[Metric]:
    """One of each kind, in the order of their names."""
    return [METRICS[kind]() for kind in METRICS]


def metric_table(tables: Tables, metrics: Iterable[Metric] | None = None, among: Slice = EVERYBODY) -> ir.Table:
    """One row per customer: `customer_id` and a column for each metric.

    Args:
        tables: The facts, the moment and the time zone.
        metrics: Which metrics; all when None.
        among: Whose.
    """
    wanted = all_metrics() if metrics is None else list(metrics)
    known = aggregated(tables, [need for metric in wanted for need in metric.needs], among)
    return known.select("customer_id", **{m.kind: as_stored(m.finish(known), m.type) for m in wanted})


def aggregated(tables: Tables, needs: Iterable[Aggregate], among: Slice = EVERYBODY) -> ir.Table:
    """One row per customer: `customer_id` and a column for each aggregate, also for customers without facts."""
    wanted = _by_name(needs)
    known = among.of(tables.customers).select("customer_id")
    for over in sorted({need.over for need in wanted.values()}):
        facts = among.of(facts_of(tables, over))
        per_customer = facts.group_by("customer_id").agg(
            **{need.name: need.value(facts, tables) for need in wanted.values() if need.over == over}
        )
        known = known.left_join(per_customer, "customer_id").drop("customer_id_right")
    return known.mutate(**{n.name: known[n.name].fill_null(n.empty) for n in wanted.values() if n.empty is not None})


def _by_name(needs: Iterable[Aggregate]) -> dict[str, Aggregate]:
    found: dict[str, Aggregate] = {}
    for need in needs:
        if found.setdefault(need.name, need) != need:
            raise SpecError.single("metrics", f"the aggregate {need.name!r} has two meanings: rename one of them")
    return found


def as_stored(value: ir.Value, kind: Type) -> ir.Value:
    """A value as the column of this type holds it; halves are rounded away from zero."""
    exact = value.cast(EXACT[kind]) if value.type().is_floating() else value
    return exact.cast(STORED[kind])


def facts_of(tables: Tables, over: Facts) -> ir.Table:
    """The receipts that count, with the calendar `day` of each, or their lines; none after `as_of`."""
    facts = tables.purchases if over == "receipts" else tables.purchase_lines
    known = facts if tables.past else facts.filter(facts.issued_at <= tables.moment)
    return known.mutate(day=tables.day(known.issued_at)) if over == "receipts" else known
