"""Writing to customers: ``mailing send|report`` and ``deliver``."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, progress, say, workbench

commands = typer.Typer(no_args_is_help=True, help="Mailings: one message to a segment, with a control group.")
app.add_typer(commands, name="mailing")
Name = Annotated[str, typer.Argument(help="Name of a mailing: mailings/NAME.yml.")]
Occasion = Annotated[str | None, typer.Option(help="What makes this sending unique; the day when absent.")]


@commands.command("volume")
def volume_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show whom a mailing would reach, and why not the others; nothing is planned."""
    with workbench(workspace) as wb:
        say(wb.mailings.volume(name), as_json=as_json, lang=wb.settings.language)


@commands.command("send")
def send_command(name: Name, *, occasion: Occasion = None, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Plan a mailing: one row for each member, control group included; `deliver` sends it."""
    with workbench(workspace) as wb:
        say(wb.mailings.send(name, occasion=occasion), as_json=as_json, lang=wb.settings.language)


@commands.command("report")
def report_command(name: Name, *, occasion: Occasion = None, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show what became of everybody a mailing meant to reach, and what it brought."""
    with workbench(workspace) as wb:
        say(wb.mailings.report(name, occasion=occasion), as_json=as_json, lang=wb.settings.language)


@app.command("deliver")
def deliver_command(
    *,
    limit: Annotated[int | None, typer.Option(min=1, help="Most messages to send now.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Send what is planned; interrupted at any moment, it goes on where it stopped."""
    with workbench(workspace) as wb, progress(silent=as_json) as report:
        say(wb.deliver(limit=limit, progress=report), as_json=as_json, lang=wb.settings.language)
