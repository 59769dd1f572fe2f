"""The channels of one call of `deliver`, each opened with the first message that needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from smartcom_kernel.channels.channel import Channel, Sender
from smartcom_kernel.channels.report import OptOut, Report
from smartcom_kernel.core.delivery_settings import Delivery


class Senders:
    """Through what each medium leaves.

    Args:
        channels: The channel of each medium.
        workspace: Folder for channels that write files.
        opened: Closes what was opened.
    """

    def __init__(self, channels: Mapping[str, Channel], workspace: Path, opened: ExitStack) -> None:
        self._channels = channels
        self._workspace = workspace
        self._opened = opened
        self._senders: dict[str, Sender] = {}

    def __getitem__(self, medium: str) -> Sender:
        if medium not in self._senders:
            channel = self._channels[medium]
            self._senders[medium] = self._opened.enter_context(channel.open(self._workspace))
        return self._senders[medium]

    def reports(self) -> Iterator[tuple[str, Sequence[Report | OptOut]]]:
        """What providers have said over the connections that are open, medium by medium."""
        for medium, sender in self._senders.items():
            if told := sender.reports():
                yield medium, told

    def missing(self, media: set[str]) -> list[str]:
        """Those of some media that no channel carries."""
        return sorted(m for m in media if m not in self._channels or m not in self._channels[m].media)

    @property
    def leaving(self) -> set[str]:
        """The media through which messages reach people."""
        return {medium for medium, channel in self._channels.items() if channel.leaves}

    def repeatable(self, settings: Delivery) -> list[str]:
        """The media where repeating a message that is in doubt is harmless, or wished."""
        wished = settings.on_uncertain == "resend"
        return [medium for medium, channel in self._channels.items() if wished or channel.idempotent]
