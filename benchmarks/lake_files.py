"""The Parquet files that our lake consists of, for those who read them without us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from benchmarks.contest import MEMORY, Place
from smartcom_kernel.lake.connect import Lake

FACTS = ("customers", "receipts", "receipt_lines", "products", "categories", "stores")
CUSTOMERS_AT_A_TIME = 200_000


def list_files(place: Place, lake: Lake, *tables: str) -> None:
    """Write down which files hold these tables now."""
    listed = {}
    for table in tables:
        found = lake.rows(f"SELECT data_file, delete_file FROM ducklake_list_files('lake', '{table}')")
        assert all(deleted is None for _, deleted in found), (
            f"files of {table} hold deleted rows: maintain the lake first"
        )
        rows = lake.rows(f"SELECT count(*) FROM lake.main.{table}") if found else [(0,)]
        listed[table] = [path for path, _ in found]
        assert rows == lake.rows(f"SELECT count(*) FROM read_parquet({listed[table]})"), f"{table} is not all in files"
    (place.folder / "files.json").write_text(json.dumps(listed), encoding="utf-8")


def files(place: Place) -> dict[str, list[str]]:
    """The files of each table."""
    listed: dict[str, list[str]] = json.loads((place.folder / "files.json").read_text(encoding="utf-8"))
    return listed


def sources(place: Place) -> dict[str, str]:
    """Each table as DuckDB reads its files."""
    return {table: f"read_parquet({paths})" for table, paths in files(place).items()}


@contextmanager
def connected(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB as a careful user sets it up, with as much memory as our engine has."""
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(place.folder / "spill")}) as db:
        db.execute("SET TimeZone = 'UTC'")
        yield db


def ranges(place: Place, db: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The first and the last customer of parts in which a table of everybody's products fits into memory.

    The files are sorted by customer, so a part reads little else; without parts it spills, and takes twice as long.
    """
    parts = -(-place.customers // CUSTOMERS_AT_A_TIME)
    customers = (
        f"SELECT customer_id, ntile({parts}) OVER (ORDER BY customer_id) AS part FROM {sources(place)['customers']}"
    )
    return db.execute(
        f"SELECT min(customer_id), max(customer_id) FROM ({customers}) GROUP BY part ORDER BY part"
    ).fetchall()
