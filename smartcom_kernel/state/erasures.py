"""What can happen to a person on request: everything of them goes, step by step, until nothing is left to do."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg.types.json import Json

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.state.connect import Connection, State, count, rows

CUSTOMER = "customer"
LOCK_TIMEOUT_SECONDS = 60
AGAIN_AFTER_SECONDS = 0.1


class Step(StrEnum):
    """What an erasure has to do next."""

    LAKE = "lake"
    """Delete their rows of the lake; receipts stay without their customer."""
    FILES = "files"
    """Delete the files of the workspace that name them."""
    PURGE = "purge"
    """Rewrite the files of the lake and close its past."""
    ACT = "act"
    """Write the act."""
    VACUUM = "vacuum"
    """Clear what the database has left of them on the disk."""
    DONE = "done"
    """Nothing is left to do."""


@dataclass(frozen=True)
class Erasure:
    """An erasure as it stands.

    Args:
        erasure_id: Its number.
        requested_at: Since when nobody writes to these persons.
        who: Login name of who asked for it.
        reason: Why.
        customers: How many persons.
        step: What comes next.
        counts: What was found and what became of it.
        act: Path of the act in the workspace; empty before it is written.
    """

    erasure_id: int
    requested_at: datetime
    who: str
    reason: str
    customers: int
    step: Step
    counts: Mapping[str, Any]
    act: str


@dataclass(frozen=True)
class Trace:
    """Something by which a person is found: a value of a kind, and whether somebody who stays has it too."""

    kind: str
    value: str
    is_shared: bool = False


def begin(
    connection: Connection,
    customer_ids: Sequence[str],
    traces: Sequence[Trace],
    *,
    who: str,
    reason: str,
    now: datetime,
) -> int:
    """From this commit on nobody writes to these persons, and no table names them; returns the erasure's number.

    Args:
        connection: The transaction.
        customer_ids: Who.
        traces: Their addresses that the lake knows.
        who: Login name of who asks for it.
        reason: Why.
        now: When.
    """
    rows(connection, "erasures.lock_customers", {"customer_ids": list(customer_ids)})
    asked = {"who": who, "reason": reason, "customers": len(customer_ids), "now": now}
    erasure_id = int(rows(connection, "erasures.begin", asked)[0]["erasure_id"])
    this: dict[str, Any] = {"erasure_id": erasure_id, "now": now}
    count(connection, "erasures.name", {**this, "customer_ids": list(customer_ids)})
    columns = {"kinds": [t.kind for t in traces], "values": [t.value for t in traces]}
    count(connection, "erasures.name_traces", {**this, **columns, "shared": [t.is_shared for t in traces]})
    count(connection, "erasures.name_written_to", this)
    count(connection, "erasures.share_written_to", this)
    count(connection, "erasures.remember", this)
    [addresses] = rows(connection, "erasures.forget_addresses", this)
    [links] = rows(connection, "erasures.forget_links", this)
    [messages] = rows(connection, "erasures.forget_messages", this)
    [others] = rows(connection, "erasures.forget_rows", this)
    found = {**messages, "state_rows": addresses["rows"] + links["rows"] + others["rows"]}
    move(connection, erasure_id, Step.LAKE, counts=found, now=now)
    return erasure_id


def move(
    connection: Connection,
    erasure_id: int,
    step: Step,
    *,
    now: datetime,
    counts: Mapping[str, Any] | None = None,
    act: str | None = None,
) -> None:
    """A step is over and the next one comes."""
    params = {"erasure_id": erasure_id, "step": step.value, "counts": Json(dict(counts or {})), "act": act, "now": now}
    count(connection, "erasures.move", params)


def unfinished(connection: Connection) -> list[Erasure]:
    """What was begun and has not come to its end, the oldest first."""
    return [Erasure(**{**row, "step": Step(row["step"])}) for row in rows(connection, "erasures.open")]


def get(connection: Connection, erasure_id: int) -> Erasure:
    """One erasure as it stands."""
    [row] = rows(connection, "erasures.get", {"erasure_id": erasure_id})
    return Erasure(**{**row, "step": Step(row["step"])})


def named(connection: Connection, customer_ids: Sequence[str]) -> set[str]:
    """Those of some ids that messages, consents, devices or tags name."""
    found = rows(connection, "erasures.named", {"customer_ids": list(customer_ids)})
    return {row["customer_id"] for row in found}


def erased_already(connection: Connection, customer_ids: Sequence[str]) -> set[str]:
    """Which of these ids are known as erased."""
    found = rows(connection, "erasures.known", {"customer_ids": list(customer_ids)})
    return {row["customer_id"] for row in found}


def people(connection: Connection, erasure_id: int) -> list[str]:
    """Whom an erasure is about; nobody once their names are forgotten."""
    return [row["customer_id"] for row in rows(connection, "erasures.people", {"erasure_id": erasure_id})]


def codes(connection: Connection, erasure_id: int) -> list[str]:
    """The keyed hash of each person's id, in hexadecimal: what the act says instead of names."""
    return [row["code"] for row in rows(connection, "erasures.codes", {"erasure_id": erasure_id})]


