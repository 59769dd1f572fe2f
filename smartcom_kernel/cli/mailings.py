"""Mailings as a life cycle: ``mailing list|calendar|schedule|unschedule|copy|rename|delete``."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcom_kernel.cli.campaigns import Name, commands
from smartcom_kernel.cli.say import HERE, AsJson, Where, progress, say, workbench
from smartcom_kernel.cli.words import word
from smartcom_kernel.core.wording import day_and_time

NewName = Annotated[str, typer.Argument(help="The new name: mailings/TO.yml.")]


@commands.command("list")
def list_command(
    *,
    text: Annotated[str, typer.Option(help="What title, name, subject, segment, category or medium must say.")] = "",
    sort: Annotated[str, typer.Option(help="By what: at, status, title, receipts, revenue, sent …")] = "at",
    ascending: Annotated[bool, typer.Option("--ascending", help="The smallest, or earliest, first.")] = False,
    page: Annotated[int, typer.Option(min=1, help="Which page.")] = 1,
    page_size: Annotated[int, typer.Option(help="Lines on a page: 10, 25, 50 or 100.")] = 25,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """List the mailings: where each stands, whom it reached, what it is credited with."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            told("delivery", 0)
            found = wb.mailings.list(text=text, sort=sort, descending=not ascending, page=page, page_size=page_size)
        say(found, as_json=as_json, lang=wb.settings.language)


@commands.command("calendar")
def calendar_command(
    *,
    month: Annotated[str | None, typer.Option(help="Such as 2026-12; this month when absent.")] = None,
    week: Annotated[str | None, typer.Option(help="A day of the week to show instead, such as 2026-12-01.")] = None,
    text: Annotated[str, typer.Option(help="What mailings must say: a medium or a category, for instance.")] = "",
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Show what was sent, will be sent, or is dated and still a draft, and how many people get two on a day."""
    with workbench(workspace) as wb:
        say(wb.mailings.calendar(month, week=week, text=text), as_json=as_json, lang=wb.settings.language)


@commands.command("schedule")
def schedule_command(
    name: Name,
    *,
    at: Annotated[
        str | None, typer.Option(help="When, such as 2026-12-01T10:00; the mailing's own starts_at when absent.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="IANA zone of that time; the workspace's when absent.")] = None,
    occasion: Annotated[str | None, typer.Option(help="What makes this sending unique; the day when absent.")] = None,
    sure: Annotated[bool, typer.Option("--sure", help="An unusually large audience is meant.")] = False,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Have a mailing planned at a time to come, by `deliver` or `schedule due`; saying it again moves it."""
    with workbench(workspace) as wb:
        waits = wb.mailings.schedule(name, at, zone=zone, occasion=occasion, sure=sure)
        lang, here = wb.settings.language, wb.settings.time_zone
        when = f"{day_and_time(waits.starts_at, here, lang)} {here}"
        said = word("scheduled", lang, name=name, occasion=waits.occasion, at=when)
        say(waits if as_json else said, as_json=as_json)


@commands.command("unschedule")
def unschedule_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Take back that a mailing waits for its time; it is a draft again."""
    with workbench(workspace) as wb:
        wb.mailings.unschedule(name)
        said = word("unscheduled", wb.settings.language, name=name)
        say({"mailing": name, "scheduled": False} if as_json else said, as_json=as_json)


@commands.command("copy")
def copy_command(name: Name, to: NewName, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Begin a mailing with what another one says, without its start."""
    with workbench(workspace) as wb:
        made = wb.mailings.copy(name, to)
        say(made.to_data() if as_json else made, as_json=as_json, lang=wb.settings.language)


@commands.command("rename")
def rename_command(name: Name, to: NewName, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Give a draft another name."""
    with workbench(workspace) as wb:
        made = wb.mailings.rename(name, to)
        say(made.to_data() if as_json else made, as_json=as_json, lang=wb.settings.language)


@commands.command("delete")
def delete_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Remove the file of a draft; what was planned once is kept."""
    with workbench(workspace) as wb:
        wb.mailings.delete(name)
        said = word("deleted_mailing", wb.settings.language, name=name)
        say({"mailing": name, "deleted": True} if as_json else said, as_json=as_json)
