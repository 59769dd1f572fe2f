"""Real runs of tiny notebooks: what is recorded, what is refused, and what happens when they misbehave."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from smartcom_kernel.core.clock import FixedClock, SystemClock, instant
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.runner.ledger import history
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.runs import RunState
from tests.runner.conftest import Execute, Written

MEGABYTE = 1_000_000
CANARY = "c4n4ry-5ecret"
REPORT = """
import os, plotly.graph_objects as go
from ipywidgets import IntSlider
display(IntSlider(), IntSlider(), IntSlider())
print(segment, os.environ["SMARTCOM_WORKSPACE"], os.environ["SMARTCOM_RUN_ID"])
go.Figure(go.Bar(y=[1, 2]))
"""
LOOP = """
import os, subprocess
started = subprocess.Popen(["sleep", "600"])
folder = os.environ["JUPYTER_RUNTIME_DIR"]
with open(told + ".new", "w") as file:
    file.write(f"{os.getpid()} {os.getppid()} {started.pid} {folder}")
os.rename(told + ".new", told)
while True: pass
"""
WATCHER = """
import os, pathlib, sys
from smartcom_kernel.core.settings import load_settings
from smartcom_kernel.runner.notebook import run
from smartcom_kernel.state.connect import State

folder, notebook, told = map(pathlib.Path, sys.argv[1:])
state = State.open(folder, os.environ["SMARTCOM_DATABASE_URL"])
run(state, folder, notebook, {"told": str(told)}, settings=load_settings(folder))
"""


def printed(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "".join(o.text for c in cells for o in c.get("outputs", ()) if o.output_type == "stream")


def what_is_left(told: Path) -> list[str]:
    """Of the processes and the folder that LOOP told of, those that are still there."""
    *pids, folder = told.read_text().split()
    return [pid for pid in pids if is_alive(pid)] + [folder] * Path(folder).exists()


def is_alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(happened: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"did not happen within {seconds} s"
        time.sleep(0.1)


def test_a_run_is_recorded_and_its_notebook_kept(
    written: Written, execute: Execute, state: State, workspace: Path
) -> None:
    seen: list[float] = []
    clock = FixedClock("2026-05-04T21:30Z")
    result = execute(
        written("segment: str\nshare: float = 0.1", REPORT), {"segment": "sleeping"}, as_of=instant("2017-12-31"),
        snapshot_id=7, clock=clock, progress=lambda _step, done: seen.append(done),
    )  # fmt: skip
    assert (result.state, result.error) == (RunState.SUCCEEDED, "")
    assert result.output == workspace / "runs" / f"2026-05-04-winback-{result.run_id[:6]}.ipynb"
    assert f"sleeping {workspace} {result.run_id}" in printed(result.output)
    text = result.output.read_text(encoding="utf-8")
    assert "application/vnd.plotly.v1+json" in text
    assert len(text) < MEGABYTE
    metadata = json.loads(text)["metadata"]
    assert str(workspace.parent) not in json.dumps(metadata)
    assert "widgets" not in metadata
    assert seen == sorted(seen)
    (run,) = history(state, clock=clock)
    assert (run.run_id, run.state, run.output) == (result.run_id, RunState.SUCCEEDED, result.output.name)
    assert (run.parameters, run.as_of, run.snapshot_id) == ({"segment": "sleeping"}, instant("2017-12-31"), 7)


def test_a_secret_leaves_no_trace_even_when_the_cell_raises(
    written: Written, execute: Execute, state: State, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The traceback of papermill repeats a secret three times."""
    monkeypatch.setenv("SHOP_API_TOKEN", CANARY)
    cell = (
        "import os\ntoken = os.environ['SHOP_API_TOKEN']\nprint(token)\ndisplay({'t': token})\nraise ValueError(token)"
    )
    result = execute(written("note: str", f"# {CANARY}", cell), {"note": CANARY})
    assert (result.state, result.error) == (RunState.FAILED, "In [4]: ValueError: [secret]")
    left = b"".join(path.read_bytes() for path in workspace.rglob("*") if path.is_file())
    assert b"ValueError" in left
    assert CANARY.encode() not in left
    assert CANARY not in repr(history(state, clock=SystemClock()))


def test_a_dead_kernel_is_a_failed_run_though_its_notebook_claims_otherwise(written: Written, execute: Execute) -> None:
    """papermill marks every cell after the kernel's death completed."""
    kill = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    result = execute(written("", kill, "print('never')"))
    assert (result.state, result.error) == (RunState.FAILED, "In [1]: the kernel died")
    assert result.output is not None
    first, *cells = nbformat.read(result.output, as_version=4).cells
    assert "winback.ipynb failed" in first.source
    assert cells[-1].metadata.papermill.status == "completed"


def test_an_endless_loop_is_ended_at_its_deadline_with_all_it_started(
    written: Written, execute: Execute, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    result = execute(written("told: str", LOOP), {"told": str(told)}, timeout_seconds=12)
    assert result.state is RunState.TIMED_OUT
    assert result.error.startswith("ended at its deadline of 12 s")
    assert result.seconds < 22
    if told.exists():  # else the machine was too busy to come to the loop
        assert what_is_left(told) == []
        assert "winback.ipynb ran out of time after 12 s" in nbformat.read(result.output, as_version=4).cells[0].source


def test_an_unknown_parameter_is_refused_before_anything_starts(
    written: Written, execute: Execute, state: State, workspace: Path
) -> None:
    with pytest.raises(SpecError, match="segmnt: is not a field here; did you mean 'segment'"):
        execute(written("segment: str = 'sleeping'", "print(segment)"), {"segmnt": "x"})
    assert history(state, clock=SystemClock()) == []
    assert not (workspace / "runs").exists()


def test_of_two_at_once_one_runs_an_occurrence_and_the_other_is_told(
    written: Written, execute: Execute, state: State
) -> None:
    notebook = written("", "import time\ntime.sleep(1)")
    occasion = {"schedule": "winback", "occurrence": instant("2026-05-04T07:00Z")}
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: execute(notebook, **occasion), range(2)))
    (second,) = (r for r in results if r.already)
    (first,) = (r for r in results if not r.already)
    assert (first.state, first.run_id) == (RunState.SUCCEEDED, second.run_id)
    again = execute(notebook, **occasion)
    assert (again.already, again.state, again.output) == (True, RunState.SUCCEEDED, first.output)
    assert again.describe().startswith("already run: winback.ipynb succeeded")
    assert len(history(state, clock=SystemClock())) == 1


def test_when_the_watcher_is_killed_the_run_ends_and_is_lost(
    written: Written, state: State, workspace: Path, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    notebook = written("told: str", LOOP)
    watcher = subprocess.Popen([sys.executable, "-c", WATCHER, str(workspace), str(notebook), str(told)])
    until(told.exists)
    watcher.send_signal(signal.SIGKILL)
    watcher.wait()
    until(lambda: what_is_left(told) == [])
    (run,) = history(state, clock=SystemClock())
    assert run.state is RunState.LOST
