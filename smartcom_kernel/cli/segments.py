"""Segments: ``segment list|count|sql|describe``."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, grid, progress, say, workbench
from smartcom_kernel.cli.words import heads, word
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent

commands = typer.Typer(no_args_is_help=True, help="Saved segments: who is in them and how that is found.")
app.add_typer(commands, name="segment")
Name = Annotated[str, typer.Argument(help="Name of a saved segment.")]


@commands.command("list")
def list_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """List the saved segments with their members, share of the base and share of revenue."""
    with workbench(workspace) as wb:
        lang: Lang = wb.settings.language
        found = []
        with progress(lang, silent=as_json) as told:
            for done, name in enumerate(wb.segments):
                told("segments", done / len(wb.segments))
                found.append(wb.segments.summary(name))
        if as_json:
            say(found, as_json=True)
        elif not found:
            say(word("no_segments", lang), as_json=False)
        else:
            rows = [
                [s.name, s.customers, percent(s.share, lang), percent(s.revenue_share, lang), s.sentence] for s in found
            ]
            say(grid(word("segments", lang), heads("segment_heads", lang), rows, lang), as_json=False)


@commands.command("count")
def count_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Count the members of a segment, exactly."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            told("segments", 0)
            customers = wb.segments.count(name)
        said = number(customers, wb.settings.language)
        say({"segment": name, "customers": customers} if as_json else said, as_json=as_json)


@commands.command("sql")
def sql_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show the statement that finds the members of a segment."""
    with workbench(workspace) as wb:
        sql = wb.segments.sql(name)
        say({"segment": name, "sql": sql} if as_json else sql, as_json=as_json)


@commands.command("describe")
def describe_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Say in a sentence who is in a segment."""
    with workbench(workspace) as wb:
        sentence = wb.segments.describe(name)
        say({"segment": name, "sentence": sentence} if as_json else sentence, as_json=as_json)
