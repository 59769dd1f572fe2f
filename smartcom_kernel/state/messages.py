"""What can happen to one message: planned → intent → accepted, with side exits skipped, failed and uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from psycopg.types.json import Json

from smartcom_kernel.state.calls import Queued
from smartcom_kernel.state.connect import Connection, Row, count, rows

WAITS = "quiet_hours"
"""Said of a message that may not leave now, and will be tried again when quiet hours end."""


class MessageState(StrEnum):
    """Where a message stands."""

    PLANNED = "planned"
    """Somebody is to be written to; nothing has happened yet."""
    INTENT = "intent"
    """The first byte that can cause a delivery may be on the wire."""
    ACCEPTED = "accepted"
    """The provider took it."""
    DELIVERED = "delivered"
    """The provider says it arrived."""
    BOUNCED = "bounced"
    """It came back."""
    COMPLAINED = "complained"
    """The person called it spam."""
    SKIPPED = "skipped"
    """We did not write; `Reason` says why."""
    FAILED = "failed"
    """The provider refused it for good; the code says why."""
    UNCERTAIN = "uncertain"
    """A crash or a silence hides whether it was accepted."""


class Reason(StrEnum):
    """Why a message was skipped."""

    CONTROL_GROUP = "control_group"
    """Held out, so that the effect on the others can be measured."""
    GLOBAL_CONTROL_GROUP = "global_control_group"
    """Held out of all marketing, so that the effect of all of it can be measured."""
    NO_CONTACT = "no_contact"
    """No usable address for any medium of the mailing."""
    BAD_ADDRESS = "bad_address"
    """Earlier messages to this address have shown that it is of no use."""
    SUPPRESSED = "suppressed"
    """Nobody may write to this address, whoever it belongs to."""
    NO_CONSENT = "no_consent"
    """The person has not agreed to this medium, or has withdrawn."""
    NOT_SUBSCRIBED = "not_subscribed"
    """The person is not subscribed to the mailing's category through this medium."""
    CAPPED = "capped"
    """The person has got as many messages today, or this week, as the caps allow."""
    EXPIRED = "expired"
    """It could not leave while it was worth sending."""
    CANCELLED = "cancelled"
    """The sending was given up before it left."""
    UNCONFIRMED = "unconfirmed"
    """Its owner has not confirmed the address, and the shop writes to confirmed ones only."""
    ERASED = "erased"
    """The person was erased before it left."""
    TEMPLATE_ERROR = "template_error"
    """The text could not be made for this person; the detail says where it failed."""


@dataclass(frozen=True)
class Claimed:
    """A message that one sender holds; `fence` tells this hold from every later one.

    `intent_at` is when it was first about to leave, None before: what it is dated at every try. From `expires_at` on it
    is not worth sending; None where it always is. `leg` is 2 where the first leg of a cascade did not reach the person.
    """

    message_id: int
    fence: int
    customer_id: str
    variant: str
    medium: str
    template: str
    address: str
    attempts: int
    intent_at: datetime | None
    expires_at: datetime | None = None
    leg: int = 1


@dataclass(frozen=True)
class Cap:
    """How many marketing messages a customer gets at most in a calendar ``"day"`` or ``"week"``.

    It speaks of one medium and of one category of mailings, or of all together where these are empty.
    """

    messages: int
    per: Literal["day", "week"] = "day"
    medium: str = ""
    category: str = ""


