"""Upkeep of the lake: rows in order, few files, no deleted rows in them, and no snapshot that nobody needs."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.lake.connect import EngineError, Lake
from smartcom_kernel.lake.plain_files import GRACE, of_the_catalogue
from smartcom_kernel.lake.sql import CATALOGUE, literal

KEEP_DAYS = 30
ANY_FILE = (
    "SELECT EXISTS (SELECT FROM lake.ducklake_data_file) OR "
    "EXISTS (SELECT FROM lake.ducklake_files_scheduled_for_deletion)"
)
"""Whether the catalogue knows of a file, be it of the past or on its way out."""


@dataclass(frozen=True)
class MaintenanceReport:
    """What maintenance did.

    Args:
        files_rewritten: Files that had deleted rows in them.
        files_merged: Files that became fewer, larger and sorted ones.
        tables_busy: Tables left as they were, because somebody wrote to them at the same time.
        snapshots_expired: Snapshots that can no longer be read.
        snapshots_kept: Old ones that stay because a record refers to them.
        files_deleted: Files removed from the disk.
        seconds: How long it took.
    """

    files_rewritten: int
    files_merged: int
    tables_busy: tuple[str, ...]
    snapshots_expired: int
    snapshots_kept: int
    files_deleted: int
    seconds: float

    def describe(self, lang: Lang = "en") -> str:
        """What was done, in one sentence."""
        busy = ", ".join(self.tables_busy)
        if lang == "ru":
            return (
                f"Файлов переписано без удалённых строк: {number(self.files_rewritten, lang)}, "
                f"слито: {number(self.files_merged, lang)}, стёрто: {number(self.files_deleted, lang)}; "
                f"снимков закрыто: {number(self.snapshots_expired, lang)}, "
                f"старых оставлено ради записей: {number(self.snapshots_kept, lang)}"
            ) + (f"; заняты и пропущены: {busy}" if busy else "")
        return (
            f"Files rewritten without their deleted rows: {number(self.files_rewritten)}, "
            f"merged: {number(self.files_merged)}, removed: {number(self.files_deleted)}; "
            f"snapshots expired: {number(self.snapshots_expired)}, "
            f"old ones kept for records: {number(self.snapshots_kept)}"
        ) + (f"; busy and left for later: {busy}" if busy else "")

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe(spoken()))}</p>"


def maintain(
    lake: Lake,
    *,
    keep: Collection[int] = (),
    keep_days: int = KEEP_DAYS,
    grace: timedelta = GRACE,
    progress: Progress | None = None,
) -> MaintenanceReport:
    """Sort and compact all tables, and forget old snapshots; what the others show stays the same.

    Whoever deletes rows of a table while it is compacted loses the race and must repeat: run it when nobody writes.

    Args:
        lake: The lake.
        keep: Snapshots that stay readable however old they are.
        keep_days: Age up to which every snapshot stays readable; the newest always does.
        grace: How long a file that no snapshot needs stays on the disk, because a query may still read it.
        progress: Told each step and how much of it is done, from 0 to 1.

    Raises:
        SetupError: There are files and the catalogue knows of none: it is not the catalogue of this folder.
    """
    _refuse_foreign_files(lake)
    started, tell = time.perf_counter(), progress or (lambda _step, _done: None)
    names = sorted(lake.columns())
    rewritten, merged, busy = 0, 0, []
    for done, name in enumerate(names):
        tell("compact", done / len(names))
        found = _compact(lake, name)
        if found is None:
            busy.append(name)
        else:
            rewritten, merged = rewritten + found[0], merged + found[1]
    tell("compact", 1)
    tell("expire", 0)
    expired, kept = _expire(lake, set(keep), keep_days)
    deleted = _delete_files(lake, grace)
    tell("expire", 1)
    seconds = time.perf_counter() - started
    return MaintenanceReport(rewritten, merged, tuple(busy), expired, kept, deleted, seconds)


def _refuse_foreign_files(lake: Lake) -> None:
    # To the catalogue of another folder, or to a new one, every file would be left over and be deleted.
    known = of_the_catalogue(lake.rows, ANY_FILE) == [(True,)]
    if not known and next(lake.folder.rglob("*.parquet"), None) is not None:
        raise SetupError(
            f"{lake.folder} holds files and the catalogue knows of none, so nothing was done: restore the workspace's "
            "database, or move the files away"
        )


def _compact(lake: Lake, name: str) -> tuple[int, int] | None:
    """How many files were rewritten and merged; None where somebody else wrote meanwhile."""
    table = f"{literal(CATALOGUE)}, {literal(name)}"
    try:
        lake.rows(f"CALL ducklake_flush_inlined_data({literal(CATALOGUE)}, table_name => {literal(name)})")
        # One deleted row is enough: engines that read the Parquet files alone know nothing of deletions.
        rewritten = lake.rows(f"CALL ducklake_rewrite_data_files({table}, delete_threshold => 0.0)")
        merged = lake.rows(f"CALL ducklake_merge_adjacent_files({table})")
    except EngineError as error:
        if "conflict" not in str(error):
            raise
        return None
    return _files_processed(rewritten), _files_processed(merged)


def _files_processed(answer: list[tuple[str, str, int, int]]) -> int:
    return sum(processed for _, _, processed, _ in answer)


def _expire(lake: Lake, keep: set[int], keep_days: int) -> tuple[int, int]:
    """How many snapshots were expired, and how many old ones were kept."""
    sql = (
        f"SELECT snapshot_id FROM ducklake_snapshots({literal(CATALOGUE)}) "
        "WHERE snapshot_time < now() - to_days(?) AND snapshot_id < ?"
    )
    old = {found for (found,) in lake.rows(sql, [keep_days, lake.snapshot_id()])}
    unneeded = sorted(old - keep)
    if unneeded:
        lake.rows(f"CALL ducklake_expire_snapshots({literal(CATALOGUE)}, versions => {unneeded})")
    return len(unneeded), len(old & keep)


def _delete_files(lake: Lake, grace: timedelta) -> int:
    """How many files were deleted: those of expired snapshots, and those that killed processes left behind."""
    call = "CALL {}({}, older_than => now() - to_seconds({}))"
    steps = ("ducklake_cleanup_old_files", "ducklake_delete_orphaned_files")
    return sum(len(lake.rows(call.format(step, literal(CATALOGUE), grace.total_seconds()))) for step in steps)


def purge(lake: Lake) -> int:
    """Leave nothing of rows that were deleted, in no file and no snapshot of the past; returns the one that is left.

    Nobody may write meanwhile: a file that is being written belongs to no snapshot yet, and goes too.

    Raises:
        SetupError: Somebody wrote meanwhile; do it again.
    """
    busy = [name for name in sorted(lake.columns()) if _compact(lake, name) is None]
    if busy:
        raise SetupError(f"somebody wrote to {', '.join(busy)} meanwhile, so not all was rewritten: try again")
    _expire(lake, set(), 0)
    _delete_files(lake, timedelta(0))
    return lake.snapshot_id()
