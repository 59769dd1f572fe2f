"""What can happen to an address: it is put on the list of those nobody may write to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows


@dataclass(frozen=True)
class Suppression:
    """An address nobody may write to, why, and since when."""

    medium: str
    address: str
    reason: str
    added_at: datetime


def add(connection: Connection, medium: str, address: str, *, reason: str, now: datetime) -> bool:
    """Suppress an address; False where it was suppressed before."""
    params = {"medium": medium, "address": address, "reason": reason, "now": now}
    return count(connection, "suppressions.add", params) == 1


def remove(connection: Connection, medium: str, address: str) -> bool:
    """Let an address be written to again; False where nothing kept it back."""
    return count(connection, "suppressions.remove", {"medium": medium, "address": address}) == 1


def find(connection: Connection, medium: str, address: str) -> Suppression | None:
    """The suppression of an address, if there is one."""
    found = rows(connection, "suppressions.find", {"medium": medium, "address": address})
    return Suppression(**found[0]) if found else None
