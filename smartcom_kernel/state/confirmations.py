"""What can happen to an address whose owner shows that it is theirs: it is confirmed, once and for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state import erasures
from smartcom_kernel.state.connect import Connection, count, rows


@dataclass(frozen=True)
class Confirmation:
    """That an address is its owner's.

    Args:
        medium: Through what it is written to.
        address: In small letters.
        source: How it was shown: ``"double opt-in"``, ``"click"``, ``"order"``.
        confirmed_at: When it was first shown.
    """

    medium: str
    address: str
    source: str
    confirmed_at: datetime


def confirm(connection: Connection, medium: str, address: str, *, source: str, at: datetime) -> bool:
    """Somebody has shown that an address is theirs; False where that was known.

    It speaks of the owner's own will, so an address that was erased may be written to again, where consent allows.
    """
    erasures.release(connection, medium, address)
    params = {"medium": medium, "address": address, "source": source, "at": at}
    return count(connection, "confirmations.confirm", params) == 1


def find(connection: Connection, medium: str, address: str) -> Confirmation | None:
    """The confirmation of an address, if there is one."""
    found = rows(connection, "confirmations.find", {"medium": medium, "address": address})
    return Confirmation(**found[0]) if found else None
