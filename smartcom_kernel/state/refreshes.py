"""What can happen to a refresh: it waits for its turn and, once its rows are in the lake, it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows


@dataclass(frozen=True)
class Refresh:
    """One computation of metrics and RFM for everybody.

    Args:
        refresh_id: Its number; the newest refresh has the highest.
        as_of: The moment its numbers speak of.
        fingerprint: What tells its definitions (metrics, RFM settings, time zone) from others.
        read_snapshot_id: The state of the lake it read facts from.
        written_snapshot_id: A state of the lake in which its rows can be read.
        customers: How many customers it computed.
        seconds: How long it took.
        finished_at: When it was recorded.
    """

    refresh_id: int
    as_of: datetime
    fingerprint: str
    read_snapshot_id: int
    written_snapshot_id: int
    customers: int
    seconds: float
    finished_at: datetime


def wait_for_turn(connection: Connection) -> None:
    """Go on when no other process of this workspace refreshes; holds until the transaction ends."""
    rows(connection, "refreshes.wait_for_turn")


def record(
    connection: Connection,
    *,
    as_of: datetime,
    fingerprint: str,
    read_snapshot_id: int,
    written_snapshot_id: int,
    customers: int,
    seconds: float,
) -> None:
    """A refresh has written its rows."""
    params = {
        "as_of": as_of, "fingerprint": fingerprint, "read_snapshot_id": read_snapshot_id,
        "written_snapshot_id": written_snapshot_id, "customers": customers, "seconds": seconds,
    }  # fmt: skip
    count(connection, "refreshes.record", params)


def latest(connection: Connection) -> Refresh | None:
    """The refresh whose rows the lake holds now; None before the first."""
    found = rows(connection, "refreshes.latest")
    return Refresh(**found[0]) if found else None
