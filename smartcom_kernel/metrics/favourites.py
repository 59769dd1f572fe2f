"""What comes up most often in each customer's facts: the favourite product, category, store, weekday and hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.facts import THINGS, only_inside, things
from smartcom_kernel.metrics.known import column_name, column_of
from smartcom_kernel.metrics.metric import Favourite

PACK = 2**31
"""Above every number of a thing."""


def favourites(tables: Tables, facts: ir.Table, wanted: Mapping[Favourite, Sequence[int | None]]) -> Iterator[ir.Table]:
    """For each favourite one row per customer: `customer_id`, and the thing in each window.

    Args:
        tables: Where things are looked up.
        facts: The facts of some customers, with a column for each window that says whether a fact lies in it.
        wanted: Which favourites, and the windows of each.
    """
    for favourite, windows in wanted.items():
        things = facts.filter(facts[favourite.number].notnull())
        times = {_times(days): things.count(where=only_inside(things, days)) for days in windows}
        counts = things.group_by("customer_id", favourite.number).agg(**times)
        yield _most_often(tables, counts, favourite, windows)


def _times(within_days: int | None) -> str:
    return column_name("times", within_days)


def _most_often(tables: Tables, counts: ir.Table, favourite: Favourite, windows: Sequence[int | None]) -> ir.Table:
    """The thing of each customer that comes up most often, in each window.

    How often a thing comes up and its number are packed into one whole number, of which the greatest wins.
    """
    columns = {column_of(favourite, days): counts[_times(days)] for days in windows}
    packed = {
        column: (times * PACK + (PACK - 1 - counts[favourite.number])).max(where=times > 0)
        for column, times in columns.items()
    }
    best = counts.group_by("customer_id").agg(**packed)
    best = best.select("customer_id", **{column: PACK - 1 - best[column] % PACK for column in columns})
    return best if favourite.things is None else _with_ids(best, list(columns), tables, favourite.things)


def _with_ids(best: ir.Table, columns: list[str], tables: Tables, name: str) -> ir.Table:
    """The things themselves in place of their numbers."""
    thing, number = THINGS[name]
    for column in columns:
        names = things(tables, name).select(**{"number": number, f"{column}_id": thing})
        best = best.left_join(names, best[column] == names.number).drop("number")
    return best.select("customer_id", **{column: best[f"{column}_id"] for column in columns})
