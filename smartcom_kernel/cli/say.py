"""How the command line speaks: sentences for people, JSON for programs, a bar for whatever takes long."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.progress import Progress, step_words
from smartcom_kernel.core.settings import is_workspace
from smartcom_kernel.core.wording import number
from smartcom_kernel.workbench import Workbench

Where = Annotated[Path, typer.Option("--workspace", help="Folder of the workspace.", file_okay=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of sentences.")]
HERE = Path()

screen = Console(highlight=False, markup=False, emoji=False)
aside = Console(stderr=True, highlight=False, markup=False, emoji=False)


@contextmanager
def workbench(folder: Path) -> Iterator[Workbench]:
    """The workbench of a workspace that exists; closed at the end.

    Raises:
        SetupError: The folder is no workspace.
    """
    refuse_no_workspace(folder)
    with Workbench.open(folder) as wb:
        yield wb


def refuse_no_workspace(folder: Path) -> None:
    """Looking makes nothing: only ``init`` and ``demo`` make a workspace where there is none.

    Raises:
        SetupError: The folder holds nothing of a workspace.
    """
    if not is_workspace(folder):
        raise SetupError(f"{folder.absolute()} is no workspace; make one with: smartcom init {folder}")


def say(result: Any, *, as_json: bool, lang: Lang = "en") -> None:
    """Print a result: its own sentence, or its fields as JSON."""
    if as_json:
        typer.echo(json.dumps(plain(result), ensure_ascii=False, indent=2))
    elif isinstance(result, Table):
        screen.print(result)
    else:  # not by rich, which would wrap a statement or a path where the terminal ends
        typer.echo(result if isinstance(result, str) else result.describe(lang))


def plain(value: Any) -> Any:
    """A result as plain data that JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(plain(k)): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, Enum):
        return plain(value.value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def grid(title: str, columns: list[str], rows: list[list[Any]], lang: Lang = "en") -> Table:
    """A table for people; numbers stand right."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(number(cell, lang) if isinstance(cell, int) else str(cell) for cell in row))
    return table


@contextmanager
def progress(lang: Lang = "en", *, silent: bool = False) -> Iterator[Progress]:
    """A callback that draws a bar for each step; one that pulses where nobody can say how much is done.

    The bars are gone when the context ends: print the result after it.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bars = Bars(*columns, console=aside, transient=True, disable=silent, redirect_stdout=False, redirect_stderr=False)
    known: dict[str, Any] = {}

    def report(step: str, done: float) -> None:
        if step not in known:
            known[step] = bars.add_task(step_words(step, lang), total=None)
        bars.update(known[step], total=1.0 if done else None, completed=done)

    with bars:
        yield report
