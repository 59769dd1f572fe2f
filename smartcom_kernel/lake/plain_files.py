"""Tables that at a snapshot are some Parquet files and nothing else, so that reading these needs no catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from smartcom_kernel.lake.sql import STATE, files, identifier, literal, scan

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""What runs a statement with its parameters and returns the rows."""
GRACE = timedelta(days=1)
"""How long upkeep leaves a file on the disk that no snapshot needs any more."""

SIMPLE = re.compile(r"varchar|int64|boolean|timestamptz|date|decimal\(\d+, ?\d+\)")
"""Types that the catalogue and the engine call alike."""
VALID = "{0}.begin_snapshot <= {{at}} AND ({0}.end_snapshot IS NULL OR {0}.end_snapshot > {{at}})"
OWN = VALID.format("c") + " AND parent_column IS NULL"
CATALOGUED = f"""
WITH columns AS (
    SELECT table_id,
        array_agg(column_name ORDER BY column_order) FILTER (WHERE {OWN}) AS names,
        array_agg(column_type ORDER BY column_order) FILTER (WHERE {OWN}) AS types,
        bool_or(end_snapshot IS NOT NULL OR initial_default IS NOT NULL) AS changed
    FROM lake.ducklake_column c GROUP BY table_id
), files AS (
    SELECT f.table_id, array_agg(f.path ORDER BY f.path) AS paths, bool_or(
        NOT f.path_is_relative OR f.partial_max > {{at}} OR f.file_format <> 'parquet' OR f.mapping_id IS NOT NULL
        OR f.encryption_key IS NOT NULL OR EXISTS (
            SELECT FROM lake.ducklake_delete_file d WHERE d.data_file_id = f.data_file_id AND {VALID.format("d")})
    ) AS otherwise
    FROM lake.ducklake_data_file f WHERE {VALID.format("f")} GROUP BY table_id
)
SELECT t.table_name, s.path || t.path AS folder, names, types, paths, (
    SELECT array_agg(tablename::text) FROM pg_tables
    WHERE schemaname = 'lake' AND (
        tablename LIKE 'ducklake_inlined_data_' || t.table_id || '\\_%'
        OR tablename = 'ducklake_inlined_delete_' || t.table_id)) AS inlined
FROM lake.ducklake_table t JOIN lake.ducklake_schema s USING (schema_id)
JOIN columns USING (table_id) LEFT JOIN files USING (table_id)
WHERE {VALID.format("t")} AND s.path_is_relative AND t.path_is_relative AND NOT changed AND otherwise IS NOT TRUE
    AND EXISTS (SELECT FROM lake.ducklake_snapshot WHERE snapshot_id = {{at}})
"""
"""Tables whose files at a snapshot are as they are read, and in which tables of the catalogue itself further rows may
be, or deletions. A column that was renamed, dropped or has a value of its own in older files is known by more than its
name, and such a table is left to the catalogue."""


class PlainFiles(NamedTuple):
    """The files of a table, and its columns with their types as the catalogue calls them."""

    paths: list[Path]
    columns: dict[str, str]


def plain_files(ask: Ask, snapshot_id: int, folder: Path) -> dict[str, PlainFiles]:
    """The tables of which some files hold exactly the rows at a snapshot; the rows of others only the catalogue knows.

    A deleted row may still be in its file, a new one may be in the catalogue alone, and a merged file may hold rows of
    later snapshots too. The rows of a snapshot stay the same, but upkeep moves them, and after `GRACE` removes the
    files that they were in.

    Args:
        ask: What asks the lake, all in one transaction: between two, upkeep may move rows from where they were not
            looked for yet to where they were.
        snapshot_id: The snapshot.
        folder: Where the lake's files are.
    """
    known = of_the_catalogue(ask, CATALOGUED.format(at=int(snapshot_id)))
    inlined = sorted({table for *_, tables in known for table in tables or []})
    filled = {table for (table,) in of_the_catalogue(ask, _filled(inlined))} if inlined else set()
    return {
        name: PlainFiles([folder / of_table / path for path in paths or []], dict(zip(names, types, strict=True)))
        for name, of_table, names, types, paths, tables in known
        if filled.isdisjoint(tables or [])
    }


def over_files(ask: Ask, plain: PlainFiles) -> str | None:
    """The statement that reads a table from its files; in those older than a column its values are null.

    None where a column is in no file and the catalogue calls its type by a word of its own.
    """
    paths, columns = plain
    holding: dict[str, int] = {}
    if paths:
        counted = f"SELECT name, count(DISTINCT file_name) FROM parquet_schema({files(paths)}) GROUP BY name"
        holding = dict(ask(counted, []))
    if not all(column in holding or SIMPLE.fullmatch(type_) for column, type_ in columns.items()):
        return None
    chosen = ", ".join(identifier(c) if c in holding else _nothing(c, type_) for c, type_ in columns.items())
    if not paths:
        return f"SELECT {chosen} WHERE false"
    differ = any(holding.get(column, len(paths)) < len(paths) for column in columns)
    return f"SELECT {chosen} FROM {scan(paths, *(['union_by_name = true'] if differ else []))}"


def of_the_catalogue(ask: Ask, sql: str) -> list[tuple[Any, ...]]:
    """What the database that holds the catalogue, in its schema ``lake``, answers."""
    return ask(f"FROM postgres_query({literal(STATE)}, ?)", [sql])


def _filled(tables: Sequence[str]) -> str:
    return " UNION ALL ".join(
        f"SELECT {literal(table)} AS filled WHERE EXISTS (SELECT FROM lake.{identifier(table)})" for table in tables
    )


def _nothing(column: str, type_: str) -> str:
    return f"CAST(NULL AS {type_}) AS {identifier(column)}"
