"""What delivery needs from templates: the finished messages of a batch, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.state.messages import Claimed
from smartcom_kernel.state.sendings import Sending


@dataclass
class Composed:
    """The texts of some messages: what can leave, and for whom no text could be made and why."""

    ready: list[tuple[Claimed, Outgoing]] = field(default_factory=list)
    faulty: list[tuple[Claimed, str]] = field(default_factory=list)


class Compose(Protocol):
    """Makes the messages of a batch, each ready or faulty, none left out."""

    def __call__(self, sending: Sending, batch: Sequence[Claimed], now: datetime) -> Iterator[Composed]:
        """The finished messages, in pieces: while one leaves the next is made.

        Args:
            sending: Whose messages they are; its key for each names the message.
            batch: Whom to write to, through which medium, from which template.
            now: What messages are dated that leave for the first time.
        """
        ...
