"""Which of our messages came back: by the return path it had, else by the Message-ID of what is returned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from smartcom_kernel.channels.mail_reports.mime import Part, split

_MESSAGE_ID = re.compile(r"^[ \t>]*message-id:\s*<([^>@\s]{1,200})@", re.IGNORECASE | re.MULTILINE)
_RETURN_PATH = re.compile(r"[\w.-]{1,64}\+([^\s<>@\"]{1,200})@[\w.-]{1,255}")
_HOLDERS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
_COPIES = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})


def return_path(head: Mapping[str, str]) -> str:
    """The address with a token (``b+TOKEN@domain``) that a report came to; empty where it has none."""
    for name in _HOLDERS:
        if found := _RETURN_PATH.search(head.get(name, "")):
            return found[0]
    return ""


def message_key(head: Mapping[str, str], leaves: Sequence[Part]) -> str:
    """The left half of the Message-ID of what was returned, or of what is answered; empty where none is given."""
    for part in leaves:
        if part.type in _COPIES and (found := _MESSAGE_ID.search(part.text)):
            return found[1]
    for part in leaves:
        if part.type.startswith("text/") and (found := _MESSAGE_ID.search(part.text)):
            return found[1]
    answered = re.search(r"<([^>@\s]{1,200})@", head.get("in-reply-to", "") or head.get("references", ""))
    return answered[1] if answered else ""


def original_recipient(leaves: Sequence[Part]) -> str:
    """To whom the returned message was, by its own fields."""
    for part in leaves:
        if part.type in _COPIES:
            return split(part.text.lstrip("\n"))[0].get("to", "")
    return ""
