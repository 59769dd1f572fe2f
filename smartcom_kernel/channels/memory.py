"""A channel that keeps messages in memory: for tests, simulations and rehearsals."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import PrivateAttr

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import OptOut, Report
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SmartcomError
from smartcom_kernel.core.section import MEDIA


@dataclass
class _Failure:
    error: SmartcomError
    times: int
    arrives: bool


@CHANNELS.register
class MemoryChannel(Channel):
    """Keeps what it is given in memory; nothing leaves."""

    kind: ClassVar[str] = "memory"
    example: ClassVar[dict[str, Any]] = {}
    media: ClassVar[frozenset[str]] = frozenset(MEDIA)
    idempotent: ClassVar[bool] = False
    leaves: ClassVar[bool] = False

    _sent: list[Outgoing] = PrivateAttr(default_factory=list)
    _failures: dict[str, _Failure] = PrivateAttr(default_factory=dict)
    _said: list[Report | OptOut] = PrivateAttr(default_factory=list)

    @property
    def learns(self) -> bool:
        """It hears what it is told to say."""
        return True

    @property
    def sent(self) -> list[Outgoing]:
        """Every message that arrived, in order; a repeated one stands there twice."""
        return self._sent

    def fail(self, address: str, error: SmartcomError, *, times: int = 1, arrives: bool = False) -> None:
        """Answer the next messages to an address with an error.

        Args:
            address: Whose messages fail.
            error: What `send` raises.
            times: How many messages fail before the next goes through.
            arrives: Whether a failing message arrives all the same, as when only the answer is lost.
        """
        self._failures[address] = _Failure(error, times, arrives)

    def say(self, report: Report | OptOut) -> None:
        """Tell this of a message the next time somebody listens, as a provider would over its connection."""
        self._said.append(report)

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[MemorySender]:  # noqa: ARG002
        """A sender into this channel, which outlives it, so that `sent` can be read afterwards."""
        yield MemorySender(self)

    def send(self, outgoing: Outgoing) -> Accepted:
        """Keep one message, or fail as told."""
        failure = self._failures.get(outgoing.address)
        if failure is None or failure.times <= 0:
            self._sent.append(outgoing)
            return Accepted(f"memory-{len(self._sent)}")
        failure.times -= 1
        if failure.arrives:
            self._sent.append(outgoing)
        raise failure.error

    def heard(self) -> list[Report | OptOut]:
        """What was said and not yet heard."""
        said, self._said = self._said, []
        return said

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        return "keeps messages in memory" if lang == "en" else "хранит сообщения в памяти"


class MemorySender(Sender):
    """Keeps messages in a channel."""

    def __init__(self, channel: MemoryChannel) -> None:
        self._channel = channel

    def send(self, outgoing: Outgoing) -> Accepted:
        """Keep one message, or fail as told."""
        return self._channel.send(outgoing)

    def reports(self) -> Sequence[Report | OptOut]:
        """What the channel was told to say."""
        return self._channel.heard()
