"""What providers say of messages after they took them, and what follows: for the message, its address, its sending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from itertools import islice

from smartcom_kernel.channels.report import OptOut, Report
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery.breaker import RECENT, why_pause
from smartcom_kernel.state import contacts, devices, reports, sendings, suppressions
from smartcom_kernel.state.connect import Connection, State
from smartcom_kernel.state.contacts import Trouble
from smartcom_kernel.state.devices import DEVICES

AT_A_TIME = 1000
LONGEST_REASON = 200
LATE = timedelta(days=3)
"""For how long a report that names no message we know is looked at again."""


@dataclass(frozen=True)
class Heard:
    """What came of reports.

    Args:
        told: How many there were.
        new: How many were not known before.
        applied: How many messages' reports were taken in.
    """

    told: int = 0
    new: int = 0
    applied: int = 0

    def __add__(self, other: Heard) -> Heard:
        return Heard(self.told + other.told, self.new + other.new, self.applied + other.applied)

    def describe(self, lang: Lang = "en") -> str:
        """One sentence, without a full stop."""
        told, new, applied = (number(many, lang) for many in (self.told, self.new, self.applied))
        if lang == "ru":
            return f"получено: {told}; новых сведений: {new}; отнесено к сообщениям: {applied}"
        return f"told: {told}; not known before: {new}; of our messages: {applied}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe(spoken()))}</p>"


def record(state: State, medium: str, told: Sequence[Report | OptOut], *, now: datetime) -> Heard:
    """Take in what a provider says; it is committed when this returns, and saying it again changes nothing.

    Whoever wishes to get no more gets no more: nobody writes to that address through that medium, whoever it belongs
    to.

    Of one message the strongest word holds, whatever the order: a complaint above a bounce above a delivery. What was
    in doubt is so no longer. A hard bounce ends the address, a complaint is an opt-out as well, and a sending whose
    messages come back or are complained of too often pauses.

    Args:
        state: Where messages are.
        medium: Through what the messages were sent.
        told: What the provider says.
        now: When it was heard.
    """
    new = applied = 0
    _stop_writing(state, medium, [said for said in told if isinstance(said, OptOut)])
    for batch in _batches([said for said in told if isinstance(said, Report)]):
        with state.transaction() as connection:
            heard = keep(connection, medium, batch, now=now)
            new += heard.new
            applied += heard.applied
    return Heard(len(told), new, applied)


def keep(connection: Connection, medium: str, told: Sequence[Report], *, now: datetime) -> Heard:
    """As `record`, of some reports in the caller's transaction."""
    ids = reports.add(connection, _columns(medium, told, now))
    reports.match(connection, ids)
    return Heard(len(told), len(ids), take_in(connection, ids, now=now))


def take_in(connection: Connection, ids: Sequence[int], *, now: datetime) -> int:
    """Let messages, addresses and sendings take in reports whose messages are known; returns how many they took in."""
    if not ids:
        return 0
    reports.fall_back(connection, ids, now=now)
    applied = reports.apply(connection, ids)
    learn(connection, reports.troubles(connection, ids))
    reports.opt_out(connection, applied, now=now)
    for found in reports.in_trouble(connection, applied, recent=RECENT):
        why = why_pause(hard=found.hard, complaints=found.complaints, gone=found.gone)
        if why:
            sendings.pause(connection, found.sending_id, why)
    return len(applied)


def learn(connection: Connection, troubles: Sequence[Trouble]) -> None:
    """What refusals say of addresses; a device or a chat that is gone is one only until it is registered again."""
    of_contacts = []
    for trouble in troubles:
        provider, colon, address = trouble.address.partition(":")
        if trouble.medium in DEVICES and colon and trouble.code >= contacts.HARD:
            devices.gone(connection, provider, address, at=trouble.at, why=trouble.detail)
        else:
            of_contacts.append(trouble)
    contacts.note(connection, of_contacts)


def catch_up(state: State, *, now: datetime) -> int:
    """Take in reports that came in the moment in which their message was being recorded; returns how many."""
    with state.transaction() as connection:
        ids = reports.late(connection, since=now - LATE, most=AT_A_TIME)
        reports.match(connection, ids)
        return take_in(connection, ids, now=now)


def _stop_writing(state: State, medium: str, wishes: Sequence[OptOut]) -> None:
    with state.transaction() as connection:
        for wish in wishes:
            why = f"opt-out: {wish.words}"[:LONGEST_REASON]
            suppressions.add(connection, medium, wish.address, reason=why, now=wish.happened_at)


def _batches(told: Sequence[Report]) -> Iterator[list[Report]]:
    rest = iter(told)
    while batch := list(islice(rest, AT_A_TIME)):
        yield batch


def _columns(medium: str, batch: Sequence[Report], now: datetime) -> dict[str, object]:
    return {
        "medium": medium, "now": now,
        "event_ids": [r.event_id for r in batch], "verdicts": [r.verdict.value for r in batch],
        "happened_ats": [r.happened_at for r in batch], "keys": [r.key for r in batch],
        "remote_ids": [r.remote_id for r in batch], "addresses": [r.address for r in batch],
        "codes": [r.code for r in batch], "details": [r.detail for r in batch], "qualities": [r.quality for r in batch],
        "legs": [r.leg for r in batch],
    }  # fmt: skip
