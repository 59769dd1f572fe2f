"""All metrics of all customers: one statement, in which each fact table is read for all its aggregates together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ibis.expr.types as ir

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.columns import Column, Type
from smartcom_kernel.lake.functions import made_of, marked
from smartcom_kernel.lake.number_lists import Made
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.facts import HAPPENED, THINGS, facts_of, inside, only_inside, things
from smartcom_kernel.metrics.known import Known, column_of
from smartcom_kernel.metrics.metric import AT_ONCE, NOT_STORED, Aggregate, Facts, Listed, Metric, Need

STORED: dict[Type, str] = {
    "text": "string", "integer": "int64", "number": "decimal(18, 4)", "money": "decimal(18, 2)", "boolean": "boolean",
    "instant": "timestamp('UTC')", "date": "date", "json": "string",
}  # fmt: skip
# A quotient arrives as a float a hair beside the true value; these many decimals restore it before halves are rounded.
EXACT: dict[Type, str] = {"number": "decimal(18, 9)", "money": "decimal(18, 6)"}


Asked = Mapping[str, tuple[Need, int | None]]
"""Aggregates and the window of each, by the name of the column."""


def metric_table(tables: Tables, metrics: Iterable[Metric] | None = None) -> ir.Table:
    """One row per customer: `customer_id` and a column for each metric, computed from the facts.

    Args:
        tables: The facts, the moment and the time zone.
        metrics: Which metrics; those the settings choose when None.
    """
    wanted = list(chosen(tables.measures).values() if metrics is None else metrics)
    return finished(tables, aggregated(tables, asked(wanted)), wanted)


def kept_of(wanted: Asked) -> Asked:
    """Those of the aggregates that a refresh stores."""
    return {name: need for name, need in wanted.items() if need[0].over not in NOT_STORED}


def finished(tables: Tables, known: ir.Table, metrics: Iterable[Metric]) -> ir.Table:
    """One row per customer: `customer_id` and a column for each metric, from the columns of `aggregated`."""
    return known.select("customer_id", **{m.name: as_stored(m.finish(_of(m, known, tables)), m.type) for m in metrics})


def _of(metric: Metric, known: ir.Table, tables: Tables) -> Known:
    without_window = {need.name for need in metric.required() if need.over in AT_ONCE}
    return Known(known, tables, metric.within_days, without_window=without_window)


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


def aggregated(tables: Tables, wanted: Asked, kept: ir.Table | None = None) -> ir.Table:
    """One row per customer: `customer_id` and a column for each aggregate, also for customers without facts.

    The engine remembers a few bytes of each customer and aggregate, and a number of every fact for what is `Listed` and
    for medians: that is why `refresh` goes through the customers in slices.

    Args:
        tables: The facts and the moment.
        wanted: Which aggregates.
        kept: What a refresh has stored of `kept_of` these, and of whom; only the others are computed then.
    """
    there = {} if kept is None else kept_of(wanted)
    known = (tables.customers if kept is None else kept).select("customer_id", *there)
    missing = {name: need for name, need in wanted.items() if name not in there}
    for over in sorted({need.over for need, _ in missing.values()}):
        of_this = {name: need for name, need in missing.items() if need[0].over == over}
        part = _known_from(tables, over, of_this)
        known = known.left_join(part, "customer_id").drop("customer_id_right")
    empty = {name: need.empty for name, (need, _) in missing.items() if need.empty is not None}
    filled = known.mutate(**{name: known[name].fill_null(value) for name, value in empty.items()})
    computed = {name: as_stored(filled[name], need.type) for name, (need, _) in missing.items()}
    return filled.select("customer_id", **{name: computed.get(name, filled[name]) for name in wanted})


def _known_from(tables: Tables, over: Facts, wanted: Asked) -> ir.Table:
    """What is known from one kind of fact: `customer_id` and a column for each aggregate."""
    windows = sorted({within for _, within in wanted.values() if within is not None})
    facts = facts_of(tables, over)
    facts = facts.mutate(**{inside(days): facts[HAPPENED[over]] > tables.days_ago(days) for days in windows})
    listed = {name: (need, within) for name, (need, within) in wanted.items() if isinstance(need, Listed)}
    numbers = {_list_of(need.number): need.number for need, _ in listed.values()}
    flags = [facts[inside(days)] for days in windows]
    facts = facts.mutate(**{name: marked(facts[number], flags) for name, number in numbers.items()})
    values = {
        name: need.value(facts, only_inside(facts, within), tables)
        for name, (need, within) in wanted.items()
        if isinstance(need, Aggregate)
    }
    if over in AT_ONCE:
        return facts.select("customer_id", **values)
    summed = facts.group_by("customer_id").agg(**values, **{name: facts[name].collect() for name in numbers})
    return _made(tables, summed, listed, windows)


def _list_of(number: str) -> str:
    return f"list_of_{number}"


def _made(
    tables: Tables, summed: ir.Table, listed: Mapping[str, tuple[Listed, int | None]], windows: Sequence[int]
) -> ir.Table:
    """With what is made of lists in their place, things by their ids."""
    made: dict[str, list[Made]] = {}
    for need, _ in listed.values():
        of_this = made.setdefault(need.number, [])
        of_this += [] if need.made in of_this else [need.made]
    lists = {_list_of(number): (len(windows), ",".join(asked)) for number, asked in made.items()}
    summed = summed.mutate(**{name: made_of(summed[name], *asked) for name, asked in lists.items()})
    window = {days: place for place, days in enumerate([None, *windows])}
    found = summed.mutate(**{
        name: summed[_list_of(need.number)][window[days] * len(made[need.number]) + made[need.number].index(need.made)]
        for name, (need, days) in listed.items()
    }).drop(*lists)  # fmt: skip
    for name, (need, _) in listed.items():
        if need.things is not None:
            found = _with_ids(found, name, tables, need.things)
    return found


def _with_ids(known: ir.Table, column: str, tables: Tables, of: str) -> ir.Table:
    """With things' ids in place of their numbers."""
    thing, number = THINGS[of]
    ids = things(tables, of).select(number_of_thing=number, id_of_thing=thing)
    found = known.left_join(ids, known[column] == ids.number_of_thing)
    return found.mutate(**{column: found.id_of_thing}).drop("number_of_thing", "id_of_thing")


def as_stored(value: ir.Value, kind: Type) -> ir.Value:
    """A value as the column of this type holds it; halves are rounded away from zero."""
    exact = value.cast(EXACT[kind]) if value.type().is_floating() and kind in EXACT else value
    return exact.cast(STORED[kind])
