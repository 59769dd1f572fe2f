"""Mailings as a life cycle: which sendings each has had, and which wait for their time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smartcom_kernel.state.connect import Connection, Row, count, rows
from smartcom_kernel.state.messages import MessageState
from smartcom_kernel.state.sendings import SendingStatus

FEWEST = 3
"""Sendings from which on there is a usual size."""


@dataclass(frozen=True)
class Execution:
    """A sending in numbers.

    Args:
        sending_id: Its number.
        mailing: Name of the mailing.
        occasion: What it was planned for.
        status: Where it stands.
        why: What stopped it.
        planned_at: When it was planned.
        starts_at: Before which no message leaves.
        finished_at: When its last message came to an end.
        people: Everybody it has a row for.
        spec: The mailing as it was.
        subject: Of its first e-mail.
        recipients: Whom it writes to: everybody who is not skipped.
        sent: Messages that a provider took.
        delivered: Messages of which a provider says that they arrived.
        bounced: Messages that a provider took and gave back.
        open: Messages that have not come to their end.
        sent_at: When its first message left.
        last_at: When a message of it last came to an end.
        opened: People who saw it: its picture was fetched, or a link followed; robots left out.
        clicked: People who followed a link.
    """

    sending_id: int
    mailing: str
    occasion: str
    status: SendingStatus
    why: str
    planned_at: datetime | None
    starts_at: datetime | None
    finished_at: datetime | None
    people: int
    spec: dict[str, Any]
    subject: str
    recipients: int
    sent: int
    delivered: int
    bounced: int
    open: int
    sent_at: datetime | None
    last_at: datetime | None
    opened: int
    clicked: int


@dataclass(frozen=True)
class Scheduled:
    """A mailing that waits for its time.

    Args:
        mailing: Which.
        occasion: What it will be planned for.
        starts_at: When.
        is_sure: Whether somebody confirmed an unusually large audience.
        why: What kept it from being planned when it was due.
    """

    mailing: str
    occasion: str
    starts_at: datetime
    is_sure: bool
    why: str


def executions(connection: Connection) -> list[Execution]:
    """Every sending of every mailing, oldest first."""
    return [
        Execution(**{**row, "status": SendingStatus(row["status"])}) for row in rows(connection, "mailings.executions")
    ]


def usual_people(connection: Connection) -> int | None:
    """How many people sendings usually have; None where there were too few to say."""
    [row] = rows(connection, "mailings.usual_people")
    return int(row["usual"]) if row["sendings"] >= FEWEST else None


def written_to_twice(connection: Connection, sending_ids: Sequence[int]) -> int:
    """How many people got messages of more than one of these sendings."""
    return int(rows(connection, "mailings.written_to_twice", {"sending_ids": list(sending_ids)})[0]["people"])


def schedule(connection: Connection, wanted: Scheduled, *, who: str, now: datetime) -> None:
    """Let a mailing wait for its time, in place of an earlier word about it."""
    params = {
        "mailing": wanted.mailing, "occasion": wanted.occasion, "starts_at": wanted.starts_at,
        "is_sure": wanted.is_sure, "who": who, "now": now,
    }  # fmt: skip
    count(connection, "mailings.schedule", params)


def unschedule(connection: Connection, mailing: str) -> bool:
    """Let a mailing wait no longer; False where it did not."""
    return count(connection, "mailings.unschedule", {"mailing": mailing}) == 1


def scheduled(connection: Connection) -> list[Scheduled]:
    """The mailings that wait for their time, the next first."""
    return [_scheduled(row) for row in rows(connection, "mailings.scheduled")]


def take_due(connection: Connection, *, now: datetime, earliest: datetime, seen: Collection[str]) -> Scheduled | None:
    """A mailing whose time has come, nobody else's for as long as the transaction lasts; None where there is none.

    Args:
        connection: The transaction.
        now: The present instant.
        earliest: What was due before is not taken: it is too late.
        seen: Which have been taken already and could not be planned.
    """
    found = rows(connection, "mailings.take_due", {"now": now, "earliest": earliest, "seen": list(seen)})
    return _scheduled(found[0]) if found else None


def overdue(connection: Connection, *, earliest: datetime, why: str) -> int:
    """Note why mailings are not planned any more that were due before a moment; returns of how many that is news."""
    return count(connection, "mailings.overdue", {"earliest": earliest, "why": why})


def keep_back(connection: Connection, mailing: str, why: str) -> None:
    """Note why a mailing was not planned when it was due."""
    count(connection, "mailings.kept_back", {"mailing": mailing, "why": why})


def _scheduled(row: Row) -> Scheduled:
    return Scheduled(**row)


@dataclass(frozen=True)
class ErrorCount:
    """How many messages of a sending did not arrive in the same way.

    Args:
        medium: Through what they were sent.
        state: Where they stand.
        quality: The code of contact data quality of their addresses, as it is now.
        code: What the provider said, in its own code.
        domain: Of their addresses, where they have one.
        people: How many.
    """

    medium: str
    state: MessageState
    quality: int
    code: str
    domain: str
    people: int


def errors(connection: Connection, sending_id: int) -> list[ErrorCount]:
    """The messages of a sending that did not arrive, the most frequent kind first."""
    found = rows(connection, "mailings.errors", {"sending_id": sending_id})
    return [ErrorCount(**{**row, "state": MessageState(row["state"])}) for row in found]
