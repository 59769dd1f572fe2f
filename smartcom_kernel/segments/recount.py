"""The recount of segments: who has entered and who has left since the recount before, written to the lake together."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import CATALOGUE, literal
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.due import is_due
from smartcom_kernel.segments.members import AT_ONCE, answers, sums
from smartcom_kernel.segments.recount_report import Recounted, RecountReport
from smartcom_kernel.segments.recounts import (
    DECLARED,
    HISTORY_TABLE,
    RECOUNTS_TABLE,
    Counted,
    counted,
    turns,
)
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.state import refreshes
from smartcom_kernel.state.connect import State


def recount(
    lake: Lake,
    state: State,
    tables: Tables,
    segments: Sequence[Segment],
    *,
    faults: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> RecountReport:
    """Count segments as of a moment and keep who has entered and left, in one snapshot or not at all.

    One recount or refresh runs at a time; a second one waits. The same moment counted again replaces what was kept of
    it; a moment before others finds its place between them, and what those say stays as it is.

    Cost: one pass over the customers for every `AT_ONCE` segments, in which the history of these is read once.

    Args:
        lake: Where to write.
        state: Where turns are taken.
        tables: The customers, their facts and the moment.
        segments: Which segments; each can be counted.
        faults: What the report says of those that cannot.
        progress: Told how much is done, from 0 to 1.
    """
    started, tell = time.perf_counter(), progress or (lambda _step, _done: None)
    tell("segments", 0)
    with state.transaction() as connection, lake.passing() as keep:
        refreshes.wait_for_turn(connection)
        lake.create_tables(DECLARED)
        known = counted(lake)
        following = _following(known, {s.name for s in segments}, tables.as_of)
        found, changes = list[dict[str, Any]](), list[ir.Table]()
        for start in range(0, len(segments), AT_ONCE):
            group = segments[start : start + AT_ONCE]
            with lake.passing() as keep_shortly:
                rows = keep_shortly(answers(group, tables))
                found += _summed(rows, group, tables)
                changes += map(keep, _changes(lake, _inside(rows, group), group, tables.as_of, following))
            tell("segments", (start + len(group)) / len(segments))
        number = 1 + max((kept.number for kept in known), default=0)
        if found:
            rows_of = pa.Table.from_pylist([{**row, "number": number} for row in found])
            _write(lake, tables.as_of, following, changes, rows_of)
        said = _moved(lake, tables.as_of, {row["segment"]: row["customers"] for row in found})
    return RecountReport(tables.as_of, said, faults or {}, time.perf_counter() - started, tables.zone)


def due(segments: Sequence[Segment], tables: Tables, *, again: bool) -> list[Segment]:
    """Those of some segments that a refresh recounts now.

    Args:
        segments: Segments that can be counted.
        tables: The moment of the refresh, and what is known of earlier recounts.
        again: Whether also those that were counted at this very moment by the same definition already.
    """
    moments = defaultdict[tuple[str, str], list[datetime]](list)
    for kept in counted(tables.lake):
        moments[kept.segment, kept.fingerprint].append(kept.as_of)
    found = list[Segment]()
    for segment in segments:
        known = moments[segment.name, fingerprint(definition_of(segment, tables))]
        if (again or tables.as_of not in known) and is_due(segment.recalculated, known, tables.as_of, tables.zone):
            found.append(segment)
    return found


def definition_of(segment: Segment, tables: Tables) -> dict[str, Any]:
    """What decides who is inside: its condition, and those of the segments that it asks about, at any depth."""
    found: dict[str, Any] = {}
    waiting = sorted(segment.condition.segments())
    while waiting:
        name = waiting.pop()
        if name not in found:
            condition = tables.segments[name].condition
            found[name] = condition.to_data()
            waiting += sorted(condition.segments())
    data = {"condition": segment.condition.to_data()}
    return {**data, "segments": dict(sorted(found.items()))} if found else data


def _following(known: Sequence[Counted], names: set[str], as_of: datetime) -> dict[str, datetime]:
    """The moment after this one, of those segments that have any."""
    later = [(r.as_of, r.segment) for r in known if r.segment in names and r.as_of > as_of]
    return {name: moment for moment, name in sorted(later, reverse=True)}


def _summed(rows: ir.Table, group: Sequence[Segment], tables: Tables) -> Iterator[dict[str, Any]]:
    """The rows of `segment_recounts`, without their number."""
    for segment, found in zip(group, sums(rows, len(group), tables), strict=True):
        definition = definition_of(segment, tables)
        yield {
            "segment": segment.name, "as_of": tables.as_of, "fingerprint": fingerprint(definition),
            "definition": plain_yaml.dump(definition), "customers": found.customers or 0, "base": found.base,
            "revenue": found.revenue or Decimal(0), "revenue_of_all": found.revenue_of_all or Decimal(0),
            "receipts": found.receipts or 0,
        }  # fmt: skip


def _inside(rows: ir.Table, group: Sequence[Segment]) -> ir.Table:
    """Who is inside now: `segment`, `customer_id`."""
    each = (
        rows.filter(rows[f"in_{n}"]).select("customer_id", segment=ibis.literal(s.name)) for n, s in enumerate(group)
    )
    return ibis.union(*each)


def _changes(
    lake: Lake, now: ir.Table, group: Sequence[Segment], as_of: datetime, following: Mapping[str, datetime]
) -> Iterator[ir.Table]:
    """The rows of history at this moment, and at the moment that follows it."""
    kept = lake.table(HISTORY_TABLE)
    history = kept.filter(kept.segment.isin([s.name for s in group]))
    before = history.filter(history.as_of < ibis.timestamp(as_of))
    yield _difference(now, before).mutate(as_of=ibis.timestamp(as_of))
    for moment in sorted({following[s.name] for s in group if s.name in following}):
        names = [s.name for s in group if following.get(s.name) == moment]
        until = history.filter(history.segment.isin(names) & (history.as_of <= ibis.timestamp(moment)))
        changed = _difference(now.filter(now.segment.isin(names)), until)
        yield changed.mutate(as_of=ibis.timestamp(moment), inside=~changed.inside)


def _difference(now: ir.Table, history: ir.Table) -> ir.Table:
    """`segment`, `customer_id`, `inside`: who is inside now and was not by the history, and the other way round."""
    here = now.select("segment", "customer_id", turn=ibis.literal(1, "int64"))
    there = history.select("segment", "customer_id", turn=(-turns(history)).cast("int64"))
    both = ibis.union(here, there).group_by("segment", "customer_id").agg(turn=lambda rows: rows.turn.sum())
    moved = both.filter(both.turn != 0)
    return moved.select("segment", "customer_id", inside=moved.turn > 0)


def _write(
    lake: Lake, as_of: datetime, following: Mapping[str, datetime], changes: Sequence[ir.Table], counted: pa.Table
) -> None:
    names = set(counted["segment"].to_pylist())
    summed = lake.temporary(counted)
    with lake.transaction():
        for table in (HISTORY_TABLE, RECOUNTS_TABLE):
            _forget(lake, table, names, as_of)
        for moment in sorted(set(following.values())):
            _forget(lake, HISTORY_TABLE, {name for name in following if following[name] == moment}, moment)
        for rows in changes:
            lake.insert(HISTORY_TABLE, rows)
        lake.insert(RECOUNTS_TABLE, summed)


def _forget(lake: Lake, table: str, names: set[str], as_of: datetime) -> None:
    listed = ", ".join(map(literal, sorted(names)))
    lake.run(f"DELETE FROM {CATALOGUE}.main.{table} WHERE as_of = ? AND segment IN ({listed})", [as_of])


def _moved(lake: Lake, as_of: datetime, customers: Mapping[str, int]) -> dict[str, Recounted]:
    """The segments as they are now, and how many entered and left each at this moment."""
    kept = lake.table(HISTORY_TABLE)
    own = kept.filter((kept.as_of == ibis.timestamp(as_of)) & kept.segment.isin(sorted(customers)))
    sides = own.group_by("segment").agg(entered=own.inside.sum(), left=(~own.inside).sum())
    moved = {row.pop("segment"): row for row in (lake.arrow(sides).to_pylist() if customers else ())}
    return {name: Recounted(n, **moved.get(name, {"entered": 0, "left": 0})) for name, n in customers.items()}
