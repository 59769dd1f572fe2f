"""What the lake's snapshots changed, so that nothing is computed again from rows that are still the same."""

from __future__ import annotations

from collections.abc import Collection

import ibis.expr.types as ir

from smartcom_kernel.lake.connect import EngineError, Lake
from smartcom_kernel.lake.sql import CATALOGUE, literal

TOUCHING_ROWS = ("tables_inserted_into", "tables_deleted_from", "inlined_insert", "inlined_delete", "tables_dropped")


def same_rows(lake: Lake, names: Collection[str], one: int, other: int) -> bool:
    """Whether the named tables surely hold the same rows at two snapshots.

    Compaction moves rows and changes none. Where snapshots in between have expired nobody can tell: the answer is no.
    """
    first, last = sorted((one, other))
    sql = f"SELECT changes FROM ducklake_snapshots({literal(CATALOGUE)}) WHERE snapshot_id > ? AND snapshot_id <= ?"
    between = [changes for (changes,) in lake.rows(sql, [first, last])]
    asked = table_ids(lake, names)
    touched = {i for changes in between for what in TOUCHING_ROWS for i in changes.get(what, ())}
    return len(between) == last - first and touched.isdisjoint(asked)


def snapshots(lake: Lake) -> set[int]:
    """Every snapshot that can still be read."""
    return {found for (found,) in lake.rows(f"SELECT snapshot_id FROM ducklake_snapshots({literal(CATALOGUE)})")}


def table_ids(lake: Lake, names: Collection[str]) -> set[str]:
    """The catalogue's numbers of tables, as text."""
    found = lake.rows(f"SELECT table_name, table_id FROM ducklake_table_info({literal(CATALOGUE)})")
    return {str(number) for name, number in found if name in names}


def table_at(lake: Lake, name: str, snapshot_id: int | None) -> ir.Table | None:
    """A table that the program makes as it is needed; None where there was none yet at a snapshot.

    Args:
        lake: Where to read.
        name: Which table.
        snapshot_id: Which state of the lake; the newest when None.
    """
    if name not in lake.columns():
        return None
    try:
        return lake.table(name, snapshot_id)
    except EngineError as error:
        if "does not exist" not in str(error):
            raise
        return None
