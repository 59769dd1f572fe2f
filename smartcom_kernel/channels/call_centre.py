"""A channel that hands calls to the shop's own operators: each becomes a task in the queue of the call centre."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.smpp import FORMAT_ERROR, NUMBER
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.state.calls import Queued


@CHANNELS.register
class CallCentreChannel(Channel):
    """Puts each call into the queue of the call centre, from which operators take them: `smartcom calls next`."""

    kind: ClassVar[str] = "call_centre"
    example: ClassVar[dict[str, Any]] = {"queue": "loyalty", "tries": 3}
    media: ClassVar[frozenset[str]] = frozenset({"call"})
    idempotent: ClassVar[bool] = True

    queue: str = Field("", max_length=100)
    """Which operators call; those of any queue when empty."""
    priority: int = Field(3, ge=1, le=5)
    """Which calls come first: 1 before 5."""
    tries: int = Field(3, ge=1, le=20)
    """After how many calls that reach nobody a person is given up."""
    again_after_minutes: int = Field(120, ge=1, le=20_160)
    """How long to wait before somebody who was not reached is called again."""
    hold_minutes: int = Field(30, ge=1, le=480)
    """How long an operator has a task before others may take it."""

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[CallCentreSender]:  # noqa: ARG002
        """A sender into the queue."""
        yield CallCentreSender(self)

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        of = f" {self.queue}" if self.queue else ""
        return f"ставит звонки в очередь колл-центра{of}" if lang == "ru" else f"queues calls for the call centre{of}"


class CallCentreSender(Sender):
    """Makes tasks of calls; they are queued in the transaction that records them as accepted.

    Args:
        channel: Whose queue.
    """

    def __init__(self, channel: CallCentreChannel) -> None:
        self._channel = channel

    def send(self, outgoing: Outgoing) -> Accepted:
        """The task of one call; see `Sender.send`."""
        if NUMBER.fullmatch(outgoing.address) is None:
            raise DeliveryError(f"{outgoing.address!r} is no phone number", code="number", quality=FORMAT_ERROR)
        task = Queued(self._channel.queue, self._channel.priority, outgoing.subject, outgoing.text)
        return Accepted("", task)
