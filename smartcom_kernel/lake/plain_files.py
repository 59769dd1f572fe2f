"""Tables that at a snapshot are some Parquet files and nothing else, so that reading these needs no catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from smartcom_kernel.lake.sql import STATE, files, identifier, literal, pinned, scan

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""What runs a statement with its parameters and returns the rows."""
GRACE = timedelta(days=1)
"""How long upkeep leaves a file on the disk that no snapshot needs any more."""

VALID = "{0}.begin_snapshot <= {{at}} AND ({0}.end_snapshot IS NULL OR {0}.end_snapshot > {{at}})"
CATALOGUED = f"""
WITH t AS (
    SELECT t.table_id, s.path || t.path AS folder, s.path_is_relative AND t.path_is_relative AS inside
    FROM lake.ducklake_table t JOIN lake.ducklake_schema s USING (schema_id)
    WHERE t.table_name = {{name}} AND {VALID.format("t")}
), f AS (
    SELECT f.*, t.folder, t.inside FROM lake.ducklake_data_file f JOIN t USING (table_id) WHERE {VALID.format("f")}
)
SELECT
    EXISTS (SELECT FROM lake.ducklake_snapshot WHERE snapshot_id = {{at}})
    AND EXISTS (SELECT FROM t)
    AND NOT EXISTS (
        SELECT FROM f WHERE NOT (inside AND path_is_relative) OR partial_max > {{at}} OR file_format <> 'parquet'
            OR mapping_id IS NOT NULL OR encryption_key IS NOT NULL)
    AND NOT EXISTS (SELECT FROM lake.ducklake_delete_file d JOIN f USING (data_file_id) WHERE {VALID.format("d")})
    AND NOT EXISTS (
        SELECT FROM lake.ducklake_column c JOIN t USING (table_id)
        WHERE c.end_snapshot IS NOT NULL OR c.initial_default IS NOT NULL) AS whole,
    (SELECT array_agg(folder || path ORDER BY path) FROM f) AS paths,
    (SELECT array_agg(tablename::text) FROM pg_tables, t
        WHERE schemaname = 'lake' AND (
            tablename LIKE 'ducklake_inlined_data_' || table_id || '\\_%'
            OR tablename = 'ducklake_inlined_delete_' || table_id)) AS inlined
"""
"""Of a table at a snapshot: whether its files are as they are read, which they are, and in which tables of the
catalogue itself further rows may be, or deletions. A column that was renamed, dropped or has a value of its own in
older files is known by more than its name, and such a table is left to the catalogue."""


def plain_files(ask: Ask, name: str, snapshot_id: int, folder: Path) -> list[Path] | None:
    """The files that hold exactly the rows of a table at a snapshot; None where only the catalogue knows the rows.

    A deleted row may still be in its file, a new one may be in the catalogue alone, and a merged file may hold rows
    of later snapshots too. The rows of a snapshot stay the same, but upkeep moves them, and after `GRACE` removes the
    files that they were in.

    Args:
        ask: What asks the lake, all in one transaction: between two, upkeep may move rows from where they were not
            looked for yet to where they were.
        name: The table.
        snapshot_id: The snapshot.
        folder: Where the lake's files are.
    """
    question = CATALOGUED.format(name=literal(name), at=int(snapshot_id))
    [(whole, paths, inlined)] = of_the_catalogue(ask, question)
    if not whole or (inlined and of_the_catalogue(ask, _any_row(inlined)) == [(True,)]):
        return None
    return [folder / path for path in paths or []]


def over_files(ask: Ask, name: str, snapshot_id: int, paths: Sequence[Path]) -> str:
    """The statement that reads a table from its files; in those older than a column its values are null."""
    columns = ask(f"DESCRIBE SELECT * FROM {pinned(name, snapshot_id)}", [])
    if not paths:
        return f"SELECT {', '.join(_nothing(column, type_) for column, type_, *_ in columns)} WHERE false"
    counted = f"SELECT name, count(DISTINCT file_name) FROM parquet_schema({files(paths)}) GROUP BY name"
    holding: dict[str, int] = dict(ask(counted, []))
    chosen = (identifier(c) if c in holding else _nothing(c, type_) for c, type_, *_ in columns)
    differ = any(holding.get(column, len(paths)) < len(paths) for column, *_ in columns)
    return f"SELECT {', '.join(chosen)} FROM {scan(paths, *(['union_by_name = true'] if differ else []))}"


def of_the_catalogue(ask: Ask, sql: str) -> list[tuple[Any, ...]]:
    """What the database that holds the catalogue, in its schema ``lake``, answers."""
    return ask(f"FROM postgres_query({literal(STATE)}, ?)", [sql])


def _any_row(tables: Sequence[str]) -> str:
    return "SELECT " + " OR ".join(f"EXISTS (SELECT FROM lake.{identifier(table)})" for table in tables)


def _nothing(column: str, type_: str) -> str:
    return f"CAST(NULL AS {type_}) AS {identifier(column)}"
