"""What can happen to a report: it is told, found to be about a message, and taken in by the message and its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, Row, count, rows
from smartcom_kernel.state.contacts import Trouble


@dataclass(frozen=True)
class InTrouble:
    """A sending whose messages come back, or are called spam.

    Args:
        sending_id: Which.
        hard: Hard bounces among the last messages that left.
        complaints: Complaints among all that left.
        gone: How many left; 0 where nobody complained.
    """

    sending_id: int
    hard: int
    complaints: int
    gone: int


def add(connection: Connection, told: Row) -> list[int]:
    """Keep what was told, each thing once; the ids of what is new."""
    return _ids(rows(connection, "reports.add", told))


def match(connection: Connection, ids: Sequence[int]) -> None:
    """Find the messages that reports are about."""
    count(connection, "reports.match_by_key", {"ids": list(ids)})
    count(connection, "reports.match_by_remote_id", {"ids": list(ids)})


def of_settled(connection: Connection, message_ids: Sequence[int]) -> list[int]:
    """The reports that messages have not taken in which have just been settled."""
    return _ids(rows(connection, "reports.match_settled", {"message_ids": list(message_ids)}))


def late(connection: Connection, *, since: datetime, most: int) -> list[int]:
    """The oldest reports that no message has taken in, told after a moment."""
    return _ids(rows(connection, "reports.late", {"since": since, "most": most}))


def fall_back(connection: Connection, ids: Sequence[int], *, now: datetime) -> None:
    """Let the second leg of a cascade take messages that the first did not bring to the person."""
    count(connection, "reports.fall_back", {"ids": list(ids), "now": now})


def apply(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Let messages take in what was said of them; the ids of the reports that were taken in now."""
    return _ids(rows(connection, "reports.apply", {"ids": list(ids)}))


def troubles(connection: Connection, ids: Sequence[int]) -> list[Trouble]:
    """What reports say of addresses; each report says it once."""
    return [Trouble(**row) for row in rows(connection, "reports.note", {"ids": list(ids)})]


def opt_out(connection: Connection, ids: Sequence[int], *, now: datetime) -> int:
    """Record that those who complained want no more marketing through that medium; returns how many."""
    return count(connection, "reports.opt_out", {"ids": list(ids), "now": now})


def in_trouble(connection: Connection, ids: Sequence[int], *, recent: int) -> list[InTrouble]:
    """The sendings that reports have made worse, with how bad it is among their last `recent` messages."""
    return [InTrouble(**row) for row in rows(connection, "reports.in_trouble", {"ids": list(ids), "recent": recent})]


def _ids(found: Sequence[Row]) -> list[int]:
    return [row["report_id"] for row in found]
