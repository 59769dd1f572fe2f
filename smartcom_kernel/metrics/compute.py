"""All metrics of all customers, in one pass over each fact table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import ibis.expr.operations as ops
import ibis.expr.types as ir

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.contracts import Column, Type
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.facts import HAPPENED, THINGS, facts_of, things
from smartcom_kernel.metrics.known import Known, column_of
from smartcom_kernel.metrics.metric import AT_ONCE, Aggregate, Facts, Favourite, Metric, Need
from smartcom_kernel.metrics.slices import EVERYBODY

STORED: dict[Type, str] = {
    "text": "string", "integer": "int64", "number": "decimal(18, 4)", "money": "decimal(18, 2)", "boolean": "boolean",
    "instant": "timestamp('UTC')", "date": "date", "json": "string",
}  # fmt: skip
# A quotient arrives as a float a hair beside the true value; these many decimals restore it before halves are rounded.
EXACT: dict[Type, str] = {"number": "decimal(18, 9)", "money": "decimal(18, 6)"}
PACK = 2**31
"""Above every number of a thing."""


class Among(Protocol):
    """Some of the customers."""

    def of(self, table: ir.Table) -> ir.Table:
        """The rows of a table that are theirs."""


Keep = Callable[[ir.Table], ir.Table]
"""Makes a table of an expression, so that what follows does not compute it again."""
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


def aggregated(
    tables: Tables, wanted: Asked, among: Among = EVERYBODY, *, keep: Keep = lambda facts: facts
) -> ir.Table:
    """One row per customer: `customer_id` and a column for each aggregate, also for customers without facts.

    The engine remembers a few bytes of each customer and aggregate, of visits and medians every value, and of each
    `Favourite` every customer's things: that is why `refresh` goes through the customers in slices.

    Args:
        tables: The facts and the moment.
        wanted: Which aggregates.
        among: Whose.
        keep: Holds facts that are read several times, so that each table is read once; reads them anew when absent.
    """
    known = among.of(tables.customers).select("customer_id")
    for over in sorted({need.over for need, _ in wanted.values()}):
        of_this = {name: need for name, need in wanted.items() if need[0].over == over}
        for part in _parts(tables, among.of(facts_of(tables, over)), over, of_this, keep):
            known = known.left_join(part, "customer_id").drop("customer_id_right")
    empty = {name: need.empty for name, (need, _) in wanted.items() if need.empty is not None}
    filled = known.mutate(**{name: known[name].fill_null(value) for name, value in empty.items()})
    return filled.select("customer_id", **{n: as_stored(filled[n], need.type) for n, (need, _) in wanted.items()})


def _parts(tables: Tables, facts: ir.Table, over: Facts, wanted: Asked, keep: Keep) -> Iterable[ir.Table]:
    """What is known from one kind of fact, as one table or several."""
    windows = sorted({within for _, within in wanted.values() if within is not None})
    facts = facts.mutate(**{_inside(days): facts[HAPPENED[over]] > tables.days_ago(days) for days in windows})
    if over in AT_ONCE:
        yield facts.select("customer_id", **_values(tables, facts, wanted))
        return
    favourites = list({need: None for need, _ in wanted.values() if isinstance(need, Favourite)})
    if favourites:
        facts = keep(facts.select(*_columns_read(tables, facts, wanted)))
    sums = {name: (need, within) for name, (need, within) in wanted.items() if isinstance(need, Aggregate)}
    if sums:
        yield _summed(tables, facts, sums)
    for favourite in favourites:
        yield _most_often(tables, facts, favourite, [within for need, within in wanted.values() if need == favourite])


def _summed(tables: Tables, facts: ir.Table, wanted: Mapping[str, tuple[Aggregate, int | None]]) -> ir.Table:
    """One row per customer; what several aggregates are made of is computed once."""
    raw: dict[tuple[object, int | None], str] = {}
    for name, (need, within) in wanted.items():
        raw.setdefault((need.value, within), name)
    values = _values(tables, facts, wanted)
    summed = facts.group_by("customer_id").agg(**{name: values[name] for name in raw.values()})
    made = {name: need.then(summed[raw[need.value, within]]) for name, (need, within) in wanted.items()}
    return summed.select("customer_id", **made)


def _values(tables: Tables, facts: ir.Table, wanted: Asked) -> dict[str, ir.Value]:
    return {
        name: need.value(facts, _where(facts, within), tables)
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
    inside = {_inside(within) for _, within in wanted.values() if within is not None}
    return sorted({"customer_id", *read, *counted, *inside})


def _inside(within_days: int) -> str:
    """The column that says whether a fact lies in a window."""
    return f"in_last_{within_days}_days"


def _where(facts: ir.Table, within_days: int | None) -> ir.BooleanValue | None:
    return None if within_days is None else facts[_inside(within_days)]


def _most_often(tables: Tables, facts: ir.Table, favourite: Favourite, windows: list[int | None]) -> ir.Table:
    """The thing of each customer that comes up most often, in each window.

    How often a thing comes up and its number are packed into one whole number, of which the greatest wins.
    """
    facts = facts.filter(facts[favourite.number].notnull())
    times = {column_of(favourite, days): facts.count(where=_where(facts, days)) for days in windows}
    counted = facts.group_by("customer_id", number=facts[favourite.number]).agg(**times)
    packed = {
        column: (counted[column] * PACK + (PACK - 1 - counted.number)).max(where=counted[column] > 0)
        for column in times
    }
    best = counted.group_by("customer_id").agg(**packed)
    best = best.select("customer_id", **{column: PACK - 1 - best[column] % PACK for column in times})
    return best if favourite.things is None else _with_ids(best, list(times), tables, favourite.things)


def _with_ids(best: ir.Table, columns: list[str], tables: Tables, name: str) -> ir.Table:
    """The things themselves in place of their numbers."""
    thing, number = THINGS[name]
    for column in columns:
        names = things(tables, name).select(**{"number": number, f"{column}_id": thing})
        best = best.left_join(names, best[column] == names.number).drop("number")
    return best.select("customer_id", **{column: best[f"{column}_id"] for column in columns})


def as_stored(value: ir.Value, kind: Type) -> ir.Value:
    """A value as the column of this type holds it; halves are rounded away from zero."""
    exact = value.cast(EXACT[kind]) if value.type().is_floating() and kind in EXACT else value
    return exact.cast(STORED[kind])
