"""A run whose watcher vanished is not running, whatever its row says."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import timedelta

import pytest

from smartcom_kernel.core.clock import FixedClock, instant
from smartcom_kernel.runner.ledger import GRACE, RunResult, history
from smartcom_kernel.state import runs
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.runs import RunState

NOW = instant("2026-05-04T07:00Z")
HERE = platform.node()


def standing(state: State, *, pid: int, host: str, after: timedelta) -> RunState:
    """How a run of one hour that began at NOW stands some time later."""
    hour = timedelta(hours=1)
    with state.transaction() as connection:
        runs.begin(connection, "a1", "a.ipynb", {}, pid=pid, host=host, now=NOW, deadline_at=NOW + hour)
    (run,) = history(state, clock=FixedClock(NOW + after))
    return run.state


@pytest.fixture
def gone() -> int:
    """The id of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_run_whose_process_is_gone_is_lost(state: State, gone: int) -> None:
    assert standing(state, pid=gone, host=HERE, after=timedelta(seconds=1)) is RunState.LOST


def test_a_run_whose_process_lives_is_running(state: State) -> None:
    assert standing(state, pid=os.getpid(), host=HERE, after=timedelta(minutes=59)) is RunState.RUNNING


def test_of_another_machine_only_the_deadline_tells(state: State, gone: int) -> None:
    hour = timedelta(hours=1)
    assert standing(state, pid=gone, host="elsewhere", after=hour + GRACE) is RunState.RUNNING
    (run,) = history(state, clock=FixedClock(NOW + hour + GRACE + timedelta(seconds=1)))
    assert (run.state, run.error) == (RunState.LOST, "the process that watched over it vanished")


def test_a_result_says_itself_in_both_languages() -> None:
    failed = RunResult("a1", "winback.ipynb", RunState.FAILED, None, "In [3]: ValueError: no such segment", 4.2)
    assert failed.describe() == "winback.ipynb failed after 4 s (In [3]: ValueError: no such segment)"
    assert failed.describe("ru") == "winback.ipynb завершился ошибкой за 4 с (In [3]: ValueError: no such segment)"
