"""Segments: ``segment list|count|sql|describe``."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, grid, say, workbench

commands = typer.Typer(no_args_is_help=True, help="Saved segments: who is in them and how that is found.")
app.add_typer(commands, name="segment")
Name = Annotated[str, typer.Argument(help="Name of a saved segment.")]


@commands.command("list")
def list_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """List the saved segments with their members, share of the base and share of revenue."""
    with workbench(workspace) as wb:
        found = wb.segments.summaries()
        if as_json:
            say(found, as_json=True)
        elif not found:
            say("There are no segments yet. Save one from a notebook, or write segments/NAME.yml.", as_json=False)
        else:
            rows = [[s.name, s.customers, f"{s.share:.1%}", f"{s.revenue_share:.1%}", s.sentence] for s in found]
            say(grid("Segments", ["name", "customers", "of the base", "of revenue", "who"], rows), as_json=False)


@commands.command("count")
def count_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Count the members of a segment, exactly."""
    with workbench(workspace) as wb:
        customers = wb.segments.count(name)
        say({"segment": name, "customers": customers} if as_json else f"{customers:,}", as_json=as_json)


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
