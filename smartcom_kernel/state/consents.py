"""What can happen to consent: somebody allows or forbids a medium, and every word is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows


@dataclass(frozen=True)
class Consent:
    """One word about one medium.

    Args:
        medium: ``"email"``, ``"sms"`` or ``"push"``.
        granted: Whether writing through it is allowed.
        source: How we know, such as ``"import"`` or ``"unsubscribe link"``.
        recorded_at: When we learned it.
    """

    medium: str
    granted: bool
    source: str
    recorded_at: datetime


def record(connection: Connection, customer_id: str, medium: str, *, granted: bool, source: str, now: datetime) -> None:
    """Append what a customer said about a medium."""
    params = {"customer_id": customer_id, "medium": medium, "granted": granted, "source": source, "now": now}
    count(connection, "consents.record", params)


def current(connection: Connection, customer_id: str) -> list[Consent]:
    """The newest word about each medium."""
    return [Consent(**row) for row in rows(connection, "consents.current", {"customer_id": customer_id})]


def history(connection: Connection, customer_id: str) -> list[Consent]:
    """Everything a customer ever said, in order."""
    return [Consent(**row) for row in rows(connection, "consents.history", {"customer_id": customer_id})]


def lock_import(connection: Connection) -> None:
    """Keep other imports of consent waiting until this transaction ends."""
    rows(connection, "consents.lock_import")


def imported_from(connection: Connection) -> int | None:
    """The state of the lake whose customers' words were last appended; None before the first."""
    found = rows(connection, "consents.imported_from")
    return found[0]["snapshot_id"] if found else None


def imported(connection: Connection, snapshot_id: int) -> None:
    """The words of a state of the lake were appended."""
    count(connection, "consents.imported", {"snapshot_id": snapshot_id})
