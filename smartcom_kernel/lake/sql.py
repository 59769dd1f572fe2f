"""How the engine is spoken to: what its databases are called, its types, its literals and names."""

from __future__ import annotations

SQL_TYPES = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DECIMAL(18,4)", "money": "DECIMAL(18,2)", "boolean": "BOOLEAN",
    "instant": "TIMESTAMPTZ", "date": "DATE", "json": "VARCHAR",
}  # fmt: skip
CATALOGUE = "lake"
STATE = "state"


def literal(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def pinned(table: str, snapshot_id: int) -> str:
    """A table of the lake at a snapshot, asked for through the catalogue."""
    return f"{CATALOGUE}.main.{identifier(table)} AT (VERSION => {int(snapshot_id)})"
