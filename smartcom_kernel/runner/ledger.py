"""What is known of runs: the ones under way, the ones that ended, and the ones whose watcher vanished."""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.state import runs
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.runs import Run, RunState

GRACE = timedelta(seconds=60)
"""How long after its deadline a run may still be about to say how it went."""
SAYS: dict[Lang, dict[RunState, str]] = {
    "en": {
        RunState.RUNNING: "is running",
        RunState.SUCCEEDED: "succeeded",
        RunState.FAILED: "failed",
        RunState.TIMED_OUT: "ran out of time",
        RunState.LOST: "is lost: its process vanished",
    },
    "ru": {
        RunState.RUNNING: "выполняется",
        RunState.SUCCEEDED: "выполнен",
        RunState.FAILED: "завершился ошибкой",
        RunState.TIMED_OUT: "не успел к сроку",
        RunState.LOST: "потерян: его процесс исчез",
    },
}


@dataclass(frozen=True)
class RunResult:
    """What became of a run.

    Args:
        run_id: Which run.
        notebook: Name of the notebook.
        state: Where it stands.
        output: The executed notebook, as far as it came; None when nothing was executed.
        error: What went wrong: the cell and the exception in one line.
        seconds: How long it took.
        already: Whether its occurrence had been run before, so that nothing ran now.
    """

    run_id: str
    notebook: str
    state: RunState
    output: Path | None
    error: str
    seconds: float
    already: bool = False

    def describe(self, lang: Lang = "en") -> str:
        """This run in one sentence."""
        already = {"en": "already run: ", "ru": "уже было: "}[lang] if self.already else ""
        took = {"en": f" after {self.seconds:.0f} s", "ru": f" за {self.seconds:.0f} с"}[lang]
        error = f" ({self.error})" if self.error else ""
        where = f"; {self.output}" if self.output else ""
        return f"{already}{self.notebook} {SAYS[lang][self.state]}{took}{error}{where}"


def history(state: State, *, clock: Clock, limit: int = 50) -> list[Run]:
    """The newest runs, after those whose watcher vanished have been declared lost."""
    declare_lost(state, clock.now())
    with state.transaction() as connection:
        return runs.history(connection, limit)


def declare_lost(state: State, now: datetime) -> list[Run]:
    """Give up the runs whose watching process is gone, or whose deadline passed without a word; returns them."""
    with state.transaction() as connection:
        vanished = [run for run in runs.running(connection) if _has_vanished(run, now)]
        why = "the process that watched over it vanished"
        return [r for r in vanished if runs.end(connection, r.run_id, RunState.LOST, now=now, error=why)]


def begin(
    state: State,
    notebook: str,
    parameters: Mapping[str, Any],
    *,
    now: datetime,
    timeout_seconds: float,
    **occasion: Any,
) -> str | None:
    """Write down that a run starts, watched over by this process.

    Args:
        state: Where the ledger is.
        notebook: Name of the notebook.
        parameters: What it is given, without secrets.
        now: When it starts.
        timeout_seconds: After how long it will be ended.
        **occasion: What else `smartcom_kernel.state.runs.begin` wants to know.

    Returns:
        The id of the run; None when its occurrence is under way or done.
    """
    declare_lost(state, now)
    run_id = uuid.uuid4().hex[:12]
    deadline_at = now + timedelta(seconds=timeout_seconds)
    with state.transaction() as connection:
        begun = runs.begin(
            connection, run_id, notebook, parameters,
            pid=os.getpid(), host=platform.node(), now=now, deadline_at=deadline_at, **occasion,
        )  # fmt: skip
    return run_id if begun else None


def end(state: State, result: RunResult, *, now: datetime) -> None:
    """Write down how a run went."""
    output = result.output.name if result.output else ""
    with state.transaction() as connection:
        runs.end(connection, result.run_id, result.state, now=now, output=output, error=result.error)


def standing(state: State, workspace: Path, schedule: str | None, occurrence: datetime | None) -> RunResult:
    """How the newest attempt at an occurrence stands, for whoever came second."""
    with state.transaction() as connection:
        run = runs.of_occurrence(connection, schedule, occurrence)[0]
    seconds = (run.ended_at - run.started_at).total_seconds() if run.ended_at else 0.0
    output = workspace / "runs" / run.output if run.output else None
    return RunResult(run.run_id, run.notebook, run.state, output, run.error, seconds, already=True)


def _has_vanished(run: Run, now: datetime) -> bool:
    if run.deadline_at + GRACE < now:
        return True
    return run.host == platform.node() and not _is_alive(run.pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's process
        return True
    return True
