"""Loading the sample shop into an empty workspace, beside the least that must happen: the same rows, sorted, on disk.

The peer trusts its input: it checks nothing, normalises no contact, rejects no row, and cannot be repeated.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from benchmarks import generation
from benchmarks.contest import US, Contest, Place, Work
from benchmarks.lake_files import connected
from smartcom_kernel.lake.contracts import CONTRACTS

COPIED = "DuckDB, unchecked copy"


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`wb.load` of every table."""
    place.clear_workspace()
    with place.workbench() as wb:
        yield lambda: sum(wb.load(table, *files).loaded for table, files in place.sample().items())


@contextmanager
def copy(place: Place) -> Iterator[Work]:
    """DuckDB copies the files, sorted as the lake sorts them; lines get what they need of their receipt."""
    folder = place.folder / "copied"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    sources = {table: f"read_parquet({[str(path) for path in paths]})" for table, paths in place.sample().items()}
    sources["receipt_lines"] = f"""(
        SELECT l.*, r.customer_id, r.issued_at, r.status
        FROM {sources["receipt_lines"]} l JOIN {sources["receipts"]} r USING (receipt_id))"""
    with connected(place) as db:
        yield lambda: sum(_copied(db, table, source, f"{folder}/{table}.parquet") for table, source in sources.items())
    shutil.rmtree(folder)


def _copied(db: duckdb.DuckDBPyConnection, table: str, source: str, path: str) -> int:
    order = ", ".join(CONTRACTS[table].sorted_by)
    done = db.execute(f"COPY (SELECT * FROM {source} ORDER BY {order}) TO '{path}' (FORMAT parquet)").fetchall()
    return int(done[0][0])


def check(place: Place) -> None:
    """Every row of the files is in the lake; more are where a contest has loaded days of its own."""
    with place.workbench() as wb:
        for table, paths in place.sample().items():
            loaded, given = wb.lake.rows(f"SELECT count(*) FROM lake.main.{table}")[0][0], generation.rows(paths)
            assert loaded >= given, f"{table}: {given} rows in the files, {loaded} in the lake"


def ensure(place: Place) -> None:
    """A workspace with the sample shop in its lake."""
    generation.ensure(place)
    if not place.workspace.exists():
        with ours(place) as work:
            work()
    check(place)


CONTEST = Contest("Load it into an empty workspace", "rows", {US: ours, COPIED: copy}, generation.ensure, check)
