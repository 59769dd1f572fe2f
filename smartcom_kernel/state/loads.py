"""The register of loads: which file, told by its content, came into which table, and what became of its rows."""

from __future__ import annotations

from smartcom_kernel.state.connect import Connection, Row, rows

LOCK = 0x5C0_10AD


def alone(connection: Connection) -> None:
    """Wait until no other load writes; the turn ends with the caller's transaction."""
    rows(connection, "loads.alone", {"lock": LOCK})


def record(
    connection: Connection,
    *,
    table: str,
    file: str,
    sha256: str,
    rows_in: int,
    loaded: int,
    unchanged: int,
    rejected: int,
    rejects: str,
    snapshot_id: int,
) -> int:
    """Write down what became of one file; returns the load's id."""
    params = {
        "table": table, "file": file, "sha256": sha256, "rows_in": rows_in, "loaded": loaded, "unchanged": unchanged,
        "rejected": rejected, "rejects": rejects, "snapshot_id": snapshot_id,
    }  # fmt: skip
    return int(rows(connection, "loads.record", params)[0]["load_id"])


def earlier(connection: Connection, table: str, sha256: str) -> Row | None:
    """The newest load (`load_id`, `file_name`, `loaded_at`) of the same content into the same table, if any."""
    found = rows(connection, "loads.earlier", {"table": table, "sha256": sha256})
    return found[0] if found else None
