"""Consent that arrives in files of customers and subscriptions, and never overrules what a person told us since."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from smartcom_kernel.consent.contactable import newest
from smartcom_kernel.consent.rules import MEDIA
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
"""Where a file does not say when, it is when we read it."""


def sync(lake: Lake, state: State) -> int:
    """Append what the consent columns of customers and their subscriptions say anew; returns how many words.

    A word is appended only where the file differs from what it said before, so that loading the same file
    again never re-subscribes anybody who opted out since. A first *yes* does not overrule a person's own *no*.

    A load may end between the rows and their words, so whoever is about to write to people calls this first: where the
    rows are those of the last time, nothing is read.

    Args:
        lake: Holds customers and subscriptions.
        state: Holds the words.
    """
    now = lake.snapshot_id()
    with state.transaction() as connection:
        consents.lock_import(connection)
        before = consents.imported_from(connection)
        if before == now:
            return 0
        unchanged = before is not None and same_rows(lake, SAYING, before, now)
        new = 0 if unchanged else lake.insert_into_state("consents", _news(lake, now))
        consents.imported(connection, now)
        return new


def _news(lake: Lake, snapshot_id: int) -> ir.Table:
    words = lake.state_table("consents")
    customers, subscriptions = (lake.table(name, snapshot_id) for name in SAYING)
    about = subscriptions.select(*KEY, granted=subscriptions.active, recorded_at=subscriptions.changed_at)
    said = ibis.union(*(_said(customers, medium) for medium in MEDIA), about)
    before = newest(words.filter(words.source == SOURCE)).rename(before="granted")
    own = newest(words.filter(words.source != SOURCE)).rename(own="granted")
    joined = said.left_join(before, KEY)[[*said.columns, "before"]]
    joined = joined.left_join(own, KEY)[[*joined.columns, "own"]]
    first_and_allowed = joined.before.isnull() & (~joined.granted | joined.own.fill_null(True))
    changed = (joined.granted != joined.before).fill_null(False)
    news = joined.filter(first_and_allowed | changed)
    return news.select(*KEY, "granted", source=ibis.literal(SOURCE), recorded_at=news.recorded_at.coalesce(ibis.now()))


def _said(customers: ir.Table, medium: str) -> ir.Table:
    granted = customers[f"{medium}_consent"]
    spoken = customers.filter(granted.notnull())
    return spoken.select(
        "customer_id", medium=ibis.literal(medium), category=ibis.literal(""), granted=granted, recorded_at=NOT_SAID
    )
