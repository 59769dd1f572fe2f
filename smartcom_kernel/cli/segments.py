"""Segments: ``segment list|count|sql|describe|recount|history|export``, and ``audit``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, grid, progress, say, workbench
from smartcom_kernel.cli.words import word
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number
from smartcom_kernel.segments.export import COLUMNS

commands = typer.Typer(no_args_is_help=True, help="Saved segments: who is in them and how that is found.")
app.add_typer(commands, name="segment")
Name = Annotated[str, typer.Argument(help="Name of a saved segment.")]


@commands.command("list")
def list_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """List the saved segments: members, shares, value, dates; one that cannot be counted says why."""
    with workbench(workspace) as wb:
        lang: Lang = wb.settings.language
        with progress(lang, silent=as_json) as told:
            found = wb.segments.overview(progress=told)
        if as_json:
            say([line.to_data() for line in found], as_json=True)
        else:
            say(found.describe(lang) if len(found) else word("no_segments", lang), as_json=False)
            for line in found:
                say(line.describe(found.currency, found.zone, lang), as_json=False)


@commands.command("recount")
def recount_command(
    names: Annotated[list[str] | None, typer.Argument(help="Saved segments; all when none is named.")] = None,
    *,
    as_of: Annotated[str | None, typer.Option(help="Moment to count at, ISO; the last refresh when absent.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Count segments anew and keep who has entered and left."""
    with workbench(workspace) as wb:
        segments = wb.segments if as_of is None else wb.at(as_of).segments
        with progress(wb.settings.language, silent=as_json) as told:
            result = segments.recount(*(names or ()), progress=told)
        say(result, as_json=as_json, lang=wb.settings.language)


@commands.command("history")
def history_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show how many customers a segment had at each recount, and how many entered and left."""
    with workbench(workspace) as wb:
        lang: Lang = wb.settings.language
        found = wb.segments.history(name)
        if as_json:
            say({"segment": name, "recounts": found.table.to_dict("records")}, as_json=True)
        else:
            head, *rows = found.rows(lang)
            say(found, as_json=False, lang=lang)
            say(grid("", head, rows, lang), as_json=False)


@commands.command("count")
def count_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Count the members of a segment, exactly."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            told("segments", 0)
            customers = wb.segments.count(name)
        said = number(customers, wb.settings.language)
        say({"segment": name, "customers": customers} if as_json else said, as_json=as_json)


@commands.command("why")
def why_command(
    name: Name,
    customer_id: Annotated[str, typer.Argument(help="The customer's id.")],
    *,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Tell why a customer is in a segment or is not: each condition and the customer's own value."""
    with workbench(workspace) as wb:
        lang: Lang = wb.settings.language
        told = wb.segments.why(name, customer_id)
        say(told.to_data(lang) if as_json else told.describe(lang), as_json=as_json)


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


@commands.command("export")
def export_command(
    name: Name,
    *,
    out: Annotated[Path, typer.Option("--out", help="A file that ends in .csv or .xlsx.", dir_okay=False)],
    column: Annotated[list[str] | None, typer.Option(help="What to tell of each customer; several times.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Write the customers of a segment to a file, with an entry in the audit log."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            result = wb.segments.export(name, out, columns=column or COLUMNS, progress=told)
        say(result, as_json=as_json, lang=wb.settings.language)


@app.command("audit")
def audit_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show who took what out of the workspace, the newest first."""
    with workbench(workspace) as wb:
        lang: Lang = wb.settings.language
        log = wb.audit
        if as_json:
            say(list(log), as_json=True)
        else:
            for line in (log.describe(lang), *map(partial(log.line, lang=lang), log)):
                say(line, as_json=False)
