"""What can happen to an address: messages to it fail, for now or for good, until somebody finds out that it works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.state.connect import Connection, count, rows

CODES = frozenset({*range(7), *range(30, 40)})
"""The codes of contact data quality that somebody can give; 50 comes from the blacklist alone."""
HARD = 30
"""From this code on an address is of no use for good."""


@dataclass(frozen=True)
class Trouble:
    """One message to an address that did not arrive.

    Args:
        medium: Through what it was sent.
        address: Where to.
        code: The code of contact data quality that it means.
        at: When.
        detail: What the provider said.
    """

    medium: str
    address: str
    code: int
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class ContactQuality:
    """What is known of an address from what became of messages to it.

    Args:
        medium: Through what it is written to.
        address: In small letters.
        code: The code of contact data quality.
        detail: What was said when it became so.
        soft_at: When its last soft bounces were, at most seven, oldest first.
        changed_at: When something was last heard of it.
    """

    medium: str
    address: str
    code: int
    detail: str
    soft_at: Sequence[datetime]
    changed_at: datetime

    @property
    def is_hard(self) -> bool:
        """Whether it is of no use for good."""
        return self.code >= HARD


def note(connection: Connection, troubles: Sequence[Trouble]) -> None:
    """Take in what became of messages: seven soft bounces within 30 days make an address as bad as a hard one."""
    if not troubles:
        return
    rows(connection, "contacts.lock")
    params = {
        "media": [t.medium for t in troubles], "addresses": [t.address for t in troubles],
        "codes": [t.code for t in troubles], "details": [t.detail for t in troubles], "ats": [t.at for t in troubles],
    }  # fmt: skip
    count(connection, "contacts.note", params)


def find(connection: Connection, medium: str, address: str) -> ContactQuality | None:
    """What is known of an address; None where nothing ever went wrong."""
    found = rows(connection, "contacts.find", {"medium": medium, "address": address})
    return ContactQuality(**found[0]) if found else None


def forget(connection: Connection, medium: str, address: str) -> bool:
    """An address works after all; False where nothing was known of it."""
    return count(connection, "contacts.forget", {"medium": medium, "address": address}) == 1


def override(connection: Connection, medium: str, address: str, code: int, *, reason: str, now: datetime) -> None:
    """A person says how good an address is; at 0 nothing is known of it any more.

    Raises:
        SpecError: There is no such code.
    """
    if code not in CODES:
        known = ", ".join(map(str, sorted(CODES)))
        raise SpecError.single("quality", f"{code} is no code of contact data quality; they are {known}", "code")
    if code == 0:
        forget(connection, medium, address)
        return
    params = {"medium": medium, "address": address, "code": code, "detail": f"by hand: {reason}", "now": now}
    count(connection, "contacts.override", params)
