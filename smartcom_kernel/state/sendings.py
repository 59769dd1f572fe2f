"""What can happen to a sending, one execution of a mailing: planning → sending ⇄ paused → finished or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from psycopg.types.json import Json

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.state.connect import Connection, Row, count, rows
from smartcom_kernel.state.messages import Terms

GLOBAL_CONTROL = "global control"
"""The variant of people who are held out of all marketing."""
TERMS = Terms()
EVER = datetime.fromtimestamp(0, UTC)


class SendingStatus(StrEnum):
    """Where a sending stands."""

    PLANNING = "planning"
    """Its messages are being written."""
    SENDING = "sending"
    """Messages may go out."""
    PAUSED = "paused"
    """Nobody is written to until it is resumed; `why` says what stopped it."""
    FINISHED = "finished"
    """Every message has come to an end."""
    CANCELLED = "cancelled"
    """A person has given it up; what had not left does not leave."""


@dataclass(frozen=True)
class Sending:
    """One execution of a mailing.

    Args:
        sending_id: Its number.
        mailing: Name of the mailing.
        occasion: What makes this execution the one it is, such as ``"2017-10"``.
        spec: The mailing and its templates as they were when it was planned.
        as_of: The moment its data is known at.
        snapshot_id: The state of the lake it was planned from.
        status: Where it stands.
        why: What paused it.
        people: How many messages it planned, skipped ones included.
        token: What the keys of its messages start with.
        planned_at: When it was planned.
        finished_at: When its last message came to an end.
        replay: Whether it rehearses on history, so that everything counts from `as_of`.
        version: How often it was resumed, and one more: texts made from an earlier version must not leave.
        category: Of which category of mailings it is; empty where it is of none.
        purpose: What it is for: ``"marketing"`` or ``"service"``.
        starts_at: Before which no message leaves; at once when None.
        copies_of: The sending whose copies for observers these are; None where people are written to.
    """

    sending_id: int
    mailing: str
    occasion: str
    spec: dict[str, Any]
    as_of: datetime
    snapshot_id: int
    status: SendingStatus
    why: str
    people: int
    token: str
    planned_at: datetime | None
    finished_at: datetime | None
    replay: bool = False
    version: int = 1
    category: str = ""
    purpose: str = "marketing"
    starts_at: datetime | None = None
    copies_of: int | None = None

    def key(self, message_id: int, leg: int = 1) -> str:
        """The key of one message: the same at every try of a leg, and no other message of any database has it."""
        return f"{self.token}.{message_id}" + (f".{leg}" if leg > 1 else "")


@dataclass(frozen=True)
class Copy:
    """What one observer gets of one variant: under which id, through what, by which template, and where."""

    observer: str
    variant: str
    medium: str
    template: str
    address: str


@dataclass(frozen=True)
class Foretold:
    """People of a staged audience to whom the same would happen.

    Args:
        reason: Why they would not be written to; empty for those who would.
        variant: Which variant falls to them.
        medium: Through what it would be sent.
        template: Which template it is.
        people: How many they are.
        customer_id: One of them.
    """

    reason: str
    variant: str
    medium: str
    template: str
    people: int
    customer_id: str


def begin(
    connection: Connection,
    *,
    mailing: str,
    occasion: str,
    spec: dict[str, Any],
    as_of: datetime,
    snapshot_id: int,
    replay: bool = False,
) -> Sending:
    """The sending of a mailing for an occasion, made if there is none yet."""
    params = {
        "mailing": mailing, "occasion": occasion, "spec": Json(spec), "as_of": as_of, "snapshot_id": snapshot_id,
        "replay": replay,
    }  # fmt: skip
    count(connection, "sendings.begin", params)
    return _only(rows(connection, "sendings.find", {"mailing": mailing, "occasion": occasion}))


def complete(
    connection: Connection,
    sending_id: int,
    *,
    attempt: str,
    staged: int,
    control: str,
    spec: dict[str, Any],
    as_of: datetime,
    snapshot_id: int,
    now: datetime,
    replay: bool = False,
    terms: Terms = TERMS,
    starts_at: datetime | None = None,
    lifetime: timedelta | None = None,
    copies: Sequence[Copy] = (),
) -> bool:
    """Turn a staged audience into messages and open the sending; False where another planner was first.

    Args:
        connection: The transaction to do it in.
        sending_id: Which sending.
        attempt: Under which name its audience is staged.
        staged: How many people that is.
        control: The variant of those who are held out.
        spec: The mailing and its templates.
        as_of: The moment its data is known at.
        snapshot_id: The state of the lake it is planned from.
        now: When it is planned.
        replay: Whether it rehearses on history.
        terms: What it asks of people.
        starts_at: Before which no message leaves; at once when None.
        lifetime: How long after its start a message is worth sending; for ever when None.
        copies: What observers get of it.

    Raises:
        DataError: Not everybody who was staged became a message, so that nothing is planned.
    """
    if not rows(connection, "sendings.lock_planning", {"sending_id": sending_id}):
        return False
    start = max(now, starts_at or now)
    who = {
        "sending_id": sending_id, "attempt": attempt, "control": control, "global_control": GLOBAL_CONTROL, "now": now,
        "start": start, "not_before": starts_at or EVER, "expires_at": lifetime and start + lifetime, **terms.asked,
    }  # fmt: skip
    planned = count(connection, "sendings.plan_messages", who)
    if planned != staged:
        raise DataError(f"{staged:,} people were staged but {planned:,} planned; nothing was planned, plan again")
    opened = {
        "sending_id": sending_id, "people": planned, "now": now, "spec": Json(spec), "as_of": as_of,
        "snapshot_id": snapshot_id, "replay": replay, "category": terms.category, "purpose": terms.purpose,
        "starts_at": starts_at,
    }  # fmt: skip
    count(connection, "sendings.open", opened)
    if copies:
        _copy(connection, sending_id, copies, zone=terms.zone, not_before=starts_at or EVER)
    return True


def _copy(connection: Connection, sending_id: int, copies: Sequence[Copy], *, zone: str, not_before: datetime) -> None:
    count(connection, "sendings.copy", {
        "sending_id": sending_id, "zone": zone, "not_before": not_before,
        "observers": [c.observer for c in copies], "variants": [c.variant for c in copies],
        "media": [c.medium for c in copies], "templates": [c.template for c in copies],
        "addresses": [c.address for c in copies],
    })  # fmt: skip


def copies_of(connection: Connection, sending_id: int) -> Sending | None:
    """The sending of the copies of another; None where nobody gets any."""
    found = rows(connection, "sendings.copies_of", {"sending_id": sending_id})
    return _only(found) if found else None


def clear_audience(connection: Connection, attempt: str) -> None:
    """Forget a staged audience, and those that dead attempts left."""
    count(connection, "sendings.clear_audience", {"attempt": attempt})


def volume(connection: Connection, *, attempt: str, control: str, terms: Terms, now: datetime) -> list[Foretold]:
    """What would happen to a staged audience, by reason, variant, medium and template."""
    params = {"attempt": attempt, "control": control, "global_control": GLOBAL_CONTROL, "now": now, **terms.asked}
    return [Foretold(**row) for row in rows(connection, "sendings.volume", params)]


def get(connection: Connection, sending_id: int) -> Sending:
    """One sending by its number."""
    return _only(rows(connection, "sendings.get", {"sending_id": sending_id}))


def find(connection: Connection, mailing: str, occasion: str | None = None) -> Sending | None:
    """The sending of a mailing for an occasion, or its latest; None where there is none."""
    if occasion is None:
        found = rows(connection, "sendings.latest", {"mailing": mailing})
    else:
        found = rows(connection, "sendings.find", {"mailing": mailing, "occasion": occasion})
    return _only(found) if found else None


def in_status(connection: Connection, status: SendingStatus) -> list[Sending]:
    """The sendings that stand so, oldest first."""
    return [_only([row]) for row in rows(connection, "sendings.in_status", {"status": status.value})]


def pause(connection: Connection, sending_id: int, why: str) -> bool:
    """Stop a sending; False where it was not sending."""
    paused = count(connection, "sendings.pause", {"sending_id": sending_id, "why": why}) == 1
    if paused and (copies := copies_of(connection, sending_id)):
        pause(connection, copies.sending_id, why)
    return paused


def cancel(connection: Connection, sending_id: int, why: str, *, now: datetime) -> int | None:
    """Give up a sending: who has not been written to will not be; returns how many, None where it is at its end.

    Messages on the wire come to their own end.
    """
    if not count(connection, "sendings.cancel", {"sending_id": sending_id, "why": why, "now": now}):
        return None
    if copies := copies_of(connection, sending_id):
        cancel(connection, copies.sending_id, why, now=now)
    return count(connection, "sendings.cancel_messages", {"sending_id": sending_id, "why": why, "now": now})


def cancelled_and_open(connection: Connection) -> list[Sending]:
    """Sendings that were given up and have messages that have not come to their end."""
    return [_only([row]) for row in rows(connection, "sendings.cancelled_and_open")]


def close_cancelled(connection: Connection, sending: Sending, *, now: datetime) -> int:
    """Give up what has come back to be tried again since a sending was given up; returns how many."""
    return count(
        connection, "sendings.cancel_messages", {"sending_id": sending.sending_id, "why": sending.why, "now": now}
    )  # fmt: skip


def resume(connection: Connection, sending_id: int, *, spec: dict[str, Any] | None = None) -> bool:
    """Let a paused sending go on where it stopped, with another spec if one is given; False where it was not paused."""
    params = {"sending_id": sending_id, "spec": None if spec is None else Json(spec)}
    resumed = count(connection, "sendings.resume", params) == 1
    if resumed and (copies := copies_of(connection, sending_id)):
        resume(connection, copies.sending_id, spec=spec)
    return resumed


def reopen(connection: Connection, sending_id: int) -> bool:
    """Let a finished sending go on, because a message of it is planned again; False where it was not finished."""
    return count(connection, "sendings.reopen", {"sending_id": sending_id}) == 1


def finish(connection: Connection, sending_id: int, *, now: datetime) -> bool:
    """Close a sending whose messages have all come to an end; False where some have not."""
    return count(connection, "sendings.finish", {"sending_id": sending_id, "now": now}) == 1


def _only(found: list[Row]) -> Sending:
    row = found[0]
    return Sending(**{**row, "status": SendingStatus(row["status"])})
