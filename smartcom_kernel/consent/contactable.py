"""Whom we could write to: `rules.refusal` as expressions over all customers, and the contacts that it asks of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state.consents import MARKETING
from smartcom_kernel.state.contacts import HARD
from smartcom_kernel.state.devices import DEVICES

CONTACTS = {"email": "email", "sms": "phone"}
"""The column of a customer that holds the address for each medium."""
CALL = "call"
"""The medium of those who speak: by the phone number, and that may be a landline's."""


def addresses(tables: Tables, media: Collection[str]) -> ir.Table:
    """Where each customer is reached: `customer_id`, `time_zone`, and for each medium the address or null."""
    customers = tables.customers
    contacts = {medium: usable(customers, of) for medium, of in CONTACTS.items() if medium in media}
    if CALL in media:
        contacts[CALL] = usable(customers, "phone", landline=True)
    found = customers.select("customer_id", "time_zone", **contacts)
    for medium in DEVICES:
        if medium in media:
            found = found.left_join(devices(tables, medium), "customer_id").drop("customer_id_right")
    return found


def usable(customers: ir.Table, contact: str, *, landline: bool = False) -> ir.StringValue:
    """The address, or null where it is absent, empty or known to be of no use; no SMS reaches a `landline`."""
    of_no_use = (customers[f"{contact}_quality"] >= HARD).fill_null(False)
    if contact == "phone" and not landline:
        of_no_use = of_no_use | customers.phone_is_landline.fill_null(False)
    return of_no_use.ifelse(ibis.null("string"), customers[contact].nullif(""))


def usable_of(customer: Mapping[str, Any], contact: str) -> str:
    """The same of one customer's row; empty where there is none."""
    if contact == "phone" and customer["phone_is_landline"]:
        return ""
    return "" if (customer[f"{contact}_quality"] or 0) >= HARD else customer[contact] or ""


def devices(tables: Tables, medium: str) -> ir.Table:
    """The device or chat a message goes to: of each customer's the one seen last: `customer_id`, and the `medium`."""
    known = tables.lake.state_table("devices")
    of_use = known.filter((known.medium == medium) & known.gone_at.isnull())
    last = ibis.struct({"at": _.seen_at, "nth": _.device_id})
    return of_use.group_by("customer_id").agg(**{medium: (_.provider + ":" + _.address).argmax(last)})


def newest(words: ir.Table) -> ir.Table:
    """The word said last about marketing by each medium and category: who said it, when, whether it is `granted`."""
    words = words.filter(words.purpose == MARKETING)
    last = ibis.struct({"at": _.recorded_at, "nth": _.consent_id})
    return words.group_by("customer_id", "medium", "category").agg(
        granted=_.granted.argmax(last), recorded_at=_.recorded_at.max()
    )


def contactable(
    tables: Tables, *, consent_by_default: bool, confirmed_only: Collection[str] = ()
) -> dict[str, ir.BooleanValue]:
    """For each customer whether a contact is usable, and whether we may write to it now.

    Args:
        tables: The customers, whose columns the expressions read.
        consent_by_default: Whether we may write to somebody who has said nothing.
        confirmed_only: The media in which only addresses are written to that their owners have confirmed.

    Returns:
        `email_usable` and `phone_usable`, `email_allowed` and `sms_allowed`: true or false, never null.
    """
    customers = tables.customers
    found: dict[str, ir.BooleanValue] = {}
    for medium, contact in CONTACTS.items():
        address = usable(customers, contact)
        has_failed = address.lower().isin(_of_no_use(tables, medium)).fill_null(False)
        address = has_failed.ifelse(ibis.null("string"), address)
        granted = customers.customer_id.isin(said(tables, medium, granted=True))
        if consent_by_default:
            granted = ~customers.customer_id.isin(said(tables, medium, granted=False))
        suppressed = address.lower().isin(_suppressed(tables, medium)).fill_null(False)
        found[f"{contact}_usable"] = address.notnull()
        found[f"{medium}_allowed"] = address.notnull() & granted & ~suppressed
        if medium in confirmed_only:
            found[f"{medium}_allowed"] &= address.lower().isin(confirmed(tables, medium)).fill_null(False)
    return found


def said(tables: Tables, medium: str, *, granted: bool, category: str = "") -> ir.StringColumn:
    """The customers whose newest word about a medium, or about a category in it, is this."""
    words = tables.lake.state_table("consents")
    last = newest(words.filter((words.medium == medium) & (words.category == category)))
    return last.filter(last.granted == granted).customer_id


def confirmed(tables: Tables, medium: str) -> ir.StringColumn:
    """The addresses, in small letters, that their owners have confirmed."""
    known = tables.lake.state_table("confirmations")
    return known.filter(known.medium == medium).address


def _of_no_use(tables: Tables, medium: str) -> ir.StringColumn:
    known = tables.lake.state_table("contact_quality")
    return known.filter((known.medium == medium) & (known.code >= HARD)).address


def _suppressed(tables: Tables, medium: str) -> ir.StringColumn:
    suppressions = tables.lake.state_table("suppressions")
    return suppressions.filter(suppressions.medium == medium).address
