"""Sendings and texts for tests: planned as `mailings.plan` plans, without a lake."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import Clock, FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.delivery.compose import Composed
from smartcom_kernel.delivery.report import DeliveryReport
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Claimed, Terms
from smartcom_kernel.state.sendings import Sending

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STAGE = (
    "INSERT INTO audience (attempt, customer_id, variant, medium, template, address, time_zone) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def address(customer_id: str) -> str:
    return f"{customer_id}@example.com"


def planned(
    state: State,
    people: int | Mapping[str, str],
    *,
    mailing: str = "spring",
    medium: str = "email",
    controls: Sequence[str] = (),
    zone: str = "",
    terms: Terms | None = None,
    **start: Any,
) -> int:
    """A sending to so many people, or to these addresses by customer; those in `controls` are held out."""
    who = people if isinstance(people, Mapping) else {f"c{n}": address(f"c{n}") for n in range(people)}
    attempt = uuid.uuid4().hex
    with state.transaction() as connection:
        spec = {"mailing": {"title": "Spring"}}
        begun = sendings.begin(connection, mailing=mailing, occasion="once", spec=spec, as_of=NOW, snapshot_id=1)
        rows = [(attempt, c, "control" if c in controls else "a", medium, "hello", a, zone) for c, a in who.items()]
        with connection.cursor() as cursor:
            cursor.executemany(STAGE, rows)
        assert sendings.complete(
            connection, begun.sending_id, attempt=attempt, staged=len(rows), control="control", spec=spec, as_of=NOW,
            snapshot_id=1, now=NOW, terms=terms or Terms(), **start,
        )  # fmt: skip
    return begun.sending_id


def letters(sending: Sending, batch: Sequence[Claimed], now: datetime) -> Iterator[Composed]:
    """The same words to everybody; none can be made for customers whose id starts with ``bad``."""
    composed = Composed()
    for message in batch:
        if message.customer_id.startswith("bad"):
            composed.faulty.append((message, "customer.first_name is missing"))
        else:
            key = sending.key(message.message_id, message.leg)
            dated = message.intent_at or now
            outgoing = Outgoing(key, message.medium, message.address, "Spring!", dated, leg=message.leg)
            composed.ready.append((message, outgoing))
    yield composed


def go(
    state: State,
    channel: Channel | Mapping[str, Channel],
    *,
    clock: Clock | None = None,
    limit: int | None = None,
    categories: Mapping[str, MailingCategory] | None = None,
    **settings: object,
) -> DeliveryReport:
    """Deliver everything there is to people who need not have agreed."""
    told = Delivery.model_validate({"consent_default": True, "lease_seconds": 5, **settings})
    channels = channel if isinstance(channel, Mapping) else {"email": channel}
    clock = clock or FixedClock(NOW)
    return deliver(
        state, channels=channels, compose=letters, workspace=Path(), settings=told, clock=clock, limit=limit,
        categories=categories,
    )  # fmt: skip


def sent_to(channel: MemoryChannel) -> list[str]:
    """The customers whose messages arrived, in order."""
    return [outgoing.address.partition("@")[0] for outgoing in channel.sent]


def standing(state: State, customer_id: str) -> str:
    """Where the one message of a customer stands: its state, and the reason if there is one."""
    with state.transaction() as connection:
        row = connection.execute("SELECT * FROM messages WHERE customer_id = %s", [customer_id]).fetchone()
    assert row is not None
    return ":".join(filter(None, [row["state"], row["reason"]]))


def book(state: State) -> ConsentBook:
    return ConsentBook(state, clock=FixedClock(NOW))
