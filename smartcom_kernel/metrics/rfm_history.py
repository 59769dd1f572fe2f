"""The RFM scores of every refresh, kept as changes.

A row says that from its moment on a customer has these scores, until the customer's next row; empty scores say that
they no longer buy. There is a row only where the scores differ from those at the refresh before, in the order of the
moments and not of the work: a refresh of the past finds its place. Which moments were refreshed stands in a table of
its own, since a refresh that finds nobody changed leaves no row; both are written with the scores themselves.
"""

from __future__ import annotations

import functools
import json
import operator
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.wording import day_and_time
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.history import table_at
from smartcom_kernel.lake.sql import CATALOGUE
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.rfm_scores import COLUMNS

HISTORY_TABLE, MOMENTS_TABLE = "rfm_history", "rfm_moments"
KEPT = ("r", "f", "m", "name")
"""What is kept of a customer's scores."""
AS_OF = Column("as_of", "instant", "the moment of the refresh", "момент пересчёта", required=True)
HISTORY_COLUMNS = tuple(c for c in (AS_OF, *COLUMNS) if c.name in ("customer_id", "as_of", *KEPT))
MOMENTS_COLUMNS = (
    AS_OF,
    Column("number", "integer", "the newest refresh has the highest", "у последнего пересчёта наибольший"),
    Column("rules", "json", "period, frequency, names and time zone", "период, частота, имена и часовой пояс"),
)
DECLARED = [(HISTORY_TABLE, HISTORY_COLUMNS, ["customer_id", "as_of"]), (MOMENTS_TABLE, MOMENTS_COLUMNS, ["as_of"])]
"""The two tables as `Lake.create_tables` wants them."""


@dataclass(frozen=True)
class Recorded:
    """A moment whose scores are kept.

    Args:
        as_of: The moment.
        number: Its place in the order in which refreshes were made.
        rules: Period, frequency, names and time zone that the scores were computed with, as JSON.
    """

    as_of: datetime
    number: int
    rules: str


def keep_scores(lake: Lake, tables: Tables, *, now: ir.Table, was: ir.Table) -> None:
    """Write down whose scores differ, inside the transaction that writes the scores.

    Cost: where the moment is later than all others, one join of `now` and `was`. Elsewhere the whole history is read,
    up to four times.

    Args:
        lake: Where to write.
        tables: The moment, the time zone and how RFM is scored.
        now: `customer_rfm` as this refresh has written it.
        was: `thin` of what the refresh before has left there.
    """
    known = _moments(lake, lake.table(MOMENTS_TABLE))
    last_made = max(known, key=lambda moment: moment.number, default=None)
    if last_made is not None and last_made == known[-1] and last_made.as_of < tables.as_of:
        lake.insert(HISTORY_TABLE, _changed(now, was, tables.as_of))
    else:
        _put_among(lake, tables.as_of, now, next((m.as_of for m in known if m.as_of > tables.as_of), None))
    lake.run(f"DELETE FROM {CATALOGUE}.main.{MOMENTS_TABLE} WHERE as_of = ?", [tables.as_of])
    lake.run(
        f"INSERT INTO {CATALOGUE}.main.{MOMENTS_TABLE} (as_of, number, rules) VALUES (?, ?, ?)",
        [tables.as_of, 1 if last_made is None else last_made.number + 1, rules_of(tables)],
    )


def thin(scores: ir.Table) -> ir.Table:
    """What is kept of scores, in as little room as it takes."""
    return scores.select("customer_id", "name", **{axis: scores[axis].cast("int8") for axis in ("r", "f", "m")})


def rules_of(tables: Tables) -> str:
    """What two refreshes must have in common for their scores to mean the same."""
    return json.dumps({**tables.rfm.model_dump(), "time_zone": tables.zone}, sort_keys=True)


def recorded(tables: Tables) -> list[Recorded]:
    """The moments whose scores are kept, in their order."""
    kept = table_at(tables.lake, MOMENTS_TABLE, tables.snapshot_id)
    return [] if kept is None else _moments(tables.lake, kept)


