"""Looking after the schedules once: run what is due, say what was missed. Meant to be called every few minutes.

Any number of processes may do so at once; the ledger gives each occurrence to one of them. An occurrence whose process
vanished is run again while its grace lasts; one that failed or ran out of time waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.runner import ledger
from smartcom_kernel.runner.ledger import RunResult
from smartcom_kernel.runner.notebook import run
from smartcom_kernel.runner.schedule import Occurrence, due, read_schedules
from smartcom_kernel.state import runs
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.runs import RunState

FOLDER = "scheduled"
REPEATABLE = frozenset({RunState.LOST})
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Standpoint:
    """From where the notebooks look: the moment they speak of and the state of the lake they read."""

    as_of: datetime | None = None
    snapshot_id: int | None = None


@dataclass(frozen=True)
class DueReport:
    """What looking after the schedules did.

    Args:
        ran: What was due, and what became of it.
        missed: What came and went while nobody looked.
    """

    ran: tuple[tuple[Occurrence, RunResult], ...]
    missed: tuple[Occurrence, ...]

    def describe(self, lang: Lang = "en") -> str:
        """One line for each run and each missed occurrence."""
        lines = [f"{occurrence.describe(lang)}: {result.describe(lang)}" for occurrence, result in self.ran]
        lines += [occurrence.describe(lang) for occurrence in self.missed]
        return "\n".join(lines) or {"en": "nothing is due", "ru": "запускать нечего"}[lang]


def run_due(
    state: State,
    workspace: Path,
    *,
    settings: Settings,
    standpoint: Callable[[], Standpoint] = Standpoint,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> DueReport:
    """Run what ``scheduled/schedule.yml`` makes due, one after another. A schedule seen for the first time begins now.

    Args:
        state: Where the ledger is.
        workspace: Folder of the workspace.
        settings: Settings of the workspace.
        standpoint: From where a notebook looks; asked before each, since the one before may have loaded or refreshed.
        clock: What time it is.
        progress: Told the name of a schedule and which share of its notebook's cells has run.

    Raises:
        SpecError: ``schedule.yml`` is faulty. A notebook that cannot run is a failed run and stops no other.
    """
    clock = clock or SystemClock()
    schedules = read_schedules(workspace / FOLDER, settings.time_zone)
    now = clock.now()
    with state.transaction() as connection:
        settled = runs.settled(connection)
    found = due(schedules, {name: min(until, now) for name, until in settled.items()}, now)
    ran = tuple((o, _run(state, workspace, o, settings, standpoint(), clock, progress)) for o in found if not o.missed)
    with state.transaction() as connection:
        for schedule in schedules:
            mine = [(o, result) for o, result in ran if o.schedule == schedule]
            runs.settle(connection, schedule.name, _settled_until(mine, now))
    return DueReport(ran, tuple(o for o in found if o.missed))


def _run(
    state: State,
    workspace: Path,
    occurrence: Occurrence,
    settings: Settings,
    at: Standpoint,
    clock: Clock,
    progress: Progress | None,
) -> RunResult:
    schedule = occurrence.schedule
    told = None if progress is None else lambda _step, done: progress(schedule.name, done)
    seconds = schedule.timeout_minutes * 60
    try:
        return run(
            state, workspace, workspace / FOLDER / schedule.notebook, schedule.parameters, settings=settings,
            as_of=at.as_of, snapshot_id=at.snapshot_id, schedule=schedule.name, occurrence=occurrence.at,
            repeatable=REPEATABLE, timeout_seconds=seconds, clock=clock, progress=told,
        )  # fmt: skip
    except SpecError as error:
        now = clock.now()
        run_id = ledger.begin(
            state, schedule.notebook, {}, now=now, timeout_seconds=seconds,
            schedule=schedule.name, occurrence=occurrence.at, repeatable=REPEATABLE,
        )  # fmt: skip
        if run_id is None:
            return ledger.standing(state, workspace, schedule.name, occurrence.at)
        refused = RunResult(run_id, schedule.notebook, RunState.FAILED, None, str(error), 0.0)
        ledger.end(state, refused, now=now)
        return refused


def _settled_until(ran: Collection[tuple[Occurrence, RunResult]], now: datetime) -> datetime:
    """Up to now, but not past what another process still works on: should that one vanish, it is due again."""
    unsettled = [occurrence.at for occurrence, result in ran if result.state is RunState.RUNNING]
    return min([now, *(at - MOMENT for at in unsettled)])
