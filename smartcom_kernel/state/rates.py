"""What can happen to the count of messages under a limit: some are taken in hand, others are told to wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows


@dataclass(frozen=True)
class Count:
    """How far a limit is used up.

    Args:
        began_at: When the present span (a minute, an hour, a day) began.
        used: Messages taken in hand in it.
        put_off: Messages that were told to wait for a later one.
    """

    began_at: datetime
    used: int = 0
    put_off: int = 0

    def on(self, began_at: datetime, let_through: int) -> Count:
        """The count in a later span, when so many of those who were told to wait have had their turn."""
        return self if began_at <= self.began_at else Count(began_at, 0, max(self.put_off - let_through, 0))


def locked(connection: Connection, scope: str, began_at: datetime) -> Count:
    """The count of a scope, which nobody else changes until this transaction ends."""
    count(connection, "rates.open", {"scope": scope, "began_at": began_at})
    return Count(**rows(connection, "rates.lock", {"scope": scope})[0])


def keep(connection: Connection, scope: str, found: Count) -> None:
    """What the count is now."""
    count(
        connection, "rates.keep",
        {"scope": scope, "began_at": found.began_at, "used": found.used, "put_off": found.put_off},
    )  # fmt: skip