def read_at(known: list[Recorded], moment: datetime, *, zone: str) -> Recorded:
    """The last refresh at or before a moment.

    Args:
        known: What is recorded.
        moment: The moment that is asked about.
        zone: IANA zone in which people say when a moment was.

    Raises:
        DataError: There is none; the message says how to make it.
    """
    before = [refresh for refresh in known if refresh.as_of <= moment]
    if before:
        return before[-1]
    if not known:
        raise DataError(
            "no RFM scores are kept yet: every refresh keeps those of its moment, so begin with wb.refresh()"
        )
    raise DataError(
        f"the first RFM scores that are kept are those as of {day_and_time(known[0].as_of, zone)}, and "
        f"{day_and_time(moment, zone)} lies before: make them with "
        f'wb.refresh(as_of="{moment:%Y-%m-%dT%H:%M:%SZ}"), then wb.refresh() returns to the present'
    )


def scores_at(tables: Tables, moment: datetime) -> ir.Table:
    """The scores of everybody who had any: `customer_id`, `r`, `f`, `m`, `name`, as the last refresh found them.

    Args:
        tables: Which state of the lake is read.
        moment: The moment; the last refresh at or before it counts.

    Raises:
        DataError: There was no refresh yet at that moment.
    """
    read = read_at(recorded(tables), moment, zone=tables.zone)
    return scores_of(tables, read).filter(ibis._.r.notnull()).select("customer_id", *KEPT)


def scores_of(tables: Tables, refresh: Recorded) -> ir.Table:
    """The same for a recorded moment; also those who no longer bought, with empty scores."""
    history = tables.lake.table(HISTORY_TABLE, tables.snapshot_id)
    return _last(history.filter(history.as_of <= ibis.timestamp(refresh.as_of)))


def _moments(lake: Lake, table: ir.Table) -> list[Recorded]:
    found = lake.arrow(table.select("as_of", "number", "rules").order_by("as_of")).to_pylist()
    return [Recorded(**row) for row in found]


def _put_among(lake: Lake, as_of: datetime, now: ir.Table, following: datetime | None) -> None:
    """Give a moment its place between others; what the following one says stays as it is."""
    with lake.passing() as keep:
        history = lake.table(HISTORY_TABLE)
        then = None if following is None else keep(_last(history.filter(history.as_of <= ibis.timestamp(following))))
        _put(lake, as_of, now)
        if following is not None and then is not None:
            _put(lake, following, then)


def _put(lake: Lake, as_of: datetime, scores: ir.Table) -> None:
    history = lake.table(HISTORY_TABLE)
    lake.run(f"DELETE FROM {CATALOGUE}.main.{HISTORY_TABLE} WHERE as_of = ?", [as_of])
    before = _last(history.filter(history.as_of < ibis.timestamp(as_of)))
    lake.insert(HISTORY_TABLE, _changed(scores, before, as_of))


def _last(rows: ir.Table) -> ir.Table:
    """The last row of each customer."""
    newest = rows.group_by("customer_id").agg(as_of=rows.as_of.max())
    return rows.semi_join(newest, ["customer_id", "as_of"])


def _changed(now: ir.Table, was: ir.Table, as_of: datetime) -> ir.Table:
    """Rows of history: the scores of each customer for whom they differ; who is missing has empty ones."""
    here = now.select("customer_id", *KEPT)
    then = was.select(was_id="customer_id", **{f"was_{column}": column for column in KEPT})
    beside = here.outer_join(then, here.customer_id == then.was_id)
    same = (beside[column].identical_to(beside[f"was_{column}"]) for column in KEPT)
    changed = beside.filter(~functools.reduce(operator.and_, same))
    customer_id = ibis.coalesce(changed.customer_id, changed.was_id)
    return changed.select(*KEPT, customer_id=customer_id, as_of=ibis.timestamp(as_of))
