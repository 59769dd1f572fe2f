"""The family of channels: ways a message leaves the house."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import Callback, OptOut, Report
from smartcom_kernel.core.block import Block
from smartcom_kernel.core.errors import NotAuthentic
from smartcom_kernel.core.family import Family
from smartcom_kernel.state.calls import Queued


@dataclass(frozen=True)
class Accepted:
    """The provider took the message.

    Args:
        remote_id: What it calls the message.
        call: What an operator has to do, where the message is a call and the provider our own queue.
        falls_back_after: After how long the next leg of a cascade takes the message, unless it has arrived.
    """

    remote_id: str
    call: Queued | None = None
    falls_back_after: timedelta | None = None


class Sender:
    """An opened channel."""

    at_once: int = 1
    """How many messages may be under way at once: from so many threads `send` may be called."""

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over one message.

        Raises:
            DeliveryError: It was not accepted (`retryable` says whether a later try can help), or nobody knows
                (`uncertain`).
            SetupError: The channel itself cannot work (a wrong password, a certificate that does not verify).
                Nothing has left, and no other message would: stop, and show the sentence.
        """
        raise NotImplementedError(f"{type(self).__name__} must send")

    def expect(self, outgoing: Outgoing) -> None:
        """Hear what will be sent after the next message, so that it can be written while that one is under way."""

    def reports(self) -> Sequence[Report | OptOut]:
        """What the provider has said over this connection since this was last asked; nothing where it says nothing.

        Asking again, or closing in peace, says that what was told before is safe.
        """
        return ()


class Channel(Block):
    """A way for messages to leave."""

    media: ClassVar[frozenset[str]]
    """Which media it carries, of `smartcom_kernel.core.section.MEDIA`."""
    idempotent: ClassVar[bool]
    """Whether sending one key again cannot make a second delivery."""
    tells: ClassVar[bool] = False
    """Whether its provider tells what became of messages over the connection that they leave through."""
    leaves: ClassVar[bool] = True
    """Whether messages reach people; where they only lie in a folder or in memory, nobody is woken by them."""

    @property
    def learns(self) -> bool:
        """Whether it is told, in whatever way, that messages were delivered."""
        return self.tells

    @property
    def signs(self) -> bool:
        """Whether e-mails are signed (DKIM) by it, or by whom it hands them to."""
        return True

    def may_send_as(self, address: str) -> bool:  # noqa: ARG002
        """Whether e-mails may come from an address, as far as this channel knows."""
        return True

    def specimen(self, outgoing: Outgoing, secrets: Mapping[str, str] = os.environ) -> bytes:  # noqa: ARG002
        """An e-mail as it would go on the wire, to be looked at; empty where a provider makes it.

        Raises:
            DeliveryError: It cannot be made.
            SetupError: The key to sign it with is missing.
        """
        return b""

    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> AbstractContextManager[Sender]:
        """A sender, for as long as the context lasts.

        Args:
            workspace: Folder of the workspace, for channels that write there.
            secrets: Passwords by the names that fields ending in ``_env`` give; the environment by default.

        Raises:
            SetupError: A secret is missing.
        """
        raise NotImplementedError(f"{type(self).__name__} must open")

    def hear(self, callback: Callback, secrets: Mapping[str, str] = os.environ) -> Sequence[Report | OptOut]:  # noqa: ARG002
        """What a provider tells by a call to our address, once it is certain that it is the provider.

        Args:
            callback: The call.
            secrets: As `open` takes them.

        Raises:
            NotAuthentic: It does not prove that it is the provider's, or is too old, or this provider does not call.
            DataError: It is authentic and makes no sense.
        """
        raise NotAuthentic(f"nobody calls back about messages of {self.kind}")


CHANNELS: Family[Channel] = Family("channel", Channel)
