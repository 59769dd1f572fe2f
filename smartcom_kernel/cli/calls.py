"""``smartcom calls``: the queue of the call centre."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, say, workbench
from smartcom_kernel.core.clock import instant

calls = typer.Typer(no_args_is_help=True, help="The queue of the call centre: whom to call next, and what came of it.")
app.add_typer(calls, name="calls")

Operator = Annotated[str, typer.Option(help="Who calls; you when absent.")]
Queue = Annotated[str, typer.Option(help="Of which queue; of any when absent.")]
NOBODY = {"en": "Nobody is to be called now.", "ru": "Сейчас звонить некому."}


@calls.command("list")
def list_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Count the calls that wait, are with an operator, and ended how."""
    with workbench(workspace) as wb:
        say(wb.calls.standing(), as_json=as_json, lang=wb.settings.language)


@calls.command("next")
def next_command(
    *, operator: Operator = "", queue: Queue = "", workspace: Where = HERE, as_json: AsJson = False
) -> None:
    """Take the person to call next; whoever has one in hand gets the same again."""
    with workbench(workspace) as wb:
        task = wb.calls.next(operator, queue=queue)
        if as_json:
            say(task, as_json=True)
        elif task is None:
            say(NOBODY[wb.settings.language], as_json=False)
        else:
            say(f"{task.task}  {task.phone}  {task.title}\n\n{task.script}", as_json=False)


@calls.command("result")
def result_command(
    task: Annotated[int, typer.Argument(help="The number of the call.")],
    result: Annotated[str, typer.Argument(
        help="reached, refused, call_back, no_answer, busy, unavailable, answering_machine or wrong_number."
    )],
    *,
    remark: Annotated[str, typer.Option(help="What should be remembered of it.")] = "",
    again_at: Annotated[str, typer.Option(help="When the person wants to be called: 2026-11-23T15:00.")] = "",
    operator: Operator = "",
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Tell what came of a call."""
    with workbench(workspace) as wb:
        later = instant(again_at, wb.settings.time_zone) if again_at else None
        found = wb.calls.result(task, result, remark=remark, again_at=later, operator=operator)
        say(found, as_json=as_json, lang=wb.settings.language)


@calls.command("release")
def release_command(*, operator: Operator = "", workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Give back what is in hand and has not been called."""
    with workbench(workspace) as wb:
        released = wb.calls.let_go(operator)
        words = {"en": f"{released} given back", "ru": f"Возвращено в очередь: {released}"}
        say({"released": released} if as_json else words[wb.settings.language], as_json=as_json)


@calls.command("export")
def export_command(
    out: Annotated[Path, typer.Argument(help="The CSV to write.")],
    *,
    queue: Queue = "",
    hold_hours: Annotated[float, typer.Option(help="For how many hours the calls are theirs.", min=1, max=720)] = 24,
    most: Annotated[int, typer.Option(help="How many calls at most.", min=1, max=50_000)] = 10_000,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Write calls to a CSV for a call centre outside."""
    with workbench(workspace) as wb:
        written = wb.calls.export(out, queue=queue, hold_hours=hold_hours, most=most)
        words = {"en": f"{written} calls → {out}", "ru": f"Звонков: {written} → {out}"}
        say({"calls": written, "path": str(out)} if as_json else words[wb.settings.language], as_json=as_json)


@calls.command("load")
def load_command(
    file: Annotated[Path, typer.Argument(help="A CSV with task, tried_at, result; remark and again_at if any.")],
    *,
    centre: Annotated[str, typer.Option(help="The name of the file that was exported; you when absent.")] = "",
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Take in the results of a call centre outside: all lines or none."""
    with workbench(workspace) as wb:
        say(wb.calls.load(file, centre=centre), as_json=as_json, lang=wb.settings.language)
