"""What ties lines to their receipts: lines carry the receipt's customer, time and status, and come as whole sets."""

from __future__ import annotations

from pathlib import Path

from smartcom_kernel.intake.phrases import UNKNOWN_RECEIPT
from smartcom_kernel.intake.rejects import TABLE as REJECTS
from smartcom_kernel.intake.rejects import Rejects
from smartcom_kernel.intake.stage import Staged
from smartcom_kernel.intake.upsert import Changes, agree, stored
from smartcom_kernel.lake.columns import Contract
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import RECEIPT_LINES, RECEIPTS
from smartcom_kernel.lake.sql import identifier, literal, scan

CARRIED = tuple(c.name for c in RECEIPT_LINES.columns if c.origin == "derived")
ID = RECEIPTS.key[0]


def with_receipts(lake: Lake, staged: Staged, rejects: Rejects, folder: Path) -> Staged:
    """The lines with what they carry of their receipts; a line of an unknown receipt becomes a reject."""
    carried = ", ".join(f"r.{identifier(c)}" for c in CARRIED)
    unknown = f"NOT s._bad AND r.{ID} IS NULL"
    copy = folder / "with_receipts.parquet"
    lake.run(
        f"COPY (SELECT s.* REPLACE (s._bad OR r.{ID} IS NULL AS _bad), {carried}, {unknown} AS _unknown "
        f"FROM {staged.source} AS s LEFT JOIN {stored(RECEIPTS.name)} AS r ON {agree('r', 's', [ID])}) "
        f"TO {literal(str(copy))} (FORMAT parquet)"
    )
    said = UNKNOWN_RECEIPT.sql(rejects.lang, receipt_id=ID)
    numbered = f"_file, _row, _line, '{ID}' AS field, {ID} AS value, {said} AS reason"
    rejects.add(f"SELECT {numbered} FROM {scan(copy)} WHERE _unknown")
    return Staged(scan(copy), (*staged.columns, *CARRIED))


def left_out(lake: Lake, contract: Contract, staged: Staged, changes: Changes, folder: Path) -> Path | None:
    """The keys of stored rows that their set, as the files bring it, no longer holds; None where there are none.

    A set of which a row was rejected is not complete, so nothing of it is taken away; where nobody can say to which set
    a rejected row belongs, nothing of any set is.
    """
    of = identifier(contract.replaces_set_of)
    rejected = f"(SELECT DISTINCT _file, _row FROM {REJECTS})"
    whose = (
        f"SELECT s.{of} FROM {rejected} AS x LEFT JOIN {staged.source} AS s ON x._file = s._file AND x._row = s._row"
    )
    if lake.rows(f"SELECT 1 FROM ({whose}) WHERE {of} IS NULL LIMIT 1"):
        return None
    path = folder / "left_out.parquet"
    keys = ", ".join(f"t.{identifier(k)}" for k in contract.key)
    found = lake.run(
        f"COPY (SELECT {keys} FROM {stored(contract.name)} AS t "
        f"SEMI JOIN {changes.kept} AS k ON {agree('k', 't', [contract.replaces_set_of])} "
        f"ANTI JOIN ({whose}) AS w ON {agree('w', 't', [contract.replaces_set_of])} "
        f"ANTI JOIN {changes.kept} AS a ON {agree('a', 't', contract.key)}) TO {literal(str(path))} (FORMAT parquet)"
    )
    return path if found else None


def remove(lake: Lake, contract: Contract, keys: Path) -> int:
    """Take stored rows away, inside the caller's transaction; returns how many."""
    table = stored(contract.name)
    return lake.run(
        f"DELETE FROM {table} AS t WHERE EXISTS (SELECT 1 FROM {scan(keys)} AS g WHERE {agree('g', 't', contract.key)})"
    )


def follow(lake: Lake, changed: Path) -> int:
    """Bring the lines in step with receipts that have changed, inside the caller's transaction; returns how many."""
    put = ", ".join(f"{identifier(c)} = r.{identifier(c)}" for c in CARRIED)
    differs = " OR ".join(f"t.{identifier(c)} IS DISTINCT FROM r.{identifier(c)}" for c in CARRIED)
    return lake.run(
        f"UPDATE {stored(RECEIPT_LINES.name)} AS t SET {put} FROM {scan(changed)} AS r "
        f"WHERE {agree('r', 't', [ID])} AND ({differs})"
    )
