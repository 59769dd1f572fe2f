"""Which snapshots of the lake records refer to, so that maintenance keeps them."""

from __future__ import annotations

from smartcom_kernel.state.connect import Connection, rows

REFRESHES = 30


def referred_to(connection: Connection, *, refreshes: int = REFRESHES) -> set[int]:
    """Every snapshot that a run, a sending or one of the newest refreshes names.

    Args:
        connection: The caller's transaction.
        refreshes: How many refreshes count.
    """
    found = rows(connection, "snapshots.referred_to", {"refreshes": refreshes})
    return {row["snapshot_id"] for row in found}
