"""What can happen to consent: somebody allows or forbids a medium or one category in it, and every word is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows

MARKETING = "marketing"
SERVICE = "service"
"""The purpose of messages about an order or an account: they need no consent to marketing, and wait for nothing."""
PURPOSES = (MARKETING, SERVICE)


@dataclass(frozen=True)
class Consent:
    """One word about one medium, or about one category of mailings in it.

    Args:
        medium: ``"email"``, ``"sms"``, ``"push"``, ``"messenger"`` or ``"call"``.
        granted: Whether writing through it is allowed.
        source: How we know, such as ``"import"`` or ``"unsubscribe link"``.
        recorded_at: When it was said, as far as we know; else when we learned it.
        category: Which mailings it is about; empty where it is about the medium as a whole.
        purpose: What it allows: ``"marketing"``, or ``"service"`` for messages about an order or an account.
        text_version: Of the words that the person agreed to, such as ``"offer 2026-02"``.
        proof: Where the evidence lies, or its hash.
        message_id: By the link of which message it was said; None where by none.
        reason: Why somebody leaves: one of the reasons offered, in its words.
        remark: What they wrote besides.
    """

    medium: str
    granted: bool
    source: str
    recorded_at: datetime
    category: str = ""
    purpose: str = MARKETING
    text_version: str = ""
    proof: str = ""
    message_id: int | None = None
    reason: str = ""
    remark: str = ""


def record(connection: Connection, customer_id: str, word: Consent) -> None:
    """Append what a customer said."""
    count(connection, "consents.record", {"customer_id": customer_id, **asdict(word)})


def change(connection: Connection, customers: Iterable[Sequence[str]], word: Consent) -> int:
    """Append the same word of many customers, unless their newest says so already; returns of how many it is new.

    Args:
        connection: The caller's transaction.
        customers: Their ids in batches.
        word: What they said.
    """
    common = asdict(word)
    return sum(count(connection, "consents.change", {**common, "customer_ids": list(batch)}) for batch in customers)


def current(connection: Connection, customer_id: str, *, purpose: str = MARKETING) -> list[Consent]:
    """The newest word about each medium, and about each category in it, that speaks of a purpose."""
    asked = {"customer_id": customer_id, "purpose": purpose}
    return [Consent(**row) for row in rows(connection, "consents.current", asked)]


def history(connection: Connection, customer_id: str) -> list[Consent]:
    """Everything a customer ever said, in order."""
    return [Consent(**row) for row in rows(connection, "consents.history", {"customer_id": customer_id})]


def is_spoken_of(connection: Connection, category: str) -> bool:
    """Whether anybody has ever said anything about a category of mailings."""
    return bool(rows(connection, "consents.is_spoken_of", {"category": category})[0]["spoken_of"])


@dataclass(frozen=True)
class Left:
    """How many people left what, and why, by the links of one mailing.

    Args:
        mailing: Its name.
        medium: Through what they want no more.
        category: Of which category; empty where of nothing at all.
        reason: Why; empty where they did not say.
        people: How many they are.
    """

    mailing: str
    medium: str
    category: str
    reason: str
    people: int


def left(connection: Connection, *, since: datetime, until: datetime) -> list[Left]:
    """Who left by links of messages from an instant on and before another, most first."""
    return [Left(**row) for row in rows(connection, "consents.left", {"since": since, "until": until})]


def media_of(connection: Connection, customer_id: str) -> list[str]:
    """Through what a customer has been written to, or has said something about."""
    return [row["medium"] for row in rows(connection, "consents.media_of", {"customer_id": customer_id})]


def lock_customer(connection: Connection, customer_id: str) -> None:
    """Keep other answers of this customer waiting until this transaction ends."""
    rows(connection, "consents.lock_customer", {"customer_id": customer_id})


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
