"""What can happen to a link in a message: it is verified, it names its message, and somebody unsubscribes by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows

KEY = re.compile(r"([0-9a-f]{32})\.([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Linked:
    """The message a link is in."""

    message_id: int
    customer_id: str
    medium: str


def keys(connection: Connection) -> dict[int, bytes]:
    """The secrets that sign links, by their numbers."""
    return {row["kid"]: bytes(row["key"]) for row in rows(connection, "links.keys")}


def message(connection: Connection, key: str) -> Linked | None:
    """The message with a key; None where this database has none such."""
    found = KEY.fullmatch(key)
    if found is None:
        return None
    asked = {"token": found[1], "message_id": int(found[2])}
    return next((Linked(**row) for row in rows(connection, "links.message", asked)), None)


@dataclass(frozen=True)
class Sent:
    """A message as it left.

    Args:
        message_id: Its number.
        customer_id: Whose it is.
        medium: Through what it went.
        address: Where it went.
        sent_at: When it was first handed over.
    """

    message_id: int
    customer_id: str
    medium: str
    address: str
    sent_at: datetime


def sent(connection: Connection, message_id: int) -> Sent | None:
    """A message as it left; None where it has not, or whoever it went to has been erased."""
    return next((Sent(**row) for row in rows(connection, "links.sent", {"message_id": message_id})), None)


def unsubscribed(connection: Connection, message_id: int, *, at: datetime) -> bool:
    """Somebody unsubscribed by a message; False where that is known."""
    return count(connection, "links.unsubscribed", {"message_id": message_id, "happened_at": at}) == 1
