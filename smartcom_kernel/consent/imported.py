"""Consent that arrives in files of customers and subscriptions, and never overrules what a person told us since."""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir

from smartcom_kernel.consent.contactable import newest
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.history import same_rows
from smartcom_kernel.state import consents
from smartcom_kernel.state.connect import State

SOURCE = "import"
SAYING = ("customers", "subscriptions")
"""The tables that say whom we may write to."""
KEY = ("customer_id", "medium", "category")
"""Who speaks, and of what."""
NOT_SAID = ibis.null("timestamp('UTC', 6)")
"""Where a file does not say when."""


def sync(lake: Lake, state: State, *, now: datetime) -> int:
    """Append what the consent columns of customers and their subscriptions say anew; returns how many words.

    What a file dates counts from that day: it is appended where it is later than what the file said before, and holds
    unless the person has said something since. A no that takes the place of a yes without a later date is dated now.

    What a file does not date is appended where it differs from what the file said before, so that loading the same file
    again never re-subscribes anybody who opted out since. A first *yes* does not overrule a person's own *no*.

    A load may end between the rows and their words, so whoever is about to write to people calls this first: where the
    rows are those of the last time, nothing is read.

    Args:
        lake: Holds customers and subscriptions.
        state: Holds the words.
        now: Dates what files do not; who says something while this works has said it later.
    """
    snapshot_id = lake.snapshot_id()
    with state.transaction() as connection:
        consents.lock_import(connection)
        before = consents.imported_from(connection)
        if before == snapshot_id:
            return 0
        unchanged = before is not None and same_rows(lake, SAYING, before, snapshot_id)
        new = 0 if unchanged else lake.insert_into_state("consents", _news(lake, snapshot_id, ibis.timestamp(now)))
        consents.imported(connection, snapshot_id)
        return new


def _news(lake: Lake, snapshot_id: int, now: ir.TimestampValue) -> ir.Table:
    words = lake.state_table("consents")
    customers, subscriptions = (lake.table(name, snapshot_id) for name in SAYING)
    about = subscriptions.select(*KEY, granted=subscriptions.active, recorded_at=subscriptions.changed_at)
    said = ibis.union(*(_said(customers, medium) for medium in MEDIA), about)
    before = newest(words.filter(words.source == SOURCE)).rename(before="granted", before_at="recorded_at")
    own = newest(words.filter(words.source != SOURCE)).select(*KEY, own="granted")
    joined = said.left_join(before, KEY)[[*said.columns, "before", "before_at"]]
    joined = joined.left_join(own, KEY)[[*joined.columns, "own"]]
    is_to_come = (joined.recorded_at > now).fill_null(False)
    joined = joined.mutate(recorded_at=ibis.ifelse(is_to_come, NOT_SAID, joined.recorded_at))  # a date that cannot be
    is_first = joined.before.isnull()
    is_later = joined.recorded_at.notnull() & (is_first | (joined.recorded_at > joined.before_at))
    is_other = ~is_first & (joined.granted != joined.before)
    is_new = ibis.cases(
        (is_later, True),
        (joined.recorded_at.notnull(), is_other & ~joined.granted),
        (is_first, ~joined.granted | joined.own.fill_null(True)),
        else_=is_other,
    )
    when = ibis.ifelse(is_later, joined.recorded_at, now)
    return joined.filter(is_new.fill_null(False)).select(
        *KEY, "granted", source=ibis.literal(SOURCE), recorded_at=when
    )  # fmt: skip


def _said(customers: ir.Table, medium: str) -> ir.Table:
    granted = customers[f"{medium}_consent"]
    spoken = customers.filter(granted.notnull())
    return spoken.select(
        "customer_id", medium=ibis.literal(medium), category=ibis.literal(""), granted=granted, recorded_at=NOT_SAID
    )
