"""Writing to customers: ``mailing check|test|send|report`` and ``deliver``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, progress, say, workbench
from smartcom_kernel.cli.words import word
from smartcom_kernel.core.block import Lang
from smartcom_kernel.delivery.words import state_words
from smartcom_kernel.state.messages import MessageState

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
def volume_command(
    name: Name,
    *,
    occasion: Occasion = None,
    messages: Annotated[bool, typer.Option("--messages", help="Show a message of each variant too.")] = False,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Show whom a mailing would reach, and why not the others; nothing is planned."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            told("audience", 0)
            result = (wb.mailings.preview if messages else wb.mailings.volume)(name, occasion=occasion)
        say(result, as_json=as_json, lang=wb.settings.language)


@commands.command("check")
def check_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Look for faults in every template of a mailing, and say how many parts its SMS have; nothing is planned."""
    with workbench(workspace) as wb:
        lang: Lang = wb.settings.language
        with progress(lang, silent=as_json) as told:
            told("check", 0)
            result = wb.mailings.check(name, lang="en" if as_json else lang)
        say(result, as_json=as_json, lang=lang)
        if not result.good:
            raise typer.Exit(1)


@commands.command("test")
def trial_command(
    name: Name,
    to: Annotated[list[str], typer.Argument(help="E-mail addresses and phone numbers of the shop's own, at most 20.")],
    *,
    customer: Annotated[
        str | None, typer.Option(help="Id of the customer to make the texts for; an invented one when absent.")
    ] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Send every variant of a mailing to a few addresses now; nothing of it counts anywhere."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            told("test", 0)
            result = wb.mailings.test(name, *to, customer_id=customer)
        say(result, as_json=as_json, lang=wb.settings.language)
        if not result.good:
            raise typer.Exit(1)


@commands.command("send")
def send_command(
    name: Name,
    *,
    occasion: Occasion = None,
    replay: Annotated[bool, typer.Option("--replay", help="Rehearse on history, from numbers of any age.")] = False,
    sure: Annotated[bool, typer.Option("--sure", help="An unusually large audience is meant.")] = False,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Plan a mailing: one row for each member, control group included; `deliver` sends it."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            told("plan", 0)
            result = wb.mailings.send(name, occasion=occasion, replay=replay, sure=sure)
        say(result, as_json=as_json, lang=wb.settings.language)


@commands.command("report")
def report_command(
    name: Name,
    *,
    occasion: Earlier = None,
    csv: Annotated[Path | None, typer.Option(help="File to write the counts to.", dir_okay=False)] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Show what became of everybody a mailing meant to reach, and what it brought."""
    with workbench(workspace) as wb:
        lang = wb.settings.language
        with progress(lang, silent=as_json) as told:
            told("delivery", 0)
            report = wb.mailings.report(name, occasion=occasion)
            reach = wb.mailings.reach(name, occasion=report.occasion)
            told("delivery", 1)
            told("effect", 0)
            effect = wb.mailings.effect(name, occasion=report.occasion)
        errors = wb.mailings.errors(name, occasion=report.occasion)
        if csv is not None:
            report.frame.to_csv(csv, index=False)
        said = [report.describe(lang), reach.describe(lang), effect.describe(lang)]
        said += [errors.describe(lang)] if errors.errors else []
        result = {"report": report, "reach": reach, "effect": effect, "errors": errors.errors}
        say(result if as_json else "\n\n".join(said), as_json=as_json)


@commands.command("pause")
def pause_command(
    name: Name,
    *,
    why: Annotated[str | None, typer.Option(help="The reason, for those who read the report.")] = None,
    occasion: Earlier = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Stop a mailing: no further message leaves until it is resumed."""
    with workbench(workspace) as wb:
        wb.mailings.pause(name, why or word("by_hand", wb.settings.language), occasion=occasion)
        say(wb.mailings.report(name, occasion=occasion), as_json=as_json, lang=wb.settings.language)


@commands.command("cancel")
def cancel_command(
    name: Name,
    *,
    why: Annotated[str | None, typer.Option(help="The reason, for those who read the report.")] = None,
    occasion: Earlier = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Give up a mailing for good: who has not been written to will not be."""
    with workbench(workspace) as wb:
        wb.mailings.cancel(name, why or word("cancelled", wb.settings.language), occasion=occasion)
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
        lang: Lang = wb.settings.language
        state = state_words(MessageState(verdict.value), lang)
        sentence = word("resolved", lang, message_id=message_id, state=state)
        say({"message_id": message_id, "state": verdict.value} if as_json else sentence, as_json=as_json)


@app.command("deliver")
def deliver_command(
    *,
    limit: Annotated[int | None, typer.Option(min=1, help="Most messages to send now.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Send what is planned; interrupted at any moment, it goes on where it stopped."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            result = wb.deliver(limit=limit, progress=told)
        say(result, as_json=as_json, lang=wb.settings.language)
