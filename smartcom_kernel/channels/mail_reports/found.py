"""What a message says of one recipient, before it is understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

ADDRESS = re.compile(r"[^\s<>@\"'`()\[\],;:=|*]{1,64}@(?:[\w-]{1,63}\.)*[\w-]{1,63}")


@dataclass(frozen=True)
class Found:
    """One recipient as the message has it.

    Args:
        address: In small letters; empty where it is not said.
        action: ``"failed"``, ``"delayed"``, ``"delivered"``, ``"relayed"`` or ``"expanded"``.
        status: Enhanced status, where a field gives it.
        text: What the server wrote.
    """

    address: str
    action: str = "failed"
    status: str = ""
    text: str = ""


def address_in(value: str) -> str:
    """The first address in a value, in small letters; empty where there is none."""
    found = ADDRESS.search(value)
    return found[0].lower().removeprefix("mailto:").rstrip(".") if found else ""
