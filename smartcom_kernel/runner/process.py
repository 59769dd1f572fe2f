"""One run as a process group of its own: started, watched until its deadline, and ended with everything it started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartcom_kernel.core.progress import Progress
from smartcom_kernel.state.runs import RunState

LOOK_SECONDS = 0.2
LONGEST_FOLDER = 80
"""Sockets live in the folder, and the path of a socket ends at 104 or 108 characters."""


@dataclass(frozen=True)
class Verdict:
    """How a run went, as its process showed it: never as its notebook claims.

    Args:
        state: Where it stands now.
        error: What went wrong, in a line.
    """

    state: RunState
    error: str = ""


def execute(
    notebook: str,
    spec: Mapping[str, Any],
    *,
    environment: Mapping[str, str],
    seconds: float,
    progress: Progress | None = None,
) -> Verdict:
    """Execute a notebook in a child process and see how it goes.

    Args:
        notebook: The notebook, as JSON.
        spec: What the child needs: `name`, `output`, `cwd`, `parameters`, `secret`.
        environment: Variables the notebook sees besides the present ones.
        seconds: How long it may take before it is ended.
        progress: Told the running cell.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(_folder())
        (folder / "notebook.ipynb").write_text(notebook, encoding="utf-8")
        (folder / "spec.json").write_text(json.dumps(dict(spec)), encoding="utf-8")
        places = {"JUPYTER_RUNTIME_DIR": str(folder), "IPYTHONDIR": str(folder / "ipython")}
        child = stack.enter_context(_child(folder, {**os.environ, **environment, **places}))
        in_time = _wait(child, folder, seconds, progress)
        return _said(folder) or (_silent(child, folder) if in_time else _late(folder, seconds))


@contextmanager
def _folder() -> Iterator[Path]:
    place = tempfile.gettempdir() if len(tempfile.gettempdir()) < LONGEST_FOLDER else "/tmp"  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="sc-run-", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _child(folder: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-P", "-m", "smartcom_kernel.runner.child", str(folder / "spec.json")]
    with (
        (folder / "log").open("wb") as log,
        # its standard input stays open as long as this process lives: that is how it notices our end
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        ) as child,
    ):
        try:
            yield child
        finally:
            _end(child.pid)
            with suppress(OSError, ValueError):
                _end(int((folder / "kernel").read_text()))


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(group, signal.SIGKILL)


def _wait(child: subprocess.Popen[bytes], folder: Path, seconds: float, progress: Progress | None) -> bool:
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        with suppress(subprocess.TimeoutExpired):
            child.wait(min(LOOK_SECONDS, left))
            return True
        if progress and (cells := _cells(folder)):
            progress("notebook", (cells[0] - 1) / cells[1])
    return False


def _cells(folder: Path) -> tuple[int, int] | None:
    try:
        current, of = (folder / "progress").read_text().split()
    except (OSError, ValueError):
        return None
    return int(current), int(of)


def _said(folder: Path) -> Verdict | None:
    try:
        said = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Verdict(RunState(said["state"]), said["error"])


def _silent(child: subprocess.Popen[bytes], folder: Path) -> Verdict:
    how = f"signal {-child.returncode}" if child.returncode < 0 else f"exit code {child.returncode}"
    last_line = (folder / "log").read_text(errors="replace").strip().splitlines()[-1:]
    return Verdict(RunState.FAILED, ": ".join([f"the process ended with {how} and without a verdict", *last_line]))


def _late(folder: Path, seconds: float) -> Verdict:
    cells = _cells(folder)
    where = f" in In [{cells[0]}] of {cells[1]}" if cells else ""
    return Verdict(RunState.TIMED_OUT, f"ended at its deadline of {seconds:g} s{where}")
