"""How the engine is spoken to: what its databases are called, its types, its literals and names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SQL_TYPES = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DECIMAL(18,4)", "money": "DECIMAL(18,2)", "boolean": "BOOLEAN",
    "instant": "TIMESTAMPTZ", "date": "DATE", "json": "VARCHAR",
}  # fmt: skip
CATALOGUE = "lake"
STATE = "state"
GLOB = {"[": "[[]", "*": "[*]", "?": "[?]"}


def literal(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def files(paths: Path | Sequence[Path]) -> str:
    """Files as a list for the engine, whatever characters their names hold."""
    named = ("".join(GLOB.get(c, c) for c in str(p.resolve())) for p in ([paths] if isinstance(paths, Path) else paths))
    return f"[{', '.join(map(literal, named))}]"


def scan(paths: Path | Sequence[Path], *options: str) -> str:
    """What stands behind FROM to read Parquet files."""
    return (
        f"read_parquet({', '.join([files(paths), 'binary_as_string = true', 'hive_partitioning = false', *options])})"
    )


def pinned(table: str, snapshot_id: int) -> str:
    """A table of the lake at a snapshot, asked for through the catalogue."""
    return f"{CATALOGUE}.main.{identifier(table)} AT (VERSION => {int(snapshot_id)})"
