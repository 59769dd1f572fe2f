"""The process a run lives in: ``python -m smartcom_kernel.runner.child SPEC``. Executes one notebook with papermill.

Says how it went in ``result.json`` beside the spec, and nowhere else. When the process that watches over it vanishes,
its standard input ends, and it ends itself and its kernel.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import papermill_io

from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.runner.record import Record
from smartcom_kernel.runner.redact import redactor

SCHEME = "run:"
ADDRESS = f"{SCHEME}notebook.ipynb"
START_SECONDS = 60
IDLE_SECONDS = 60
"""How long a finished cell may take to hand over what it printed."""


def main(spec_file: Path) -> None:
    """Execute the notebook of a spec and say how it went."""
    folder = spec_file.parent
    threading.Thread(target=_end_with_parent, args=[folder], daemon=True).start()
    spec = json.loads(spec_file.read_text(encoding="utf-8"))
    cells = Cells(folder)
    with _kernel(folder) as kernel:
        result = _result(spec, folder, kernel, cells)
        write_atomically(folder / "result.json", json.dumps(result).encode())


def _result(spec: dict[str, Any], folder: Path, kernel: Kernel, cells: Cells) -> dict[str, str]:
    try:
        execute(spec, folder, kernel, cells)
    except PapermillExecutionError as error:
        first_line = (str(error.evalue).strip().splitlines() or [""])[0]
        said = f"In [{error.exec_count}]: {error.ename}: {first_line}"
    except DeadKernelError:
        said = f"In [{cells.current}]: the kernel died"
    except Exception as error:  # noqa: BLE001 -- whatever it is, the parent must learn it
        said = f"In [{cells.current}]: {type(error).__name__}: {error}"
    else:
        return {"state": "succeeded", "error": ""}
    return {"state": "failed", "error": said}


def execute(spec: dict[str, Any], folder: Path, kernel: Kernel, cells: Cells) -> None:
    """Run the cells of a notebook, keeping it as it grows."""
    record = Record(folder / "notebook.ipynb", Path(spec["output"]), spec["name"], redactor(os.environ, spec["secret"]))
    papermill_io.register(SCHEME, record)
    papermill.execute_notebook(
        ADDRESS, ADDRESS, spec["parameters"], kernel_name="python3", language="python", cwd=spec["cwd"], km=kernel,
        progress_bar=False, log_output=False, store_widget_state=False, start_timeout=START_SECONDS,
        iopub_timeout=IDLE_SECONDS, shell_timeout_interval=1,
        on_cell_start=cells.started, on_notebook_start=cells.counted,
    )  # fmt: skip


@contextmanager
def _kernel(folder: Path) -> Iterator[Kernel]:
    """A kernel that speaks through sockets in `folder`; asked to leave at the end, it may close what it opened."""
    kernel = Kernel(kernel_name="python3", transport="ipc", ip=str(folder / "k"), shutdown_wait_time=5)
    yield kernel
    if kernel.has_kernel:
        run_sync(kernel.shutdown_kernel)()


class Kernel(AsyncKernelManager):
    """A kernel whose process group is known to whoever may have to end it: kernels leave the group they start in."""

    async def start_kernel(self, *args: Any, **options: Any) -> None:  # type: ignore[override]
        """Start the process and write down its id."""
        await super().start_kernel(*args, **options)
        process: Any = self.provisioner
        (Path(self.ip).parent / "kernel").write_text(str(process.pid))


class Cells:
    """Which cell is running, numbered as the notebook shows it: In [1], In [2].

    Args:
        folder: Where progress is written for the parent, as ``3 12``.
    """

    def __init__(self, folder: Path) -> None:
        self.current = 0
        self._file = folder / "progress"
        self._all = 0

    def counted(self, *, notebook: Any) -> None:
        """Called once before the first cell."""
        self._all = sum(map(_runs, notebook.cells))

    def started(self, *, cell: Any, **_: Any) -> None:
        """Called before each cell."""
        if _runs(cell):
            self.current += 1
            self._file.write_text(f"{self.current} {self._all}")


def _runs(cell: Any) -> bool:
    return bool(cell.cell_type == "code" and cell.source.strip())


def _end_with_parent(folder: Path) -> None:
    while os.read(0, 1):  # not sys.stdin: its lock would be held when the interpreter ends
        pass
    with suppress(OSError, ValueError):
        os.killpg(int((folder / "kernel").read_text()), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
