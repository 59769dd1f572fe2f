"""What is kept of every recount of a segment: a row that sums it up, and who entered or left with it.

A row of `segment_history` says that from its moment on a customer is inside, or no longer is, until the customer's next
row in that segment. There is a row only where membership differs from that at the recount before, in the order of the
moments and not of the work. So the rows of a customer in a segment say by turns inside and not inside, and what they
add up to, +1 and −1, is membership itself: up to a moment whether somebody is in, between two moments whether somebody
entered or left. `segment_recounts` has a row for each moment, also where nobody moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.wording import day_and_time
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.history import table_at
from smartcom_kernel.lake.tables import Tables

HISTORY_TABLE, RECOUNTS_TABLE = "segment_history", "segment_recounts"
SEGMENT = Column("segment", "text", "segment", "сегмент", required=True)
AS_OF = Column("as_of", "instant", "the moment of the recount", "момент пересчёта", required=True)
HISTORY_COLUMNS = (
    SEGMENT,
    AS_OF,
    Column("customer_id", "text", "customer id", "идентификатор клиента", required=True),
    Column("inside", "boolean", "entered; otherwise left", "вошёл; иначе вышел", required=True),
)
RECOUNTS_COLUMNS = (
    SEGMENT,
    AS_OF,
    Column("number", "integer", "the newest recount has the highest", "у последнего пересчёта наибольший"),
    Column("fingerprint", "text", "tells the definition from others", "отличает определение от других"),
    Column("definition", "text", "the definition it was counted by, as YAML", "определение в виде YAML"),
    Column("customers", "integer", "customers inside", "клиентов в сегменте"),
    Column("base", "integer", "customers of the shop", "клиентов всего"),
    Column("revenue", "money", "what those inside have brought", "выручка сегмента"),
    Column("revenue_of_all", "money", "what everybody has brought", "выручка всех"),
    Column("receipts", "integer", "receipts of those inside", "чеков сегмента"),
)
DECLARED = [
    (HISTORY_TABLE, HISTORY_COLUMNS, ["segment", "as_of", "customer_id"]),
    (RECOUNTS_TABLE, RECOUNTS_COLUMNS, ["segment", "as_of"]),
]
"""The two tables as `Lake.create_tables` wants them; so sorted, a question about two dates reads what lies between."""


@dataclass(frozen=True)
class Recount:
    """A segment as it was counted at a moment.

    Args:
        segment: Its name.
        as_of: The moment.
        number: Its place in the order in which recounts were made.
        fingerprint: What tells the definition it was counted by from others.
        definition: That definition as YAML, with those of the segments it asks about.
        customers: How many were inside.
        base: How many customers the shop had.
        revenue: What those inside had brought.
        revenue_of_all: What everybody had brought.
        receipts: How many receipts those inside had.
    """

    segment: str
    as_of: datetime
    number: int
    fingerprint: str
    definition: str
    customers: int
    base: int
    revenue: Decimal
    revenue_of_all: Decimal
    receipts: int

    @property
    def share(self) -> float:
        """Which part of all customers was inside, 0..1."""
        return self.customers / self.base if self.base else 0.0

    @property
    def revenue_share(self) -> float:
        """Which part of all revenue they had brought, 0..1."""
        return float(self.revenue / self.revenue_of_all) if self.revenue_of_all else 0.0


class Counted(NamedTuple):
    """That a segment was counted at a moment, without what was found."""

    segment: str
    as_of: datetime
    number: int
    fingerprint: str


def recounts(tables: Tables, segment: str) -> list[Recount]:
    """The recounts of a segment in the order of their moments; none before the first."""
    kept = table_at(tables.lake, RECOUNTS_TABLE, tables.snapshot_id)
    if kept is None:
        return []
    columns = [column.name for column in RECOUNTS_COLUMNS]
    own = kept.filter(kept.segment == segment).order_by("as_of").select(*columns)
    return [Recount(**row) for row in tables.lake.arrow(own).to_pylist()]


def counted(lake: Lake, snapshot_id: int | None = None) -> list[Counted]:
    """What was counted when, of all segments, in the order of their names and the moments.

    Args:
        lake: Where to read.
        snapshot_id: Which state of the lake; the newest when None.
    """
    kept = table_at(lake, RECOUNTS_TABLE, snapshot_id)
    if kept is None:
        return []
    rows = kept.order_by("segment", "as_of").select(*Counted._fields)
    return [Counted(**row) for row in lake.arrow(rows).to_pylist()]


def read_at(known: Sequence[Recount], segment: str, moment: datetime, *, zone: str) -> Recount:
    """The last recount of a segment at or before a moment.

    Args:
        known: The recounts of this segment, in order.
        segment: Its name.
        moment: The moment that is asked about.
        zone: IANA zone in which people say when a moment was.

    Raises:
        DataError: There is none; the message says how to make it.
    """
    before = [recount for recount in known if recount.as_of <= moment]
    if before:
        return before[-1]
    if not known:
        raise never_recounted(segment)
    raise DataError(
        f"the first recount of the segment {segment!r} speaks of {day_and_time(known[0].as_of, zone)}, and "
        f"{day_and_time(moment, zone)} lies before: make one with "
        f'wb.at("{moment:%Y-%m-%dT%H:%M:%SZ}").segments.recount("{segment}")'
    )


def never_recounted(segment: str) -> DataError:
    """What is said of a segment without a recount."""
    return DataError(
        f"the segment {segment!r} was never recounted, so nobody knows who was in: every wb.refresh() does it, "
        f'or wb.segments.recount("{segment}")'
    )


def rows_of(tables: Tables, segment: str, *, since: datetime | None = None, until: datetime | None = None) -> ir.Table:
    """The history of one recounted segment: `as_of`, `customer_id`, `inside`; after `since`, up to `until`."""
    kept = tables.lake.table(HISTORY_TABLE, tables.snapshot_id)
    own = kept.filter(kept.segment == segment)
    later = own if since is None else own.filter(own.as_of > ibis.timestamp(since))
    return later if until is None else later.filter(later.as_of <= ibis.timestamp(until))


def turns(history: ir.Table) -> ir.IntegerValue:
    """+1 where a row of the history says that somebody entered, −1 where somebody left."""
    return ibis.ifelse(history.inside, 1, -1)
