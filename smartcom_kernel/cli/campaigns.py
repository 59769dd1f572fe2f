"""Writing to customers: ``mailing send|report`` and ``deliver``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, progress, say, workbench

commands = typer.Typer(no_args_is_help=True, help="Mailings: one message to a segment, with a control group.")
app.add_typer(commands, name="mailing")
Name = Annotated[str, typer.Argument(help="Name of a mailing: mailings/NAME.yml.")]


class Verdict(StrEnum):
    """What a person found out about an uncertain message."""

    ACCEPTED = "accepted"
    PLANNED = "planned"


Occasion = Annotated[str | None, typer.Option(help="What makes this sending unique; the day when absent.")]
Earlier = Annotated[str | None, typer.Option("--occasion", help="Which sending; the latest when absent.")]


@commands.command("volume")
def volume_command(name: Name, *, occasion: Occasion = None, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show whom a mailing would reach, and why not the others; nothing is planned."""
    with workbench(workspace) as wb:
        say(wb.mailings.volume(name, occasion=occasion), as_json=as_json, lang=wb.settings.language)


@commands.command("send")
def send_command(
    name: Name,
    *,
    occasion: Occasion = None,
    replay: Annotated[bool, typer.Option("--replay", help="Rehearse on history, from numbers of any age.")] = False,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Plan a mailing: one row for each member, control group included; `deliver` sends it."""
    with workbench(workspace) as wb:
        say(wb.mailings.send(name, occasion=occasion, replay=replay), as_json=as_json, lang=wb.settings.language)


@commands.command("report")
def report_command(name: Name, *, occasion: Earlier = None, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show what became of everybody a mailing meant to reach, and what it brought."""
    with workbench(workspace) as wb:
        lang = wb.settings.language
        report = wb.mailings.report(name, occasion=occasion)
        effect = wb.mailings.effect(name, occasion=report.occasion)
        told = {"report": report, "effect": effect}
        say(told if as_json else f"{report.describe(lang)}\n\n{effect.describe(lang)}", as_json=as_json)


@commands.command("pause")
def pause_command(
    name: Name,
    *,
    why: Annotated[str, typer.Option(help="The reason, for those who read the report.")] = "paused by hand",
    occasion: Earlier = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Stop a mailing: no further message leaves until it is resumed."""
    with workbench(workspace) as wb:
        wb.mailings.pause(name, why, occasion=occasion)
        say(wb.mailings.report(name, occasion=occasion), as_json=as_json, lang=wb.settings.language)


@commands.command("resume")
def resume_command(name: Name, *, occasion: Earlier = None, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Let a paused mailing go on where it stopped, with its templates as they are now."""
    with workbench(workspace) as wb:
        wb.mailings.resume(name, occasion=occasion)
        say(wb.mailings.report(name, occasion=occasion), as_json=as_json, lang=wb.settings.language)


@commands.command("resolve")
def resolve_command(
    message_id: Annotated[int, typer.Argument(help="A message that the report lists as uncertain.")],
    verdict: Annotated[Verdict, typer.Argument(help="accepted if it arrived, planned to send it again.")],
    *,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """End the doubt about a message, once you have found out what became of it."""
    with workbench(workspace) as wb:
        wb.mailings.resolve_uncertain(message_id, "accepted" if verdict is Verdict.ACCEPTED else "planned")
        told = {"message_id": message_id, "state": verdict.value}
        say(told if as_json else f"Message {message_id} is {verdict.value}.", as_json=as_json)


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
