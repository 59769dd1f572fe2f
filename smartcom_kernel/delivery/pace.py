"""How fast messages may leave: limits per medium, per receiving domain and per mailing, which all senders share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from smartcom_kernel.core.delivery_settings import RateLimit
from smartcom_kernel.state import rates
from smartcom_kernel.state.connect import Connection
from smartcom_kernel.state.messages import Claimed
from smartcom_kernel.state.sendings import Sending

SPANS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}


@dataclass
class Pace:
    """Which messages of a batch may go now, and until when the others wait."""

    going: list[Claimed] = field(default_factory=list)
    waiting: list[tuple[Claimed, datetime]] = field(default_factory=list)


def freely(connection: Connection, batch: list[Claimed]) -> Pace:  # noqa: ARG001
    """No limit holds."""
    return Pace(going=batch)


def paced(
    connection: Connection,
    batch: Sequence[Claimed],
    *,
    sending: Sending,
    limits: Sequence[RateLimit],
    zone: str,
    now: datetime,
) -> Pace:
    """Take what limits allow of a batch that is claimed.

    Whoever is put off is given a moment at which its turn comes, as many in each minute as the limit allows. A limit of
    a domain is asked first: it holds up its own messages and no others.

    Args:
        connection: The transaction in which they were claimed.
        batch: Messages in the order in which they should go.
        sending: Whose messages they are.
        limits: Those of the settings.
        zone: In which a day is a day.
        now: What time it is.
    """
    pace = Pace(going=list(batch))
    for scope, limit in _limits(batch, sending, limits):
        mine = [message for message in pace.going if limit.holds(message.medium, _domain(message))]
        _take(connection, pace, mine, scope=scope, limit=limit, zone=zone, now=now)
    return pace


def began_at(now: datetime, per: str, zone: str) -> datetime:
    """When the present minute, hour or day began; a day is one of the zone."""
    if per == "day":
        wall = now.astimezone(ZoneInfo(zone)).date()
        return datetime.combine(wall, time(), ZoneInfo(zone)).astimezone(UTC)
    seconds = int(SPANS[per].total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _limits(batch: Sequence[Claimed], sending: Sending, limits: Sequence[RateLimit]) -> Iterator[tuple[str, RateLimit]]:
    """The limits that hold for some of a batch, with what their counts are called; the narrowest first."""
    by_domain = sorted(limits, key=lambda limit: not limit.domain)
    yield from ((f"{x.medium}:{x.domain}:{x.per}", x) for x in by_domain if any(_held(x, batch)))
    own = sending.spec["mailing"].get("per_minute")
    if own:
        yield f"sending:{sending.sending_id}", RateLimit(messages=own, per="minute")


def _held(limit: RateLimit, batch: Sequence[Claimed]) -> Iterator[bool]:
    return (limit.holds(message.medium, _domain(message)) for message in batch)


def _take(
    connection: Connection,
    pace: Pace,
    mine: Sequence[Claimed],
    *,
    scope: str,
    limit: RateLimit,
    zone: str,
    now: datetime,
) -> None:
    span, began = SPANS[limit.per], began_at(now, limit.per, zone)
    earlier = rates.locked(connection, scope, began)
    since = earlier.began_at.astimezone(ZoneInfo(zone)).date()
    found = earlier.on(began, _let_through(limit, since, (began - earlier.began_at) // span))
    today = found.began_at.astimezone(ZoneInfo(zone)).date()
    given = max(min(len(mine), limit.allowed(today) - found.used), 0)
    put_off = {message.message_id: n for n, message in enumerate(mine[given:], start=found.put_off)}
    turns = _turns(limit, today, put_off.values())
    pace.waiting += [(m, found.began_at + span * turn) for m, turn in zip(mine[given:], turns, strict=True)]
    pace.going = [message for message in pace.going if message.message_id not in put_off]
    rates.keep(connection, scope, rates.Count(found.began_at, found.used + given, found.put_off + len(put_off)))


def _let_through(limit: RateLimit, since: date, spans: int) -> int:
    """How many messages so many spans after the present one allow."""
    if limit.warm_up_from is None:
        return max(spans, 0) * limit.messages
    return sum(limit.allowed(since + timedelta(days=day)) for day in range(1, spans + 1))


def _turns(limit: RateLimit, since: date, places: Iterable[int]) -> Iterator[int]:
    """In which of the spans to come the turn of each place in the queue is, 1 for the next; places in their order."""
    turn, end = 0, 0
    for place in places:
        if limit.warm_up_from is None:
            turn = 1 + place // limit.messages
        while limit.warm_up_from is not None and place >= end:
            turn += 1
            end += limit.allowed(since + timedelta(days=turn))
        yield turn


def _domain(message: Claimed) -> str:
    return message.address.rpartition("@")[2].lower() if message.medium == "email" else ""
