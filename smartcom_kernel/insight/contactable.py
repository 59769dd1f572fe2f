"""Whom we could write to, asked of all customers at once: `consent.rules.refusal` as expressions."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.intake.contacts import ABSENT
from smartcom_kernel.lake.tables import Tables

MEDIA = {"email": "email", "sms": "phone"}
"""Each medium and the contact it goes to."""


def contactable(tables: Tables, *, consent_by_default: bool) -> dict[str, ir.BooleanValue]:
    """For each customer whether a contact is usable, and whether we may write to it now.

    Args:
        tables: The customers, whose columns the expressions read.
        consent_by_default: Whether we may write to somebody who has said nothing.

    Returns:
        `email_usable` and `phone_usable`, `email_allowed` and `sms_allowed`: true or false, never null.
    """
    customers = tables.customers
    found: dict[str, ir.BooleanValue] = {}
    for medium, contact in MEDIA.items():
        usable = _usable(customers, contact)
        found[f"{contact}_usable"] = usable
        granted = customers.customer_id.isin(_said(tables, medium, granted=True))
        if consent_by_default:
            granted = ~customers.customer_id.isin(_said(tables, medium, granted=False))
        suppressed = customers[contact].lower().isin(_suppressed(tables, medium)).fill_null(False)
        found[f"{medium}_allowed"] = usable & granted & ~suppressed
    return found


def _usable(customers: ir.Table, contact: str) -> ir.BooleanValue:
    useless = (customers[f"{contact}_quality"] >= ABSENT).fill_null(False)
    return (customers[contact] != "").fill_null(False) & ~useless


def _said(tables: Tables, medium: str, *, granted: bool) -> ir.StringColumn:
    """The customers whose newest word about a medium is this."""
    words = tables.lake.state_table("consents")
    newest = (
        words.filter(words.medium == medium)
        .group_by("customer_id")
        .agg(granted=lambda word: word.granted.argmax(word.consent_id))
    )
    return newest.filter(newest.granted == granted).customer_id


def _suppressed(tables: Tables, medium: str) -> ir.StringColumn:
    suppressions = tables.lake.state_table("suppressions")
    return suppressions.filter(suppressions.medium == medium).address
