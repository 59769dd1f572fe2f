"""The moment a load becomes part of the lake: compared, checked to add up, written as one snapshot, registered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.intake import lines, upsert
from smartcom_kernel.intake.batch import Batch
from smartcom_kernel.intake.phrases import LOADED_BEFORE, Phrase
from smartcom_kernel.intake.rejects import Rejects
from smartcom_kernel.intake.report import LoadReport
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import RECEIPT_LINES, RECEIPTS
from smartcom_kernel.state import loads
from smartcom_kernel.state.connect import Connection


def committed(
    lake: Lake,
    connection: Connection,
    batch: Batch,
    rejects: Rejects,
    *,
    folder: Path,
    rejects_folder: Path,
    said: Progress,
) -> LoadReport:
    """Write a load, or nothing of it, and say what became of its rows.

    Args:
        lake: Where the rows go.
        connection: The state's transaction in which no other load writes; the register is written with it.
        batch: The rows.
        rejects: Where faults are written down.
        folder: For what is computed on the way.
        rejects_folder: Where the file with the rejects goes.
        said: Told how far this is.
    """
    wanted, staged = batch.contract, batch.staged
    said("comparing", 0.0)
    if wanted is RECEIPT_LINES:
        staged = lines.with_receipts(lake, staged, rejects, folder)
    changes = upsert.compared(lake, wanted, staged, rejects, folder)
    left_out = lines.left_out(lake, wanted, staged, changes, folder) if wanted.replaces_set_of else None
    rejected = Counter(rejects.by_file())
    path = rejects.write(rejects_folder / f"{wanted.name}-{batch.mark}.csv", [f.name for f in batch.files])
    said("comparing", 1.0)
    said("writing", 0.0)
    loaded, removed, stubs = 0, 0, Counter[str]()
    if changes.written or left_out:
        with lake.transaction():
            loaded, stubs = upsert.write(lake, wanted, staged, changes)
            removed = lines.remove(lake, wanted, left_out) if left_out else 0
            if wanted is RECEIPTS and changes.changed:
                lines.follow(lake, changes.changed)
            _must_add_up(batch, changes, rejected, loaded)
    else:
        _must_add_up(batch, changes, rejected, loaded)
    said("writing", 1.0)
    snapshot_id = lake.snapshot_id()
    earlier, load_ids = _registered(connection, batch, changes, rejected, path, snapshot_id)
    return LoadReport(
        wanted.name, batch.rows_in.total(), loaded, changes.unchanged.total(), rejected.total(), path,
        tuple(f.name for f in batch.files), tuple(remark.say(rejects.lang) for remark in (*earlier, *batch.remarks)),
        dict(stubs), removed, snapshot_id, load_ids,
    )  # fmt: skip


def _must_add_up(batch: Batch, changes: upsert.Changes, rejected: Counter[int], loaded: int) -> None:
    """Refuse to commit when a row is lost; what was read, taken by the lake and set aside is counted separately."""
    if batch.rows_in != changes.written + changes.unchanged + rejected or loaded != changes.written.total():
        raise DataError(
            f"{batch.contract.name}: rows do not add up, so nothing was loaded; by file {dict(batch.rows_in)} in, "
            f"{dict(changes.written)} to write, {dict(changes.unchanged)} unchanged, {dict(rejected)} rejected; "
            f"{loaded} written"
        )


def _registered(
    connection: Connection,
    batch: Batch,
    changes: upsert.Changes,
    rejected: Counter[int],
    rejects: Path | None,
    snapshot_id: int,
) -> tuple[list[Phrase], tuple[int, ...]]:
    """Put each file into the register; returns what is known of files that came before, and the entries' ids."""
    remarks, ids = [], []
    for number, file in enumerate(batch.files):
        before = loads.earlier(connection, batch.contract.name, file.sha256)
        if before:
            on = before["loaded_at"].date().isoformat()
            remarks.append(LOADED_BEFORE.filled(file=file.name, day=on, earlier=before["file_name"]))
        ids.append(
            loads.record(
                connection, table=batch.contract.name, file=file.name, sha256=file.sha256,
                rows_in=batch.rows_in[number], loaded=changes.written[number], unchanged=changes.unchanged[number],
                rejected=rejected[number], rejects=str(rejects or ""), snapshot_id=snapshot_id,
            )
        )  # fmt: skip
    return remarks, tuple(ids)
