"""Reads a DKIM signature by the letter of RFC 6376, with nothing of what makes ours and nothing of dkimpy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

Verify = Callable[[bytes, bytes], None]
"""Takes the signature and the SHA-256 digest of what it is over; raises where they do not belong together."""


def tags(value: bytes) -> dict[str, str]:
    """The tags of a DKIM-Signature header, without blanks."""
    flat = re.sub(rb"\s+", b"", value).decode("ascii")
    return dict(tag.split("=", 1) for tag in flat.strip(";").split(";"))


def fields(raw: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """The headers of a message, each with all its lines, and the body."""
    head, _, body = raw.partition(b"\r\n\r\n")
    found = re.split(rb"\r\n(?![ \t])", head)
    return [(name.decode("ascii").lower(), value) for name, _, value in (f.partition(b":") for f in found)], body


def signature(raw: bytes) -> dict[str, str]:
    """The tags of the one signature of a message."""
    (found,) = [value for name, value in fields(raw)[0] if name == "dkim-signature"]
    return tags(found)


def read(raw: bytes, verify: Verify) -> dict[str, str]:
    """The tags of the one signature of a message, which holds.

    Raises:
        AssertionError: Its body is not the one that was signed.
        Exception: What `verify` raises.
    """
    headers, body = fields(raw)
    (own,) = [value for name, value in headers if name == "dkim-signature"]
    found = tags(own)
    assert found["c"] == "relaxed/relaxed"
    lines = [re.sub(rb"[ \t]+$", b"", re.sub(rb"[ \t]+", b" ", line)) for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    digest = hashlib.sha256(b"".join(line + b"\r\n" for line in lines)).digest()
    assert base64.b64encode(digest).decode() == found["bh"]
    left = list(headers)
    signed = b""
    for name in found["h"].lower().split(":"):
        at = next((n for n in range(len(left) - 1, -1, -1) if left[n][0] == name), None)
        if at is not None:
            signed += relaxed(*left.pop(at)) + b"\r\n"
    signed += relaxed("dkim-signature", re.sub(rb"\bb=[^;]*", b"b=", own))
    verify(base64.b64decode(found["b"]), hashlib.sha256(signed).digest())
    return found


def relaxed(name: str, value: bytes) -> bytes:
    return name.encode() + b":" + re.sub(rb"[ \t\r\n]+", b" ", value).strip()
