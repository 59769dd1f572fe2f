"""The parts of a message, read so that no message, however broken, costs more than its length.

The standard library's parser is right for good mail; it costs depth times length and recurses on hostile mail.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header

LARGEST = 1_000_000
"""Octets of a message that are read: reports stand first, returned attachments last."""
DEEPEST, MOST = 8, 60
"""How deep parts may lie in each other, and how many are looked at."""
_FIELD = re.compile(r"^([!-9;-~]{1,80})[ \t]*:[ \t]*(.*)$")
_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A leaf of a message: its own fields by name in small letters, its type and its text."""

    fields: dict[str, str]
    type: str
    text: str


def unify(raw: bytes) -> str:
    """A message as text of one character per octet, with line feeds only."""
    return raw[:LARGEST].replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("latin-1")


def split(text: str) -> tuple[dict[str, str], str]:
    """Fields and body; of a field that comes twice the first holds, as with trace fields nearest to us."""
    if text.startswith("From "):
        text = text.partition("\n")[2]
    head, _, body = ("", "", text[1:]) if text.startswith("\n") else text.partition("\n\n")
    return fields(head), body


def fields(block: str) -> dict[str, str]:
    """The fields of a block by name in small letters, unfolded."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in block.split("\n"):
        if line[:1] in (" ", "\t"):
            lines.append(line.strip())
        elif match := _FIELD.match(line):
            lines = [match[2].strip()]
            found.setdefault(match[1].lower(), lines)
        else:
            lines = []
    return {name: " ".join(value) for name, value in found.items()}


def parts(text: str) -> list[Part]:
    """All leaves, in their order; what is returned (``message/rfc822``) is one leaf, unread."""
    found: list[Part] = []
    for part in _walk(*split(text), 0):
        found.append(part)
        if len(found) >= MOST:
            break
    return found


def _walk(head: dict[str, str], body: str, depth: int) -> Iterator[Part]:
    content = head.get("content-type", "text/plain")
    type_ = re.split(r"[;\s]", content.strip(), maxsplit=1)[0].lower() or "text/plain"
    boundary = _BOUNDARY.search(content) if type_.startswith("multipart/") else None
    if boundary is None or depth >= DEEPEST:
        yield Part(head, type_, _text(head, body, type_))
        return
    line = re.compile(rf"^--{re.escape(boundary[1] or boundary[2])}(--)?[ \t]*$\n?", re.MULTILINE)
    marks = list(line.finditer(body))[: MOST + 1]
    if not marks:
        yield Part(head, "text/plain", _text(head, body, type_))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(body)
        inner = body[mark.end() : end]
        if not mark[1] and inner.strip():
            yield from _walk(*split(inner), depth + 1)


def _text(head: dict[str, str], body: str, type_: str) -> str:
    encoding = head.get("content-transfer-encoding", "").strip().lower()
    raw = body.encode("latin-1", "replace")
    if encoding == "quoted-printable":
        raw = quopri.decodestring(raw)
    elif encoding == "base64":
        with contextlib.suppress(binascii.Error, ValueError):
            raw = base64.b64decode(re.sub(rb"[^A-Za-z0-9+/]", b"", raw) + b"===")
    named = _CHARSET.search(head.get("content-type", ""))
    charsets = [named[1]] if named else []
    if type_.startswith("message/"):
        charsets = []
    for charset in (*charsets, "utf-8"):
        try:
            return raw.decode(charset).replace("\r\n", "\n").replace("\x00", "")
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1").replace("\r\n", "\n").replace("\x00", "")


def words(value: str) -> str:
    """A header in plain words, also of bare UTF-8 (RFC 6532); what cannot be decoded stays as it is."""
    with contextlib.suppress(ValueError):
        value = value.encode("latin-1").decode("utf-8")
    try:
        return "".join(
            piece.decode(charset or "latin-1", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(value[:1000])
        )
    except (HeaderParseError, LookupError, ValueError):
        return value[:1000]
