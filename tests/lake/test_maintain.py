from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from smartcom_kernel.lake.connect import EngineError, Lake
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.state.connect import State

AT_ONCE = timedelta(0)


def add(lake: Lake, name: str, rows: int = 1000) -> None:
    """So many customers with ids in no order."""
    ids = f"printf('%s%06d', '{name}', (i * 7919) % 100003)"
    lake.run(f"INSERT INTO lake.main.customers (customer_id) SELECT {ids} FROM range({rows}) t(i)")


def count(lake: Lake, snapshot_id: int | None = None) -> int:
    at = "" if snapshot_id is None else f" AT (VERSION => {snapshot_id})"
    return int(lake.rows(f"SELECT count(*) FROM lake.main.customers{at}")[0][0])


def files(lake: Lake) -> list[tuple[str, str | None]]:
    return lake.rows("SELECT data_file, delete_file FROM ducklake_list_files('lake', 'customers')")


def test_many_files_become_one_that_is_sorted_and_holds_no_deleted_row(lake: Lake) -> None:
    for name in "cab":
        add(lake, name)
    lake.run("INSERT INTO lake.main.customers (customer_id) VALUES ('b5')")
    lake.run("DELETE FROM lake.main.customers WHERE customer_id LIKE 'c%' OR customer_id = 'a000000'")
    report = maintain(lake)
    assert (report.files_rewritten, report.tables_busy) == (1, ())
    [(path, deletions)] = files(lake)
    assert deletions is None
    ids = pq.read_table(path)["customer_id"].to_pylist()
    assert (len(ids), ids) == (2000, sorted(ids))


def test_a_lake_that_was_emptied_is_kept_up_and_its_past_can_be_read(lake: Lake) -> None:
    add(lake, "a")
    full = lake.snapshot_id()
    lake.run("DELETE FROM lake.main.customers")
    maintain(lake, grace=AT_ONCE)
    assert (count(lake), count(lake, full)) == (0, 1000)


def test_a_second_time_there_is_nothing_to_do(lake: Lake) -> None:
    add(lake, "a")
    add(lake, "b")
    maintain(lake)
    before = lake.snapshot_id()
    report = maintain(lake)
    assert (report.files_rewritten, report.files_merged, lake.snapshot_id()) == (0, 0, before)


def test_old_snapshots_go_but_never_one_that_is_kept_nor_the_newest(lake: Lake, workspace: Path) -> None:
    add(lake, "a")
    kept = lake.snapshot_id()
    lake.run("DELETE FROM lake.main.customers WHERE customer_id < 'a05'")
    add(lake, "b")
    gone, now = lake.snapshot_id(), count(lake)
    maintain(lake)
    report = maintain(lake, keep={kept}, keep_days=0, grace=AT_ONCE)
    assert report.snapshots_kept == 1
    assert (count(lake, kept), count(lake)) == (1000, now)
    with pytest.raises(EngineError, match="No snapshot found"):
        count(lake, gone)
    assert report.files_deleted > 0
    maintain(lake, keep_days=0, grace=AT_ONCE)
    assert (count(lake), len(list((workspace / "lake").rglob("*.parquet")))) == (now, 1)


def test_young_snapshots_and_files_that_a_query_may_still_read_stay(lake: Lake) -> None:
    add(lake, "a")
    young = lake.snapshot_id()
    [(path, _)] = files(lake)
    lake.run("DELETE FROM lake.main.customers WHERE customer_id < 'a05'")
    assert maintain(lake, keep_days=1).snapshots_expired == 0
    assert count(lake, young) == 1000
    maintain(lake, keep_days=0)
    assert Path(path).exists()


def test_what_a_killed_process_left_behind_is_swept_and_other_files_are_not(lake: Lake, workspace: Path) -> None:
    add(lake, "a")
    orphan, note = workspace / "lake" / "main" / "customers" / "half.parquet", workspace / "lake" / "notes.txt"
    orphan.write_bytes(b"PAR1")
    note.write_text("mine")
    maintain(lake)
    assert orphan.exists()
    assert maintain(lake, grace=AT_ONCE).files_deleted == 1
    assert (orphan.exists(), note.exists(), count(lake)) == (False, True, 1000)


class OvertakenLake(Lake):
    """A lake on which somebody else deletes customers while their files are being rewritten."""

    other: Lake

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if not ("rewrite" in sql and "customers" in sql):
            return super().rows(sql, params)
        with self.transaction():
            rewritten = super().rows(sql, params)
            self.other.run("DELETE FROM lake.main.customers WHERE customer_id > 'a09'")
        return rewritten


def test_a_table_that_somebody_deletes_from_meanwhile_is_left_for_later(state: State, workspace: Path) -> None:
    lake, other = OvertakenLake(state.dsn, workspace / "lake"), Lake(state.dsn, workspace / "lake")
    lake.other = other
    add(lake, "a")
    lake.run("DELETE FROM lake.main.customers WHERE customer_id < 'a05'")
    report = maintain(lake)
    assert report.tables_busy == ("customers",)
    assert "busy and left for later: customers" in report.describe()
    assert maintain(other).tables_busy == ()
    lake.close()
    other.close()
