"""All metrics of all customers: one statement, in which each fact table is read for all its aggregates together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.contracts import Column, Type
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.facts import HAPPENED, facts_of, inside, only_inside
from smartcom_kernel.metrics.favourites import favourites
from smartcom_kernel.metrics.known import Known, column_name, column_of
from smartcom_kernel.metrics.metric import AT_ONCE, Aggregate, Facts, Favourite, Metric, Need
from smartcom_kernel.metrics.slices import EVERYBODY

STORED: dict[Type, str] = {
    "text": "string", "integer": "int64", "number": "decimal(18, 4)", "money": "decimal(18, 2)", "boolean": "boolean",
    "instant": "timestamp('UTC')", "date": "date", "json": "string",
}  # fmt: skip
# A quotient arrives as a float a hair beside the true value; these many decimals restore it before halves are rounded.
EXACT: dict[Type, str] = {"number": "decimal(18, 9)", "money": "decimal(18, 6)"}


class Among(Protocol):
    """Some of the customers."""

    def of(self, table: ir.Table) -> ir.Table:
        """The rows of a table that are theirs."""


Keep = Callable[[ir.Table], ir.Table]
"""Makes a table of an expression."""
Asked = Mapping[str, tuple[Need, int | None]]
"""Aggregates and the window of each, by the name of the column."""


def metric_table(tables: Tables, metrics: Iterable[Metric] | None = None, among: Among = EVERYBODY) -> ir.Table:
    """One row per customer: `customer_id` and a column for each metric, computed from the facts.

    Args:
        tables: The facts, the moment and the time zone.
        metrics: Which metrics; those the settings choose when None.
        among: Whose.
    """
    wanted = list(chosen(tables.measures).values() if metrics is None else metrics)
    return finished(tables, aggregated(tables, asked(wanted), among), wanted)


def finished(tables: Tables, known: ir.Table, metrics: Iterable[Metric]) -> ir.Table:
    """One row per customer: `customer_id` and a column for each metric, from the columns of `aggregated`."""
    values = {m.name: as_stored(m.finish(Known(known, tables, m.within_days)), m.type) for m in metrics}
    return known.select("customer_id", **values)


def asked(metrics: Iterable[Metric]) -> Asked:
    """What metrics need to know, each thing once.

    Raises:
        SpecError: One name stands for two aggregates.
    """
    found: dict[str, tuple[Need, int | None]] = {}
    for metric in metrics:
        for need in metric.required():
            within = None if need.over in AT_ONCE else metric.within_days
            if found.setdefault(column_of(need, within), (need, within))[0] != need:
                raise SpecError.single("metrics", f"the aggregate {need.name!r} has two meanings: rename one of them")
    return found


def stored_columns(wanted: Asked) -> list[Column]:
    """The columns that hold aggregates, as a contract declares columns."""
    return [Column(name, need.type, name, name, origin="computed") for name, (need, _) in wanted.items()]


def aggregated(tables: Tables, wanted: Asked, among: Among = EVERYBODY, *, keep: Keep | None = None) -> ir.Table:
    """One row per customer: `customer_id` and a column for each aggregate, also for customers without facts.

    The engine remembers a few bytes of each customer and aggregate, of visits and medians every value, and of each
    `Favourite` every customer's things: that is why `refresh` goes through the customers in slices.

    Args:
        tables: The facts and the moment.
        wanted: Which aggregates.
        among: Whose.
        keep: Makes a table of these customers, so that numbers can stand for their ids: an engine groups and joins by
            numbers faster. Ids are used when None.
    """
    people = among.of(tables.customers).select("customer_id")
    numbers = None if keep is None else keep(people.select(id="customer_id", customer_id=_number()))
    known = people if numbers is None else numbers
    parts: list[ir.Table] = []
    for over in sorted({need.over for need, _ in wanted.values()}):
        of_this = {name: need for name, need in wanted.items() if need[0].over == over}
        facts = among.of(facts_of(tables, over))
        numbered = facts if numbers is None else _with_numbers(facts, numbers)
        parts += _parts(tables, numbered, over, of_this)
    whose = [f"customer_of_part_{i}" for i, _ in enumerate(parts)]
    for own, part in zip(whose, parts, strict=True):
        known = known.left_join(part.rename({own: "customer_id"}), [("customer_id", own)])
    empty = {name: need.empty for name, (need, _) in wanted.items() if need.empty is not None}
    filled = known.mutate(**{name: known[name].fill_null(value) for name, value in empty.items()})
    ids = {"customer_id": filled.customer_id if numbers is None else filled.id}
    return filled.select(**ids, **{n: as_stored(filled[n], need.type) for n, (need, _) in wanted.items()})


def _number() -> ir.IntegerValue:
    return ibis.row_number().over(order_by="customer_id").cast("int32")


def _with_numbers(facts: ir.Table, numbers: ir.Table) -> ir.Table:
    """Facts with the number of their customer in place of the id."""
    people = numbers.select(known_id="id", customer_no="customer_id")
    found = facts.join(people, facts.customer_id == people.known_id)
    return found.select(customer_id=found.customer_no, **{c: found[c] for c in facts.columns if c != "customer_id"})


def _parts(tables: Tables, facts: ir.Table, over: Facts, wanted: Asked) -> Iterable[ir.Table]:
    """What is known from one kind of fact, as one table or several."""
    windows = sorted({within for _, within in wanted.values() if within is not None})
    facts = facts.mutate(**{inside(days): facts[HAPPENED[over]] > tables.days_ago(days) for days in windows})
    if over in AT_ONCE:
        yield facts.select("customer_id", **_values(tables, facts, wanted))
        return
    counted: dict[Favourite, list[int | None]] = defaultdict(list)
    for need, within in wanted.values():
        if isinstance(need, Favourite):
            counted[need].append(within)
    if counted:
        facts = facts.select(*_columns_read(tables, facts, wanted))
    sums = {name: (need, within) for name, (need, within) in wanted.items() if isinstance(need, Aggregate)}
    if sums:
        yield _summed(tables, facts, sums)
    yield from favourites(tables, facts, counted)


def _summed(tables: Tables, facts: ir.Table, wanted: Mapping[str, tuple[Aggregate, int | None]]) -> ir.Table:
    """One row per customer; what several aggregates are made of is computed once."""
    raw: dict[tuple[object, int | None], str] = {}
    values: dict[str, ir.Value] = {}
    for name, (need, within) in wanted.items():
        of_all = None if need.lasting else within
        if raw.setdefault((need.value, of_all), name) == name:
            values[name] = need.value(facts, only_inside(facts, of_all), tables)
    windows = {within for need, within in wanted.values() if need.lasting and within is not None}
    values |= {column_name("facts", days): facts.count(where=only_inside(facts, days)) for days in windows}
    summed = facts.group_by("customer_id").agg(**values)
    lists = {raw[need.value, None]: need.lasting for need, _ in wanted.values() if need.lasting}
    summed = summed.mutate(**{name: made(summed[name]) for name, made in lists.items()})
    return summed.select(
        "customer_id", **{name: _of_window(summed, raw, need, within) for name, (need, within) in wanted.items()}
    )


def _of_window(
    summed: ir.Table, raw: Mapping[tuple[object, int | None], str], need: Aggregate, within: int | None
) -> ir.Value:
    if not need.lasting:
        return need.then(summed[raw[need.value, within]])
    found = summed[raw[need.value, None]]
    if within is not None:
        found = found[found.length() - summed[column_name("facts", within)] :]
    return need.then(found)


def _values(tables: Tables, facts: ir.Table, wanted: Asked) -> dict[str, ir.Value]:
    return {
        name: need.value(facts, only_inside(facts, within), tables)
        for name, (need, within) in wanted.items()
        if isinstance(need, Aggregate)
    }


def _columns_read(tables: Tables, facts: ir.Table, wanted: Asked) -> list[str]:
    read = {
        field.name
        for value in _values(tables, facts, wanted).values()
        for field in value.op().find(ops.Field)
        if field.rel == facts.op()
    }
    counted = {need.number for need, _ in wanted.values() if isinstance(need, Favourite)}
    windows = {inside(within) for _, within in wanted.values() if within is not None}
    return sorted({"customer_id", *read, *counted, *windows})


def as_stored(value: ir.Value, kind: Type) -> ir.Value:
    """A value as the column of this type holds it; halves are rounded away from zero."""
    exact = value.cast(EXACT[kind]) if value.type().is_floating() and kind in EXACT else value
    return exact.cast(STORED[kind])
