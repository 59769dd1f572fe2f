"""Notebooks as runs, and reports: ``run``, ``schedule list|due``, ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, grid, plain, progress, say, workbench
from smartcom_kernel.cli.words import heads, word
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.runner.due import FOLDER, Standpoint, run_due
from smartcom_kernel.runner.notebook import run
from smartcom_kernel.runner.schedule import read_schedules
from smartcom_kernel.shipped import report as build_report
from smartcom_kernel.state.runs import RunState

BAD = {RunState.FAILED, RunState.TIMED_OUT, RunState.LOST}
commands = typer.Typer(no_args_is_help=True, help="Schedules: which notebook runs when.")
app.add_typer(commands, name="schedule")


@app.command("run")
def run_command(
    notebook: Annotated[Path, typer.Argument(help="Notebook to execute.", exists=True, dir_okay=False)],
    *,
    parameters: Annotated[list[str] | None, typer.Option("-p", help="NAME=VALUE; repeat it.")] = None,
    minutes: Annotated[float, typer.Option(min=0.01, help="After how long the run is ended.")] = 60,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Execute a notebook with parameters and keep it under runs/; its failure is exit code 1."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            result = run(
                wb.state, wb.folder, notebook, _values(parameters or []), settings=wb.settings, clock=wb.clock,
                as_of=wb.as_of, snapshot_id=wb.lake.snapshot_id(), timeout_seconds=minutes * 60, progress=told,
            )  # fmt: skip
        say(result, as_json=as_json, lang=wb.settings.language)
        if result.state is not RunState.SUCCEEDED:
            raise typer.Exit(1)


def _values(parameters: list[str]) -> dict[str, str]:
    values = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise SpecError.single("parameters", f"{parameter!r} is not NAME=VALUE")
        values[name] = value
    return values


@commands.command("list")
def list_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """List the schedules and when each strikes next."""
    with workbench(workspace) as wb:
        now = wb.clock.now()
        found = [(s, s.next_at(now)) for s in read_schedules(wb.folder / FOLDER, wb.settings.time_zone)]
        lang: Lang = wb.settings.language
        if as_json:
            say([{"schedule": s.name, "sentence": s.describe(lang), "next_at": at} for s, at in found], as_json=True)
        elif not found:
            say(word("no_schedules", lang, folder=FOLDER), as_json=False)
        else:
            never, zone = word("never", lang), wb.settings.zone
            rows = [[s.name, s.describe(lang), f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else never]
                    for s, at in found]  # fmt: skip
            titles = heads("schedule_heads", lang, zone=wb.settings.time_zone)
            say(grid(word("schedules", lang), titles, rows, lang), as_json=False)


@commands.command("due")
def due_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Run whatever is due now, mailings included; call it every few minutes. Each runs once, however many callers."""
    with workbench(workspace) as wb:
        planned = wb.mailings.plan_due()
        with progress(wb.settings.language, silent=as_json) as told:
            report = run_due(
                wb.state, wb.folder, settings=wb.settings, clock=wb.clock, progress=told,
                standpoint=lambda: Standpoint(wb.as_of, wb.lake.snapshot_id()),
            )  # fmt: skip
        lang: Lang = wb.settings.language
        said = "\n".join([*(plan.describe(lang) for plan in planned), report.describe(lang)])
        say({**plain(report), "planned": planned} if as_json else said, as_json=as_json)
        if any(result.state in BAD for _, result in report.ran):
            raise typer.Exit(1)


@app.command("report")
def report_command(
    name: Annotated[str, typer.Argument(help="Name of a report, such as management_summary.")],
    *,
    out: Annotated[Path | None, typer.Option(help="File to write; else reports/NAME.html.", dir_okay=False)] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Write a report for management as one HTML file."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            path = build_report(name, wb, out or wb.folder / "reports" / f"{name}.html", progress=told)
        say({"report": str(path)} if as_json else f"{path}", as_json=as_json)
