"""Looking after schedules, with real runs."""

from __future__ import annotations

import itertools
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock, SystemClock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import load_settings
from smartcom_kernel.runner.due import DueReport, Standpoint, run_due
from smartcom_kernel.runner.ledger import history
from smartcom_kernel.state import runs
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.runs import RunState
from tests.runner.conftest import Written

SUNDAY, MONDAY = "2026-05-03T12:00Z", "2026-05-04T09:00Z"
SCHEDULE = """\
broken: {notebook: broken.ipynb, when: 0 8 * * MON}
winback: {notebook: winback.ipynb, when: 0 9 * * *, parameters: {segment: sleeping}}
"""


@pytest.fixture
def scheduled(workspace: Path, written: Written) -> Path:
    """A workspace with two schedules; the notebook of the first wants a parameter that the schedule does not give."""
    folder = workspace / "scheduled"
    folder.mkdir()
    (folder / "schedule.yml").write_text(SCHEDULE, encoding="utf-8")
    shutil.move(written("segment: str", "print(segment)"), folder)
    shutil.move(written("segment: str", "print(segment)", name="broken"), folder)
    return workspace


def look(state: State, workspace: Path, now: str) -> DueReport:
    return run_due(state, workspace, settings=load_settings(workspace), clock=FixedClock(now))


def test_each_occurrence_runs_once_however_many_look(state: State, scheduled: Path) -> None:
    assert look(state, scheduled, SUNDAY).describe() == "nothing is due"
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: look(state, scheduled, MONDAY), range(2)))
    results = {(o.schedule.name, r.state) for report in reports for o, r in report.ran if not r.already}
    assert results == {("broken", RunState.FAILED), ("winback", RunState.SUCCEEDED)}
    assert sorted((r.notebook, r.state) for r in history(state, clock=FixedClock(MONDAY))) == [
        ("broken.ipynb", RunState.FAILED),
        ("winback.ipynb", RunState.SUCCEEDED),
    ]
    look(state, scheduled, "2026-05-04T09:05Z")
    broken, _ = sorted(history(state, clock=FixedClock(MONDAY)), key=lambda run: run.notebook)
    assert "segment: is required" in broken.error


def test_progress_says_which_schedule_is_how_far(state: State, scheduled: Path) -> None:
    heard: list[tuple[str, float]] = []
    run_due(state, scheduled, settings=load_settings(scheduled), clock=FixedClock(SUNDAY))
    run_due(
        state, scheduled, settings=load_settings(scheduled), clock=FixedClock(MONDAY),
        progress=lambda step, done: heard.append((step, done)),
    )  # fmt: skip
    assert {step for step, _ in heard} == {"winback"}
    assert all(0 <= done < 1 for _, done in heard)


def test_what_another_process_works_on_stays_due_until_it_ends(state: State, scheduled: Path) -> None:
    clock = FixedClock(MONDAY)
    look(state, scheduled, SUNDAY)
    with state.transaction() as connection:
        for schedule, hour in (("winback", "09:00"), ("broken", "08:00")):
            at = FixedClock(f"2026-05-04T{hour}Z").now()
            runs.begin(
                connection, schedule, f"{schedule}.ipynb", {}, pid=1, host="elsewhere", now=clock.now(),
                deadline_at=clock.now() + timedelta(hours=1), schedule=schedule, occurrence=at,
            )  # fmt: skip
    assert [r.already for _, r in look(state, scheduled, MONDAY).ran] == [True, True]
    with state.transaction() as connection:
        runs.end(connection, "broken", RunState.FAILED, now=clock.now())
        runs.end(connection, "winback", RunState.LOST, now=clock.now())
    report = look(state, scheduled, "2026-05-04T10:00Z")
    assert [(o.schedule.name, r.state, r.already) for o, r in report.ran] == [
        ("broken", RunState.FAILED, True),
        ("winback", RunState.SUCCEEDED, False),
    ]


def test_a_faulty_schedule_runs_nothing(state: State, scheduled: Path) -> None:
    (scheduled / "scheduled" / "schedule.yml").write_text("winback: {notebook: winback.ipynb}\n", encoding="utf-8")
    with pytest.raises(SpecError, match=r"winback\.when: is required"):
        look(state, scheduled, MONDAY)
    assert history(state, clock=SystemClock()) == []


def test_each_notebook_looks_from_where_the_one_before_it_has_left_the_shop(state: State, scheduled: Path) -> None:
    look(state, scheduled, SUNDAY)
    snapshots = itertools.count(1)
    run_due(
        state, scheduled, settings=load_settings(scheduled), clock=FixedClock(MONDAY),
        standpoint=lambda: Standpoint(snapshot_id=next(snapshots)),
    )  # fmt: skip
    with state.transaction() as connection:
        (second,) = [run for run in runs.history(connection) if run.notebook == "winback.ipynb"]
    assert second.snapshot_id == 2
