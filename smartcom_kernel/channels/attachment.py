"""A file that goes with an e-mail, and the headers that carry its name."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import quote

MEDIA_TYPE = re.compile(r"(?!multipart/|message/)[a-z]{1,20}/[A-Za-z0-9][A-Za-z0-9.+_-]{0,99}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Controls, and what turns the direction of writing, so that ``gpj.exe`` could be read as ``exe.jpg``."""
LONGEST_NAME = 600
"""Octets of a name as it is encoded: with what stands before it, it stays within a line of 998."""
NAMELESS = "file"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with an e-mail.

    Args:
        name: What the reader's mail program calls it.
        media_type: What it is, such as ``"application/pdf"``; neither ``multipart/…`` nor ``message/…``.
        content: Its bytes.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError(f"{self.media_type!r} is not the type of a file, such as 'application/pdf'")

    def part(self) -> tuple[dict[str, str], bytes]:
        """Its headers and its body, in a message."""
        headers = {
            "Content-Type": self.media_type,
            "Content-Disposition": f"attachment;\r\n {file_name(self.name)}",
            "Content-Transfer-Encoding": "base64",
        }
        return headers, base64.encodebytes(self.content).replace(b"\n", b"\r\n")


def file_name(name: str) -> str:
    """The parameter that gives a file's name, after RFC 2231 unless it is plain.

    Folders and controls are taken off. A name that is too long is shortened before its ending.
    """
    clean = UNFIT.sub("", re.split(r"[/\\]", name)[-1]).strip(" .") or NAMELESS
    if PLAIN_NAME.fullmatch(clean):
        return f'filename="{clean}"'
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = clean, "", ""
    while len(coded := quote(f"{stem}{dot}{ending}", safe="")) > LONGEST_NAME:
        stem = stem[: -max(1, (len(coded) - LONGEST_NAME) // 12)]
    return f"filename*=utf-8''{coded}"
