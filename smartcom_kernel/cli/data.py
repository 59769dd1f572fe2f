"""Data in, numbers out, everything in order: ``load``, ``refresh`` and ``maintain``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, progress, say, workbench

Files = Annotated[list[Path], typer.Argument(help="CSV or Parquet files of one table.", exists=True)]


@app.command("load")
def load_command(
    table: Annotated[str, typer.Argument(help="Table to load into, such as receipts.")],
    files: Files,
    *,
    format_: Annotated[str | None, typer.Option("--format", help="csv or parquet; told by the file.")] = None,
    dates: Annotated[str | None, typer.Option(help="Order of dates that are not ISO: DMY, MDY or YMD.")] = None,
    decimal: Annotated[str | None, typer.Option(help="Decimal sign of numbers: . or ,")] = None,
    time_zone: Annotated[str | None, typer.Option(help="IANA zone of instants without an offset.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of a CSV file, such as cp1251.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Character between the fields of a CSV file.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Bring files into a table; rejected rows are written out with the reason."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            result = wb.load(
                table, *files, format=format_, dates=dates, decimal=decimal, time_zone=time_zone, encoding=encoding,
                delimiter=delimiter, progress=told,
            )  # fmt: skip
        say(result, as_json=as_json, lang=wb.settings.language)
        for warning in result.warnings if not as_json else ():
            typer.echo(f"  {warning}", err=True)


@app.command("refresh")
def refresh_command(
    *,
    as_of: Annotated[str | None, typer.Option(help="Moment to speak of, ISO; now when absent.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Compute anew, even where nothing has changed.")] = False,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Compute the metrics and RFM of every customer as of a moment, and recount the segments that are due."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            result = wb.refresh(as_of=as_of, full=full, progress=told)
        say(result, as_json=as_json, lang=wb.settings.language)


@app.command("maintain")
def maintain_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Compact the lake's files and forget snapshots that nobody needs; loads and refreshes wait meanwhile."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            result = wb.maintain(progress=told)
        say(result, as_json=as_json, lang=wb.settings.language)
