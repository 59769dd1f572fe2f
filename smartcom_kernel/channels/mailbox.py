"""A channel that writes what would be sent: one file per message, for any medium, with nothing to install."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing, build_email, clean_header
from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.core.section import MEDIA

FOLDER = "mailbox"


@CHANNELS.register
class MailboxChannel(Channel):
    """Writes each message to a file of the workspace instead of sending it."""

    kind: ClassVar[str] = "mailbox"
    example: ClassVar[dict[str, Any]] = {"sender": "news@shop.example"}
    media: ClassVar[frozenset[str]] = frozenset(MEDIA)
    idempotent: ClassVar[bool] = True
    leaves: ClassVar[bool] = False

    sender: str = "shop@example.com"
    """Address that e-mails are written from."""
    sender_name: str = ""
    """Name that people see as the sender."""

    def specimen(self, outgoing: Outgoing, secrets: Mapping[str, str] = os.environ) -> bytes:  # noqa: ARG002
        """An e-mail as it is written."""
        return build_email(outgoing, sender=self.sender, sender_name=self.sender_name)

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[MailboxSender]:  # noqa: ARG002
        """A sender that writes to ``<workspace>/mailbox/<medium>/``."""
        yield MailboxSender(self, workspace / FOLDER)

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        return f"writes messages to the folder {FOLDER}" if lang == "en" else f"пишет сообщения в папку {FOLDER}"


class MailboxSender(Sender):
    """Writes files named after the message's key, so that a second try replaces the first."""

    def __init__(self, channel: MailboxChannel, folder: Path) -> None:
        self._channel = channel
        self._folder = folder

    def send(self, outgoing: Outgoing) -> Accepted:
        """Write one message; it is on the disk, whole, when this returns.

        Raises:
            DeliveryError: The message cannot be built, or (retryable) the disk refuses it.
        """
        path = mailbox_path(self._folder, outgoing)
        content = self._content(outgoing)
        try:
            write_atomically(path, content)
        except OSError as error:
            raise DeliveryError(f"{path} cannot be written: {error.strerror}", code="disk", retryable=True) from error
        return Accepted(str(path.relative_to(self._folder)))

    def _content(self, outgoing: Outgoing) -> bytes:
        if outgoing.medium == "email":
            return build_email(outgoing, sender=self._channel.sender, sender_name=self._channel.sender_name)
        head = f"To: {clean_header(outgoing.address)}\nDate: {outgoing.sent_at.isoformat()}\n\n"
        words = [outgoing.subject, outgoing.text, outgoing.image_url, outgoing.link_text, outgoing.link_url]
        return (head + "".join(f"{part}\n" for part in words if part)).encode()


def mailbox_path(folder: Path, outgoing: Outgoing) -> Path:
    """Where a message is written; spread over 256 folders, since file managers choke on a million files in one."""
    shard = hashlib.sha256(outgoing.key.encode()).hexdigest()[:2]
    return folder / outgoing.medium / shard / f"{outgoing.key}{'.eml' if outgoing.medium == 'email' else '.txt'}"
