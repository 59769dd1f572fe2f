"""Whose numbers a refresh must compute again, and whether it is worth knowing.

Somebody's numbers change by a fact that was added, changed or removed; by one that was known before it happened and
has happened since; by one that has left a window; or by a message. Nobody else's do, except with what facts refer to:
where a product changes its category or brand, everybody is computed anew. Customers themselves come and go.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator

import ibis
import ibis.expr.types as ir

from smartcom_kernel.lake.among import Among, Those
from smartcom_kernel.lake.history import same_rows, snapshots
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.compute import Asked, aggregated
from smartcom_kernel.metrics.facts import HAPPENED, facts_of
from smartcom_kernel.metrics.metric import Facts
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE, REFERENCES, column_of_oldest, sources
from smartcom_kernel.state.refreshes import Refresh

REFERRED_TO = {"products": ("product_id", "category_id", "brand"), "categories": ("category_id", "parent_id")}
"""Columns that what is known of customers depends on."""
MOST = 0.25
"""Where more of the base is touched, computing everybody anew is faster."""


def touched_since(tables: Tables, last: Refresh, wanted: Asked, keep: Callable[[ir.Table], ir.Table]) -> Those | None:
    """The customers whose numbers may differ from those of the last refresh; None where everybody must be computed.

    Args:
        tables: The facts and the moment now.
        last: The last refresh, of the same definitions.
        wanted: The aggregates that are kept.
        keep: Makes a table of their ids.
    """
    if tables.as_of < last.as_of or not _history_is_whole(tables, last) or _references_changed(tables, last):
        return None
    ids = ibis.union(*_ids(tables, last, wanted), distinct=True)
    kept = keep(ids)
    count = tables.lake.count(kept)
    return None if count > MOST * last.customers else Those(kept)


def _history_is_whole(tables: Tables, last: Refresh) -> bool:
    first, until = last.read_snapshot_id, tables.snapshot_id
    return first <= until and set(range(first, until + 1)) <= snapshots(tables.lake)


def _references_changed(tables: Tables, last: Refresh) -> bool:
    """Whether a row that facts refer to says something else now; new rows concern no fact of the past."""
    then = tables.at(last.as_of, last.read_snapshot_id)
    for name, columns in REFERRED_TO.items():
        if same_rows(tables.lake, [name], last.read_snapshot_id, tables.snapshot_id):
            continue
        gone = then.read(name).select(*columns).difference(tables.read(name).select(*columns), distinct=True)
        if tables.lake.arrow(gone.limit(1)).num_rows:
            return True
    return False


def _ids(tables: Tables, last: Refresh, wanted: Asked) -> Iterator[ir.Table]:
    over = {need.over for need, _ in wanted.values()}
    for name in [table for table in sources(wanted) if table not in REFERENCES]:
        if same_rows(tables.lake, [name], last.read_snapshot_id, tables.snapshot_id):
            continue
        if name == "customers":
            yield from _came_or_went(tables, last)
        else:
            yield tables.lake.changed_keys(name, "customer_id", last.read_snapshot_id, tables.snapshot_id)
    for facts in sorted(over & {"receipts", "site"}):  # lines happen when their receipts do
        yield _happened_since(tables, facts, last)
    yield _left_a_window(tables, last, wanted)
    if "messages" in over:
        yield _messages_differ(tables, last, wanted)


def _came_or_went(tables: Tables, last: Refresh) -> Iterator[ir.Table]:
    now, kept = tables.customers.select("customer_id"), _kept(tables, last).select("customer_id")
    yield now.anti_join(kept, "customer_id")
    yield kept.anti_join(now, "customer_id")


def _happened_since(tables: Tables, over: Facts, last: Refresh) -> ir.Table:
    """Of the facts that the last refresh could see: it mostly has none after its moment, and files say their newest."""
    facts = facts_of(tables.at(tables.as_of, last.read_snapshot_id), over)
    return facts.filter(facts[HAPPENED[over]] > ibis.timestamp(last.as_of)).select("customer_id").distinct()


def _kept(tables: Tables, last: Refresh) -> ir.Table:
    return tables.lake.table(AGGREGATE_TABLE, last.written_snapshot_id)


def _left_a_window(tables: Tables, last: Refresh, wanted: Asked) -> ir.Table:
    kept = _kept(tables, last)
    windows = {(need.over, within) for need, within in wanted.values() if within is not None}
    left = [kept[column_of_oldest(over, days)] <= tables.days_ago(days) for over, days in sorted(windows)]
    return kept.filter(functools.reduce(operator.or_, left, ibis.literal(False))).select("customer_id")


def messages_changed(tables: Tables, last: Refresh, wanted: Asked) -> bool:
    """Whether messages add up to something else than the last refresh has kept."""
    if all(need.over != "messages" for need, _ in wanted.values()):
        return False
    return bool(tables.lake.arrow(_messages_differ(tables, last, wanted).limit(1)).num_rows)


def _messages_differ(tables: Tables, last: Refresh, wanted: Asked) -> ir.Table:
    """Messages change by the row and have no snapshots: what they add up to now is compared with what is kept."""
    of_messages = {name: need for name, need in wanted.items() if need[0].over == "messages"}
    kept = _kept(tables, last).select("customer_id", *of_messages)
    had = [
        ~kept[name].identical_to(ibis.literal(need.empty).cast(kept[name].type()))
        for name, (need, _) in of_messages.items()
    ]
    had_any = kept.filter(functools.reduce(operator.or_, had)).select("customer_id")
    concerned = Those(ibis.union(had_any, tables.messages.select("customer_id"), distinct=True))
    now = aggregated(Among(tables, concerned), of_messages)
    before = concerned.of(kept).cast(now.schema())
    return now.difference(before, distinct=False).select("customer_id").distinct()
