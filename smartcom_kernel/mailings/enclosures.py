"""Files that go with e-mails: read from a folder of the workspace, and kept as they were when a sending was planned."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smartcom_kernel.channels.attachment import Attachment
from smartcom_kernel.channels.message import LARGEST_ATTACHMENTS
from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.errors import Fault, SetupError, SpecError, hint
from smartcom_kernel.mailings.spec import Mailing, Variant
from smartcom_kernel.state.sendings import Sending

FOLDER = "attachments"
"""Where the files lie in a workspace."""
KEPT = ".smartcom/attachments"
"""Where they are kept under their digests: what was planned is what is sent, whoever changes a file meanwhile."""
UNKNOWN_TYPE = "application/octet-stream"


class Enclosures:
    """The files of a workspace that go with e-mails.

    Args:
        workspace: The workspace's folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / FOLDER
        self._kept = workspace / KEPT
        self._read: dict[tuple[str, str], Attachment] = {}

    def keep(self, mailing: Mailing) -> dict[str, dict[str, str]]:
        """Keep the files of a mailing as they are now; by name their digest and media type.

        Raises:
            SpecError: A file is not there, or those of a variant are too large together.
        """
        self.refuse_unfit(mailing)
        return {name: self._keep(name) for name in mailing.attachments}

    def of(self, sending: Sending, variant: Variant) -> tuple[Attachment, ...]:
        """The files of a variant, as they were when the sending was planned.

        Raises:
            SetupError: What was kept is gone, or is not what it was.
        """
        kept: Mapping[str, Any] = sending.spec.get("attachments", {})
        return tuple(self._of(name, kept[name]) for name in variant.attachments)

    def now(self, variant: Variant) -> tuple[Attachment, ...]:
        """The files of a variant as they are, for a test."""
        return tuple(Attachment(n, _media_type(n), (self._folder / n).read_bytes()) for n in variant.attachments)

    def refuse_unfit(self, mailing: Mailing) -> None:
        """Refuse a mailing whose files cannot be sent.

        Raises:
            SpecError: A file is not there, or those of a variant are too large together.
        """
        faults: list[Fault] = []
        for n, variant in enumerate(mailing.variants):
            missing = [name for name in variant.attachments if not (self._folder / name).is_file()]
            there = sorted(path.name for path in self._folder.glob("*"))
            faults += [
                Fault(("variants", n, "attachments"), f"there is no {FOLDER}/{name}{hint(name, there)}")
                for name in missing
            ]
            octets = sum((self._folder / name).stat().st_size for name in variant.attachments if name not in missing)
            if octets > LARGEST_ATTACHMENTS:
                most = f"{LARGEST_ATTACHMENTS:,}"
                said = f"are {octets:,} octets together, more than {most}: link to the files"
                faults.append(Fault(("variants", n, "attachments"), said))
        if faults:
            raise SpecError(f"mailing {mailing.name!r}", faults)

    def _keep(self, name: str) -> dict[str, str]:
        content = (self._folder / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        kept = self._kept / digest
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(kept, content, mode=0o600)
        return {"sha256": digest, "media_type": _media_type(name)}

    def _of(self, name: str, kept: Mapping[str, str]) -> Attachment:
        digest = kept["sha256"]
        if (name, digest) not in self._read:
            file = self._kept / digest
            content = file.read_bytes() if file.is_file() else b""
            if hashlib.sha256(content).hexdigest() != digest:
                raise SetupError(f"{file} is gone or was changed: put back {FOLDER}/{name} as it was, under that name")
            self._read[name, digest] = Attachment(name, kept["media_type"], content)
        return self._read[name, digest]


def _media_type(name: str) -> str:
    found, encoding = mimetypes.guess_type(name)
    return found if found is not None and encoding is None else UNKNOWN_TYPE
