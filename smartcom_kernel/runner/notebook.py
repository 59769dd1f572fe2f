"""Executing one notebook: checked parameters in, a verdict, a ledger row and the executed notebook out."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.runner import ledger
from smartcom_kernel.runner.ledger import RunResult
from smartcom_kernel.runner.parameters import checked
from smartcom_kernel.runner.process import Progress, Verdict, execute
from smartcom_kernel.runner.record import note
from smartcom_kernel.runner.redact import redactor
from smartcom_kernel.runner.source import read_notebook
from smartcom_kernel.state import runs
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.runs import RunState

REPEATABLE = frozenset({RunState.FAILED, RunState.TIMED_OUT, RunState.LOST})
"""After these a person may run an occurrence again; a schedule by itself does so only after LOST."""


def run(
    state: State,
    workspace: Path,
    notebook: Path,
    parameters: Mapping[str, Any],
    *,
    settings: Settings,
    as_of: datetime | None = None,
    snapshot_id: int | None = None,
    schedule: str | None = None,
    occurrence: datetime | None = None,
    repeatable: Collection[RunState] = REPEATABLE,
    timeout_seconds: float = 3600,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Execute a notebook in a process of its own and keep what it became under ``runs/``.

    The kernel sees ``SMARTCOM_WORKSPACE`` and ``SMARTCOM_RUN_ID`` and starts in the notebook's folder.

    Args:
        state: Where the ledger is.
        workspace: Folder of the workspace.
        notebook: The notebook; it is read only.
        parameters: Values for the names its ``parameters`` cell declares.
        settings: Settings of the workspace.
        as_of: The moment the notebook's numbers speak of, for the ledger.
        snapshot_id: The state of the lake the notebook reads, for the ledger.
        schedule: The schedule this run is for.
        occurrence: The moment of that schedule. One that is under way or done is not run again.
        repeatable: After which states an occurrence may be run again.
        timeout_seconds: After how long the whole run is ended.
        clock: What time it is.
        progress: Told which share of the cells has run.

    Raises:
        SpecError: The notebook cannot be read, or parameters are unknown, missing or ill-typed; nothing was started.
    """
    clock = clock or SystemClock()
    content = read_notebook(notebook)
    values = checked(content, parameters, what=notebook.name)
    redact = redactor(os.environ)
    now = clock.now()
    ledger.declare_lost(state, now)
    run_id = uuid.uuid4().hex[:12]
    pid, host = ledger.watcher()
    with state.transaction() as connection:
        begun = runs.begin(
            connection, run_id, notebook.name, redact.data(values), pid=pid, host=host, now=now,
            deadline_at=now + timedelta(seconds=timeout_seconds), schedule=schedule, occurrence=occurrence,
            as_of=as_of, snapshot_id=snapshot_id, repeatable=repeatable,
        )  # fmt: skip
    if not begun and schedule and occurrence:
        return ledger.standing(state, workspace, schedule, occurrence)
    output = (
        workspace.resolve() / "runs" / f"{now.astimezone(settings.zone):%Y-%m-%d}-{notebook.stem}-{run_id[:6]}.ipynb"
    )
    spec = {"name": notebook.name, "output": str(output), "cwd": str(notebook.resolve().parent), "parameters": values}
    environment = {
        "SMARTCOM_WORKSPACE": str(workspace.resolve()), "SMARTCOM_RUN_ID": run_id, "PLOTLY_RENDERER": "plotly_mimetype",
    }  # fmt: skip
    verdict, started = Verdict(RunState.FAILED, "interrupted"), time.monotonic()
    try:
        verdict = execute(
            nbformat.writes(content), spec, environment=environment, seconds=timeout_seconds, progress=progress
        )
    finally:
        error = redact.text(verdict.error)
        with state.transaction() as connection:
            runs.end(connection, run_id, verdict.state, now=clock.now(), output=_name_of(output), error=error)
    kept = output if output.exists() else None
    result = RunResult(run_id, notebook.name, verdict.state, kept, error, time.monotonic() - started)
    _say_on(output, result, settings.language)
    return result


def _name_of(output: Path) -> str:
    return output.name if output.exists() else ""


def _say_on(output: Path, result: RunResult, lang: Lang) -> None:
    """A notebook that was cut short claims that all is well; the verdict goes on top of it."""
    if result.state is not RunState.SUCCEEDED and output.exists():
        note(output, replace(result, output=None).describe(lang))