def traces(connection: Connection, erasure_id: int) -> list[Trace]:
    """By what the persons of an erasure are found."""
    return [Trace(**row) for row in rows(connection, "erasures.traces", {"erasure_id": erasure_id})]


def in_flight(connection: Connection, *, now: datetime) -> int:
    """How many messages of erased persons are still on the wire; what was answered meanwhile is forgotten."""
    count(connection, "erasures.forget_answers", {"now": now})
    return int(rows(connection, "erasures.in_flight")[0]["messages"])


def repoint(connection: Connection, snapshot_id: int) -> None:
    """The only state of the lake that is left is this one."""
    count(connection, "erasures.repoint", {"snapshot_id": snapshot_id})
    count(connection, "erasures.forget_ranges")


def forget_people(connection: Connection, erasure_id: int) -> None:
    """Forget whom an erasure is about."""
    count(connection, "erasures.forget_people", {"erasure_id": erasure_id})
    count(connection, "erasures.forget_traces", {"erasure_id": erasure_id})


def release(connection: Connection, kind: str, value: str) -> bool:
    """Let somebody who was erased come back: by id (`CUSTOMER`) or by an address of a medium; False where unknown."""
    value = value if kind == CUSTOMER else value.lower()
    return count(connection, "erasures.release", {"kind": kind, "value": value}) == 1


def exported_to(connection: Connection) -> list[str]:
    """The files that personal data were ever written to."""
    return [row["path"] for row in rows(connection, "erasures.exported")]


def vacuum(state: State) -> bool:
    """Rewrite the tables without the rows that were deleted, and drop the log of how they were; False if it may stay.

    Deleted rows stay in the files of PostgreSQL until a table is rewritten, in samples of the planner until they are
    taken anew, and in the write-ahead log until its segments are removed. The last is for the owner of the server: the
    embedded one does it, another may not let this role, and then it happens when the server recycles its log.

    Raises:
        DataError: Somebody has had a transaction open since before, for which a rewritten table would keep the rows.
    """
    with state.transaction() as connection:
        names = [row["name"] for row in rows(connection, "erasures.tables")]
    with state.alone() as connection:
        _wait_for_older(connection)
        connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'".encode())
        for name in names:
            connection.execute(f"VACUUM (FULL, ANALYZE) {name}".encode())
        [asked] = connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchall()
        if not asked["usesuper"]:
            return False
        connection.execute("VACUUM FULL pg_catalog.pg_statistic")
        _drop_log(connection)
    return True


def _wait_for_older(connection: Connection) -> None:
    """Wait until nobody is left who could still read what was deleted, such as the server side of a killed process."""
    [horizon] = rows(connection, "erasures.horizon")
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while older := rows(connection, "erasures.older", horizon):
        if time.monotonic() > deadline:
            first = older[0]
            name = f" ({first['application_name']})" if first["application_name"] else ""
            raise DataError(
                f"a transaction has been open in the database since {first['since']:%Y-%m-%d %H:%M} UTC: process "
                f"{first['pid']}{name}; while it is, deleted rows stay on the disk. End it and run the erasure again"
            )
        time.sleep(AGAIN_AFTER_SECONDS)


def _drop_log(connection: Connection) -> None:
    # A segment that is recycled keeps its old content under a new name until it is written over.
    connection.execute("ALTER SYSTEM SET wal_recycle = off")
    connection.execute("SELECT pg_reload_conf()")
    for _ in range(3):
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
