"""What can happen to a run: it begins, it ends with a verdict, or its process vanishes and it is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg.types.json import Jsonb

from smartcom_kernel.state.connect import Connection, Row, count, rows


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    """A process works on it."""
    SUCCEEDED = "succeeded"
    """Every cell ran and the process said so."""
    FAILED = "failed"
    """A cell raised, or the process ended without a verdict; `error` says what."""
    TIMED_OUT = "timed_out"
    """It ran past its deadline and was ended."""
    LOST = "lost"
    """Whoever watched over it vanished, so nobody knows how it went."""


@dataclass(frozen=True)
class Run:
    """One attempt at executing a notebook.

    Args:
        run_id: Which attempt.
        notebook: Name of the notebook.
        parameters: What it was given, checked.
        schedule: The schedule it ran for, if any.
        occurrence: The moment of that schedule.
        state: Where it stands.
        pid: The process that watches over it.
        host: That process's machine.
        deadline_at: When it is ended at the latest.
        as_of: The moment its numbers speak of, where one was given or it refreshed.
        snapshot_id: The state of the lake it reads, where one was given or it loaded or refreshed.
        output: Name of the executed notebook in ``runs/``; empty while there is none.
        error: What went wrong; empty unless something did.
        started_at: When it began.
        ended_at: When it ended; None while it runs.
    """

    run_id: str
    notebook: str
    parameters: dict[str, Any]
    schedule: str | None
    occurrence: datetime | None
    state: RunState
    pid: int
    host: str
    deadline_at: datetime
    as_of: datetime | None
    snapshot_id: int | None
    output: str
    error: str
    started_at: datetime
    ended_at: datetime | None


def begin(
    connection: Connection,
    run_id: str,
    notebook: str,
    parameters: Mapping[str, Any],
    *,
    pid: int,
    host: str,
    now: datetime,
    deadline_at: datetime,
    schedule: str | None = None,
    occurrence: datetime | None = None,
    as_of: datetime | None = None,
    snapshot_id: int | None = None,
    repeatable: Collection[RunState] = (),
) -> bool:
    """Write down that a run starts; False when its occurrence is under way or ended in a state not `repeatable`."""
    params = {
        "run_id": run_id, "notebook": notebook, "parameters": Jsonb(dict(parameters)), "pid": pid, "host": host,
        "schedule": schedule, "occurrence": occurrence, "as_of": as_of, "snapshot_id": snapshot_id,
        "deadline_at": deadline_at, "now": now, "repeatable": [s.value for s in repeatable],
    }  # fmt: skip
    return count(connection, "runs.begin", params) == 1


def end(
    connection: Connection, run_id: str, state: RunState, *, now: datetime, output: str = "", error: str = ""
) -> bool:
    """Write down the verdict; False when the run had one already."""
    params = {"run_id": run_id, "state": state.value, "output": output, "error": error, "now": now}
    return count(connection, "runs.end", params) == 1


def restate(connection: Connection, run_id: str, *, as_of: datetime | None, snapshot_id: int) -> bool:
    """Write down what a run reads from now on, because it loaded or refreshed; False when it has ended."""
    params = {"run_id": run_id, "as_of": as_of, "snapshot_id": snapshot_id}
    return count(connection, "runs.restate", params) == 1


def get(connection: Connection, run_id: str) -> Run | None:
    """One run; None when the ledger does not know it."""
    return next((_run(row) for row in rows(connection, "runs.get", {"run_id": run_id})), None)


def running(connection: Connection) -> list[Run]:
    """The runs that claim to be under way, oldest first."""
    return [_run(row) for row in rows(connection, "runs.running")]


def of_occurrence(connection: Connection, schedule: str | None, occurrence: datetime | None) -> list[Run]:
    """The attempts at one occurrence, newest first."""
    return [_run(r) for r in rows(connection, "runs.of_occurrence", {"schedule": schedule, "occurrence": occurrence})]


def history(connection: Connection, limit: int = 50) -> list[Run]:
    """The newest runs, newest first."""
    return [_run(row) for row in rows(connection, "runs.history", {"limit": limit})]


def settle(connection: Connection, schedule: str, until: datetime) -> None:
    """Remember that a schedule has been looked after up to a moment."""
    count(connection, "runs.settle", {"schedule": schedule, "until": until})


def settled(connection: Connection) -> dict[str, datetime]:
    """Up to which moment each known schedule has been looked after."""
    return {row["schedule"]: row["settled_at"] for row in rows(connection, "runs.settled")}


def _run(row: Row) -> Run:
    return Run(**{**row, "state": RunState(row["state"])})
