"""What a provider says of a message after it took it, and the call by which it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a message, as its provider sees it."""

    DELIVERED = "delivered"
    """It arrived."""
    BOUNCED = "bounced"
    """It did not arrive, and no further try will be made."""
    COMPLAINED = "complained"
    """The person called it spam."""


@dataclass(frozen=True)
class Report:
    """What a provider says of one message; it may come twice, late, and before the provider's own answer.

    Args:
        event_id: Names what happened for ever: saying the same twice carries the same id, and nothing else of this
            channel does.
        verdict: What became of the message.
        happened_at: When, aware.
        key: The message's key, where the provider gives it back.
        remote_id: What the provider calls the message; used where there is no key.
        address: To whom it was, where the provider says so.
        code: The code it gives: an enhanced status (``"5.1.1"``), or its own.
        detail: What it says.
        quality: What it means for the address, as a code of contact data quality: 0 for nothing, 1 to 29 for trouble
            that may pass, from 30 on for an address that is of no use for good.
        leg: Of which leg of a cascade it speaks.
    """

    event_id: str
    verdict: Verdict
    happened_at: datetime
    key: str = ""
    remote_id: str = ""
    address: str = ""
    code: str = ""
    detail: str = ""
    quality: int = 0
    leg: int = 1

    def __post_init__(self) -> None:
        if self.happened_at.tzinfo is None:
            raise ValueError(f"happened_at must be aware, not {self.happened_at!r}")
        if not (self.key or self.remote_id or self.address):
            raise ValueError(f"the report {self.event_id!r} names neither a message nor an address")


@dataclass(frozen=True)
class OptOut:
    """A wish to get no more, which somebody sent back through the channel itself, such as an SMS with the word STOP.

    Args:
        event_id: Names what happened; saying the same twice changes nothing, whatever its id.
        address: Who wishes it: an e-mail address or a phone number.
        happened_at: When, aware.
        words: What they wrote.
    """

    event_id: str
    address: str
    happened_at: datetime
    words: str = ""

    def __post_init__(self) -> None:
        if self.happened_at.tzinfo is None:
            raise ValueError(f"happened_at must be aware, not {self.happened_at!r}")
        if not self.address:
            raise ValueError(f"the opt-out {self.event_id!r} names no address")


@dataclass(frozen=True)
class Callback:
    """A call by which a provider tells something.

    Args:
        method: ``"POST"``, or ``"GET"`` where a provider can do no better.
        headers: By name in small letters.
        query: What stands behind the ``?`` of the address, each name once.
        body: As it arrived, octet by octet: what signatures are over.
        received_at: When it came, aware: what its own date is held against.
    """

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    received_at: datetime