@dataclass(frozen=True)
class Terms:
    """What a mailing asks of people, and what holds of those who have said nothing.

    Args:
        consent_default: Whether we may write to them.
        category: Of which category of mailings it is; empty where it is of none.
        subscribed: Through which media they are subscribed to the category.
        purpose: What it is for: ``"marketing"`` or ``"service"``.
        zone: The time zone of customers whose own is not known.
        caps: How many messages they get at most.
        quiet_hours: By medium from when until when it waits, wall time of the customer: ``("21:00", "09:00")``.
        confirmed_only: The media in which only addresses are written to whose owners have confirmed them.
    """

    consent_default: bool = False
    category: str = ""
    subscribed: Sequence[str] = ()
    purpose: str = "marketing"
    zone: str = "UTC"
    caps: Sequence[Cap] = ()
    quiet_hours: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    confirmed_only: Sequence[str] = ()

    @property
    def asked(self) -> Row:
        """As statements take it."""
        return {
            "consent_default": self.consent_default, "category": self.category, "subscribed": list(self.subscribed),
            "purpose": self.purpose, "zone": self.zone, "confirmed_only": list(self.confirmed_only),
            "has_caps": bool(self.caps), "caps": Json([asdict(cap) for cap in self.caps]),
            "has_quiet_hours": bool(self.quiet_hours), "quiet_hours": Json(dict(self.quiet_hours)),
        }  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of a message in intent.

    Args:
        message: The message as it was claimed.
        state: Where it stands now; planned again when it is to be tried once more.
        code: The code the provider answered with.
        detail: What it said.
        remote_id: The provider's id of an accepted message.
        not_before: When the next try may be, for a message that is planned again.
        unsent: Whether nothing left, so that this try does not count.
        quality: What it means for the address, as a code of contact data quality; 0 for nothing.
        quality_at: As of when, where the provider says so.
        call: What an operator has to do, where it is a call.
        leg: By which leg it leaves next, or has left; that of `message` when None.
        fall_back_at: From when on the next leg takes it, unless it has arrived; None for never.
    """

    message: Claimed
    state: MessageState
    code: str = ""
    detail: str = ""
    remote_id: str = ""
    not_before: datetime | None = None
    unsent: bool = False
    quality: int = 0
    quality_at: datetime | None = None
    call: Queued | None = None
    leg: int | None = None
    fall_back_at: datetime | None = None


@dataclass(frozen=True)
class Tally:
    """How many messages of a sending stand the same."""

    sending_id: int
    variant: str
    medium: str
    state: MessageState
    reason: str
    messages: int


@dataclass(frozen=True)
class StillOpen:
    """What keeps a sending from its end.

    Args:
        open: Messages planned or in intent.
        held: Of these, messages that some sender holds.
        waiting: Messages that wait for another try.
        waiting_until: When the first of these is due.
        sending: Whether its messages may go out at all.
    """

    open: int
    held: int
    waiting: int
    waiting_until: datetime | None
    sending: bool


def claim(
    connection: Connection, *, sending_id: int, owner: str, lease_seconds: float, batch: int, now: datetime
) -> list[Claimed]:
    """Hold up to `batch` messages that are due and nobody else holds."""
    params = {"sending_id": sending_id, "owner": owner, "lease_seconds": lease_seconds, "batch": batch, "now": now}
    return sorted((Claimed(**row) for row in rows(connection, "messages.claim", params)), key=lambda m: m.message_id)


def put_off(connection: Connection, waiting: Sequence[tuple[Claimed, datetime]], *, owner: str) -> int:
    """Let go of claimed messages until their turn comes; returns how many."""
    if not waiting:
        return 0
    params = {**_ours([m for m, _ in waiting], owner), "not_befores": [at for _, at in waiting]}
    return count(connection, "messages.put_off", params)


def renew(connection: Connection, ids: Sequence[int], *, owner: str, lease_seconds: float) -> int:
    """Hold on to messages; returns how many of them are still ours."""
    return count(connection, "messages.renew", {"ids": list(ids), "owner": owner, "lease_seconds": lease_seconds})


def intend(
    connection: Connection,
    messages: Sequence[Claimed],
    *,
    owner: str,
    lease_seconds: float,
    version: int,
    terms: Terms,
    dated: datetime,
    now: datetime,
) -> dict[int, str]:
    """Commit oneself to sending, message by message, if it is allowed.

    Args:
        connection: The transaction to do it in.
        messages: What is to go.
        owner: Who holds them.
        lease_seconds: For how long from now.
        version: The sending's, as it was when their texts were made.
        terms: What the mailing asks of people.
        dated: What messages that leave for the first time are dated.
        now: When those end that are skipped.

    Returns:
        By message id why it is skipped, ``WAITS`` where it will be tried again after quiet hours, or ``""`` where it is
        now in intent. A message that is not ours any more, or whose sending was paused or resumed since, is absent and
        untouched.
    """
    if terms.caps:
        rows(connection, "messages.lock_customers", {"customer_ids": [m.customer_id for m in messages]})
    params = {
        **_ours(messages, owner), "lease_seconds": lease_seconds, "version": version,
        **terms.asked, "dated": dated, "now": now,
    }  # fmt: skip
    return {row["message_id"]: row["reason"] for row in rows(connection, "messages.intend", params)}


def settle(connection: Connection, outcomes: Sequence[Outcome], *, owner: str, now: datetime) -> set[int]:
    """Record what became of messages in intent; returns the ids recorded, without those that were taken from us."""
    params = {
        **_ours([o.message for o in outcomes], owner),
        "states": [o.state.value for o in outcomes],
        "codes": [o.code for o in outcomes],
        "details": [o.detail for o in outcomes],
        "remote_ids": [o.remote_id for o in outcomes],
        "not_befores": [o.not_before for o in outcomes],
        "unsents": [o.unsent for o in outcomes],
        "legs": [o.leg or o.message.leg for o in outcomes],
        "fall_back_ats": [o.fall_back_at for o in outcomes],
        "now": now,
    }
    return {row["message_id"] for row in rows(connection, "messages.settle", params)}


def fall_back(connection: Connection, *, now: datetime) -> set[int]:
    """Plan messages again whose first leg has had its time; returns their sendings, some of which were finished."""
    return {row["sending_id"] for row in rows(connection, "messages.fall_back", {"now": now})}


def skip(
    connection: Connection, faulty: Sequence[tuple[Claimed, str]], *, reason: Reason, owner: str, now: datetime
) -> int:
    """Give up claimed messages before any intent, each with a detail that says more; returns how many."""
    params = {
        **_ours([message for message, _ in faulty], owner),
        "details": [detail for _, detail in faulty], "reason": reason.value, "now": now,
    }  # fmt: skip
    return count(connection, "messages.skip", params)


def release(connection: Connection, messages: Sequence[Claimed], *, owner: str) -> int:
    """Let go of claimed messages that were not begun; returns how many."""
    return count(connection, "messages.release", {"ids": [m.message_id for m in messages], "owner": owner})


def recover(connection: Connection, *, sending_id: int, repeatable: Sequence[str], attempts: int, now: datetime) -> int:
    """Settle what senders that vanished left in intent; returns how many.

    Args:
        connection: The transaction to do it in.
        sending_id: Of which sending.
        repeatable: Media where a repetition is harmless or wished; elsewhere such a message becomes uncertain.
        attempts: Tries after which also these become uncertain.
        now: When it ended.
    """
    params = {"sending_id": sending_id, "repeatable": list(repeatable), "attempts": attempts, "now": now}
    return count(connection, "messages.recover", params)


def still_open(connection: Connection, *, sending_id: int, now: datetime) -> StillOpen:
    """What keeps a sending from its end."""
    return StillOpen(**rows(connection, "messages.still_open", {"sending_id": sending_id, "now": now})[0])


def tally(connection: Connection, sending_ids: Sequence[int]) -> list[Tally]:
    """Every message of some sendings, counted by variant, medium, state and reason."""
    found = rows(connection, "messages.tally", {"sending_ids": list(sending_ids)})
    return [Tally(**{**row, "state": MessageState(row["state"])}) for row in found]


def media(connection: Connection, sending_id: int) -> set[str]:
    """Through which media a sending still has to write."""
    return {row["medium"] for row in rows(connection, "messages.media", {"sending_id": sending_id})}


def in_doubt(connection: Connection, sending_id: int) -> list[Row]:
    """The uncertain messages of a sending."""
    return rows(connection, "messages.in_doubt", {"sending_id": sending_id})


def resolve(
    connection: Connection, message_id: int, state: Literal["accepted", "planned"], *, now: datetime
) -> int | None:
    """End the doubt about one message; returns its sending, or None where there was no doubt."""
    found = rows(connection, "messages.resolve", {"message_id": message_id, "state": state, "now": now})
    return found[0]["sending_id"] if found else None


def _ours(messages: Sequence[Claimed], owner: str) -> Row:
    return {"ids": [m.message_id for m in messages], "fences": [m.fence for m in messages], "owner": owner}
