"""Tables that at a snapshot are some Parquet files and nothing else, so that reading these needs no catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from smartcom_kernel.lake.sql import CATALOGUE, STATE, files, identifier, literal, pinned, scan

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""What runs a statement with its parameters and returns the rows."""

BESIDES = """
WITH t AS (
    SELECT table_id FROM lake.ducklake_table
    WHERE table_name = {name} AND begin_snapshot <= {at} AND (end_snapshot IS NULL OR end_snapshot > {at})
)
SELECT
    EXISTS (
        SELECT FROM lake.ducklake_data_file JOIN t USING (table_id)
        WHERE begin_snapshot <= {at} AND (end_snapshot IS NULL OR end_snapshot > {at})
            AND (partial_max > {at} OR mapping_id IS NOT NULL OR encryption_key IS NOT NULL)) AS strange,
    (SELECT array_agg(tablename::text) FROM pg_tables, t
        WHERE schemaname = 'lake' AND (
            tablename LIKE 'ducklake_inlined_data_' || table_id || '\\_%'
            OR tablename = 'ducklake_inlined_delete_' || table_id)) AS tables
"""
"""Asked of the catalogue's own database: whether a file of a table cannot be read as it is, and in which tables of the
catalogue itself rows may be, or deletions."""


def plain_files(ask: Ask, name: str, snapshot_id: int, *, most: int | None = None) -> list[Path] | None:
    """The files that hold exactly the rows of a table at a snapshot; None where rows must be left out or added.

    A deleted row may still be in its file, a new one may be in the catalogue alone, and a merged file may hold rows of
    later snapshots too. Upkeep may merge these files into others and remove them.

    Args:
        ask: What asks the lake.
        name: The table.
        snapshot_id: A committed snapshot.
        most: Of how many files at most; any number when None.
    """
    listing = (
        f"SELECT data_file, delete_file FROM ducklake_list_files({literal(CATALOGUE)}, {literal(name)}, "
        f"snapshot_version => {int(snapshot_id)})"
    )
    listed = ask(listing, [])
    if any(deletions for _, deletions in listed) or (most is not None and len(listed) > most):
        return None
    [(strange, tables)] = of_the_catalogue(ask, BESIDES.format(name=literal(name), at=int(snapshot_id)))
    if strange or (tables and of_the_catalogue(ask, _any_row(tables)) == [(True,)]):
        return None
    return sorted(Path(path) for path, _ in listed)


def reading(ask: Ask, name: str, snapshot_id: int, paths: Sequence[Path]) -> str:
    """The statement that reads a table from its files; in those older than a column its values are null."""
    columns = ask(f"DESCRIBE SELECT * FROM {pinned(name, snapshot_id)}", [])
    holding: dict[str, int] = dict(
        ask(f"SELECT name, count(DISTINCT file_name) FROM parquet_schema({files(paths)}) GROUP BY name", [])
    )
    chosen = [
        identifier(column) if column in holding else f"CAST(NULL AS {type_}) AS {identifier(column)}"
        for column, type_, *_ in columns
    ]
    differ = any(holding.get(column, len(paths)) < len(paths) for column, *_ in columns)
    return f"SELECT {', '.join(chosen)} FROM {scan(paths, *(['union_by_name = true'] if differ else []))}"


def of_the_catalogue(ask: Ask, sql: str) -> list[tuple[Any, ...]]:
    """What the database that holds the catalogue, in its schema ``lake``, answers."""
    return ask(f"FROM postgres_query({literal(STATE)}, ?)", [sql])


def _any_row(tables: Sequence[str]) -> str:
    return "SELECT " + " OR ".join(f"EXISTS (SELECT FROM lake.{identifier(table)})" for table in tables)
