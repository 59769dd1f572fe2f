"""Consent that arrives with the customers' file, without ever overruling what a person told us since."""

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


def sync(lake: Lake, state: State) -> int:
    """Append what the customers' consent columns say anew; returns how many words.

    A word is appended only where the column differs from what the column said before, so that loading the same file
    again never re-subscribes anybody who opted out since. A first *yes* does not overrule a person's own *no*.

    A load may end between the customers and their words, so whoever is about to write to people calls this first: where
    the customers are those of the last time, nothing is read.

    Args:
        lake: Holds the customers.
        state: Holds the words.
    """
    now = lake.snapshot_id()
    with state.transaction() as connection:
        consents.lock_import(connection)
        before = consents.imported_from(connection)
        if before == now:
            return 0
        unchanged = before is not None and same_rows(lake, ("customers",), before, now)
        new = 0 if unchanged else lake.insert_into_state("consents", _news(lake, lake.table("customers", now)))
        consents.imported(connection, now)
        return new


def _news(lake: Lake, customers: ir.Table) -> ir.Table:
    words = lake.state_table("consents")
    said = ibis.union(*(_said(customers, medium) for medium in MEDIA))
    before = newest(words.filter(words.source == SOURCE)).rename(before="granted")
    own = newest(words.filter(words.source != SOURCE)).rename(own="granted")
    joined = said.left_join(before, ["customer_id", "medium"])[[*said.columns, "before"]]
    joined = joined.left_join(own, ["customer_id", "medium"])[[*joined.columns, "own"]]
    first_and_allowed = joined.before.isnull() & (~joined.granted | joined.own.fill_null(True))
    changed = (joined.granted != joined.before).fill_null(False)
    return joined.filter(first_and_allowed | changed).select(
        "customer_id", "medium", "granted", source=ibis.literal(SOURCE)
    )


def _said(customers: ir.Table, medium: str) -> ir.Table:
    granted = customers[f"{medium}_consent"]
    return customers.filter(granted.notnull()).select("customer_id", medium=ibis.literal(medium), granted=granted)
