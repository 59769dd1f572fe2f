"""Loading the sample shop into an empty workspace, beside the least that must happen: the same rows, sorted, on disk.

The peer trusts its input: it checks nothing, normalises no contact and can neither be repeated nor undone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from benchmarks import generation
from benchmarks.contest import US, Contest, Place, Work
from smartcom_kernel.intake.sample import generate
from smartcom_kernel.lake.contracts import CONTRACTS


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`wb.load` of every table."""
    place.clear_workspace()
    with place.workbench() as wb:
        yield lambda: sum(wb.load(table, *files).loaded for table, files in place.sample().items())


@contextmanager
def by_hand(place: Place) -> Iterator[Work]:
    """DuckDB copies the files, sorted as the lake sorts them; lines get what they need of their receipt."""
    target = place.folder / "copied"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    with connected(place) as db:

        def work() -> int:
            files = {table: f"read_parquet({[str(path) for path in paths]})" for table, paths in place.sample().items()}
            lines = f"SELECT l.*, r.customer_id, r.issued_at, r.status FROM {files['receipt_lines']} l"
            files["receipt_lines"] = f"({lines} JOIN {files['receipts']} r USING (receipt_id))"
            done = 0
            for table, source in files.items():
                order = ", ".join(CONTRACTS[table].sorted_by)
                copied = f"COPY (SELECT * FROM {source} ORDER BY {order}) TO '{target / table}.parquet' (FORMAT parquet)"
                done += db.execute(copied).fetchall()[0][0]
            return done

        yield work
    shutil.rmtree(target)


def prepare(place: Place) -> None:
    """The files to load."""
    if not all(place.sample().values()):
        with place.workbench() as wb:
            generate(wb.lake, place.folder / "sample", customers=place.customers)


def check(place: Place) -> None:
    """Every row of the files is in the lake."""
    with place.workbench() as wb:
        for table, paths in place.sample().items():
            loaded, given = wb.lake.rows(f"SELECT count(*) FROM lake.main.{table}")[0][0], generation.rows(iter(paths))
            assert loaded == given, f"{table}: {given} rows in the files, {loaded} in the lake"


@contextmanager
def connected(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB as a careful user sets it up, with as much memory as our engine has by default."""
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(place.folder / "spill")}) as db:
        db.execute("SET TimeZone = 'UTC'")
        yield db


CONTEST = Contest(
    "Load it into an empty workspace", "rows", {US: ours, "DuckDB, copy unchecked": by_hand}, prepare, check
)
