"""Which snapshots of the lake records refer to, so that maintenance keeps them."""

from __future__ import annotations

from smartcom_kernel.state.connect import Connection, rows


def referred_to(connection: Connection) -> set[int]:
    """Every snapshot that a run, a sending or a refresh names."""
    return {row["snapshot_id"] for row in rows(connection, "snapshots.referred_to")}
