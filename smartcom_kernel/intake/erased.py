"""Persons who were erased do not come back with the next file: they are recognised by the keyed hash of their id.

A row that cannot be without its customer is rejected, and its reject names nobody; others, such as receipts, are loaded
without the customer. Nothing of this costs anything while nobody was ever erased.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from smartcom_kernel.intake.batch import Batch
from smartcom_kernel.intake.phrases import ERASED
from smartcom_kernel.intake.rejects import Rejects
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import STATE, literal, scan
from smartcom_kernel.state.erasures import CUSTOMER

ID = "customer_id"


def hashed(kind: str, value: str) -> str:
    """SQL of the lake's engine for what the state's `keyed_hash` makes of a value.

    Args:
        kind: ``"customer"`` or a medium.
        value: SQL of the value.
    """
    outer, inner = (f"(SELECT {pad} FROM {STATE}.smartcom.personal_key)" for pad in ("outer_pad", "inner_pad"))
    return f"unhex(sha256({outer} || unhex(sha256({inner} || encode({literal(kind + ':')} || {value})))))"


def without_erased(lake: Lake, batch: Batch, rejects: Rejects, folder: Path) -> Batch:
    """The same rows without persons who were erased.

    Args:
        lake: The engine, in the turn of this load: who is erased later is erased with its rows.
        batch: The rows.
        rejects: Where rows that cannot be without their customer are set aside.
        folder: For the ids that are recognised; they are gone with it.
    """
    erased = f"{STATE}.smartcom.erased"
    if ID not in batch.staged.columns or not lake.rows(f"SELECT 1 FROM {erased} WHERE kind = '{CUSTOMER}' LIMIT 1"):
        return batch
    known = folder / "erased.parquet"
    lake.run(
        f"COPY (SELECT {ID} FROM (SELECT DISTINCT {ID} FROM {batch.staged.source} WHERE {ID} IS NOT NULL) "
        f"WHERE {hashed(CUSTOMER, ID)} IN (SELECT hash FROM {erased} WHERE kind = '{CUSTOMER}')) "
        f"TO {literal(str(known))} (FORMAT parquet)"
    )
    if not lake.rows(f"SELECT 1 FROM {scan(known)} LIMIT 1"):
        return batch
    theirs = f"{ID} IN (FROM {scan(known)})"
    source = f"(SELECT * REPLACE (CASE WHEN {theirs} THEN NULL ELSE {ID} END AS {ID}) FROM {batch.staged.source})"
    if batch.contract[ID].required:
        rejects.add(
            f"SELECT _file, _row, _line, {literal(ID)} AS field, '' AS value, {ERASED.sql(rejects.lang)} AS reason "
            f"FROM {batch.staged.source} WHERE {theirs} AND NOT _bad"
        )
        source = f"(SELECT * REPLACE (_bad OR {theirs} AS _bad) FROM {batch.staged.source})"
    return replace(batch, staged=replace(batch.staged, source=source))
