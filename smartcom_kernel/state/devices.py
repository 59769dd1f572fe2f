"""What can happen to a device: it is registered for a customer, and one day it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows

DEVICES = ("push", "messenger")
"""The media that reach devices and chats, by addresses such as ``fcm:...`` and ``telegram:...``."""


@dataclass(frozen=True)
class Device:
    """A device or a chat where a customer can be reached.

    Args:
        customer_id: Whose it is.
        medium: ``"push"`` or ``"messenger"``.
        provider: Whose address it has, such as ``"fcm"``.
        address: What the provider calls it: a token, or the subscription of a browser as JSON.
        app: Which of the shop's apps or sites it is registered with.
        added_at: Since when it is this customer's.
        seen_at: When it was last registered.
        gone_at: When it was known to be of no use any more; None while it is of use.
        gone_why: Why it is gone.
    """

    customer_id: str
    medium: str
    provider: str
    address: str
    app: str
    added_at: datetime
    seen_at: datetime
    gone_at: datetime | None
    gone_why: str


def add(
    connection: Connection, customer_id: str, *, medium: str, provider: str, address: str, app: str, now: datetime
) -> bool:
    """Register a device; one that is known goes to this customer. False where something newer is known of it."""
    named = {"customer_id": customer_id, "medium": medium, "provider": provider, "address": address}
    return count(connection, "devices.add", {**named, "app": app, "now": now}) == 1


def gone(connection: Connection, provider: str, address: str, *, at: datetime, why: str) -> bool:
    """A device is of no use any more; nothing is written to it until it is registered again.

    Args:
        connection: The caller's transaction.
        provider: Whose address it has.
        address: What the provider calls it.
        at: As of when this is so: the provider's own date where it gives one, else when it was asked. A device that
            was registered after that stays.
        why: What the provider said.

    Returns:
        Whether the device is gone by this; False where it is unknown, was gone before or has been registered since.
    """
    params = {"provider": provider, "address": address, "at": at, "why": why}
    return count(connection, "devices.gone", params) == 1


def of_customer(connection: Connection, customer_id: str) -> list[Device]:
    """Every device of a customer, also those that are gone, what was seen last first."""
    return [Device(**row) for row in rows(connection, "devices.of_customer", {"customer_id": customer_id})]
