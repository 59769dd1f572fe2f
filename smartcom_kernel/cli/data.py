"""Data in, numbers out: ``load`` and ``refresh``."""

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
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Bring files into a table; rejected rows are written out with the reason."""
    with workbench(workspace) as wb, progress(silent=as_json) as report:
        result = wb.load(table, *files, format=format_, dates=dates, decimal=decimal, progress=report)
        say(result, as_json=as_json, lang=wb.settings.language)


@app.command("refresh")
def refresh_command(
    *,
    as_of: Annotated[str | None, typer.Option(help="Moment to speak of, ISO; now when absent.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Compute the metrics and RFM of every customer as of a moment."""
    with workbench(workspace) as wb, progress(silent=as_json) as report:
        say(wb.refresh(as_of=as_of, progress=report), as_json=as_json, lang=wb.settings.language)
