"""A shop written down in a test: a few rows in, a workbench out."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from smartcom_kernel.core.errors import DataError, UnknownName
from smartcom_kernel.core.plugins import FOLDER
from smartcom_kernel.core.settings import FILE, current_workspace
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.state.server import EmbeddedServer
from smartcom_kernel.workbench import Workbench

DATABASE = "SMARTCOM_DATABASE_URL"
Rows = Sequence[Mapping[str, Any]]


@contextmanager
def small_shop(workspace: str | Path | None = None, *, as_of: str = "2018-01-01", **rows: Rows) -> Iterator[Workbench]:
    """A workbench over rows of a test, with the plug-ins and settings of a workspace, whose data it does not touch.

    Its folder and its database are its own, and gone at the end.

    Args:
        workspace: Whose plug-ins and settings; when absent, of the one that the current folder is or lies in.
        as_of: The moment of its refresh.
        **rows: The rows of each table: ``receipts=[{"receipt_id": "R1", "customer_id": "anna", ...}]``.

    Raises:
        UnknownName: There is no such table.
        DataError: Rows were rejected; the message says why.
    """
    for table in rows:
        if table not in CONTRACTS:
            raise UnknownName("table", table, CONTRACTS)
    with tempfile.TemporaryDirectory(prefix="smartcom-shop-") as name:
        folder = Path(name)
        _furnish(folder, current_workspace() if workspace is None else Path(workspace))
        with _database(folder), Workbench.open(folder) as wb:
            for table in (table for table in CONTRACTS if rows.get(table)):
                _load(wb, table, rows[table])
            wb.refresh(as_of=as_of)
            yield wb


def _furnish(folder: Path, workspace: Path) -> None:
    if (workspace / FILE).is_file():
        shutil.copy(workspace / FILE, folder)
    if (workspace / FOLDER).is_dir():
        shutil.copytree(workspace / FOLDER, folder / FOLDER, ignore=shutil.ignore_patterns("__pycache__"))


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """A database of the folder's own, whichever the environment names for other workspaces."""
    server, named = EmbeddedServer(folder), os.environ.pop(DATABASE, None)
    try:
        server.start()
        yield
    finally:
        server.stop()
        shutil.rmtree(server.home)  # as root it lies outside the folder
        if named is not None:
            os.environ[DATABASE] = named


def _load(wb: Workbench, table: str, rows: Rows) -> None:
    file = wb.folder / f"{table}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(dict.fromkeys(column for row in rows for column in row)))
        writer.writeheader()
        writer.writerows(rows)
    report = wb.load(table, file)
    if report.rejects:
        raise DataError(f"{report.describe()}\n{report.rejects.read_text(encoding='utf-8')}")
