"""The main job on real receipts: ``demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import AsJson, Where, aside, grid, progress, say
from smartcom_kernel.demo.story import tell

Customers = Annotated[int | None, typer.Option(min=100, help="Size of the sample shop; real receipts when absent.")]


@app.command("demo")
def demo_command(*, customers: Customers = None, workspace: Where = Path("workspace"), as_json: AsJson = False) -> None:
    """Turn receipts into a measured mailing and a report; a second run does nothing twice and says so."""
    with progress(silent=as_json) as report:
        told = tell(workspace, customers=customers, progress=report, say=lambda line: aside.print(line, soft_wrap=True))
    if as_json:
        say(told, as_json=True)
        return
    rows = [[step.name, step.sentence, f"{step.seconds:.1f} s"] for step in told.steps]
    say(grid("What the demo did", ["step", "result", "took"], rows), as_json=False)
    typer.echo("\nOpen")
    for path, what in told.files:
        typer.echo(f"  {path}\n      {what}")
    if told.again:
        say("Everything was there already: nothing was loaded, planned or sent twice.", as_json=False)
