"""Executing one notebook: checked parameters in, a verdict, a ledger row and the executed notebook out."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.runner import ledger
from smartcom_kernel.runner.ledger import RunResult
from smartcom_kernel.runner.parameters import checked
from smartcom_kernel.runner.process import execute
from smartcom_kernel.runner.record import note
from smartcom_kernel.runner.redact import redactor, variables_named
from smartcom_kernel.runner.source import as_text, read_notebook
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
    secret = list(variables_named(settings.channels))
    redact = redactor(os.environ, secret)
    now = clock.now()
    run_id = ledger.begin(
        state, notebook.name, redact.data(values), now=now, timeout_seconds=timeout_seconds,
        schedule=schedule, occurrence=occurrence, repeatable=repeatable, as_of=as_of, snapshot_id=snapshot_id,
    )  # fmt: skip
    if run_id is None:
        return ledger.standing(state, workspace, schedule, occurrence)
    day = now.astimezone(settings.zone)
    output = workspace.resolve() / "runs" / f"{day:%Y-%m-%d}-{notebook.stem}-{run_id[:6]}.ipynb"
    spec = {
        "name": notebook.name, "output": str(output), "cwd": str(notebook.resolve().parent), "parameters": values,
        "secret": secret,
    }  # fmt: skip
    environment = {
        "SMARTCOM_WORKSPACE": str(workspace.resolve()), "SMARTCOM_RUN_ID": run_id, "PLOTLY_RENDERER": "plotly_mimetype",
    }  # fmt: skip
    result = RunResult(run_id, notebook.name, RunState.FAILED, None, "interrupted", 0.0)
    started = time.monotonic()
    try:
        verdict = execute(as_text(content), spec, environment=environment, seconds=timeout_seconds, progress=progress)
        result = replace(result, state=verdict.state, error=redact.text(verdict.error))
    finally:
        result = replace(result, output=output if output.exists() else None, seconds=time.monotonic() - started)
        ledger.end(state, result, now=clock.now())
    if result.output and result.state is not RunState.SUCCEEDED:
        # a notebook that was cut short claims that all is well
        note(result.output, replace(result, output=None).describe(settings.language))
    return result
