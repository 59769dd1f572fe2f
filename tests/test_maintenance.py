"""What happens every night after the loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.state import runs
from smartcom_kernel.workbench import Workbench

NOW = "2018-01-10"


def receipts_at(wb: Workbench, snapshot_id: int) -> list[dict[str, Any]]:
    expression = wb.at(NOW, snapshot_id=snapshot_id).tables.receipts.order_by("receipt_id")
    return list(wb.lake.arrow(expression).to_pylist())


def files_of_receipts(wb: Workbench) -> int:
    [(files,)] = wb.lake.rows("SELECT file_count FROM ducklake_table_info('lake') WHERE table_name = 'receipts'")
    return int(files)


def test_maintenance_leaves_fewer_files_and_every_pinned_snapshot_as_it_was(workspace: Path, tmp_path: Path) -> None:
    with Workbench.open(workspace, clock=FixedClock(NOW)) as wb:
        pinned: dict[int, list[dict[str, Any]]] = {}
        for day in range(1, 5):
            file = tmp_path / f"{day}.csv"
            rows = "".join(f"R{n},C{n},2017-12-0{day}T10:00:00Z,{day}.00\n" for n in range(day, day + 200))
            file.write_text("receipt_id,customer_id,issued_at,total\n" + rows, encoding="utf-8")
            wb.load("receipts", file)
            wb.refresh(as_of=f"2017-12-0{day}")
            snapshot_id = wb.lake.snapshot_id()
            with wb.state.transaction() as connection:
                runs.begin(
                    connection, f"run-{day}", "a.ipynb", {}, pid=1, host="h", now=wb.clock.now(),
                    deadline_at=wb.clock.now(), as_of=wb.clock.now(), snapshot_id=snapshot_id,
                )  # fmt: skip
            pinned[snapshot_id] = receipts_at(wb, snapshot_id)
        assert files_of_receipts(wb) == 4
        report = wb.maintain()
        assert report.tables_busy == ()
        assert files_of_receipts(wb) == 1
        assert {snapshot_id: receipts_at(wb, snapshot_id) for snapshot_id in pinned} == pinned
        assert [len(rows) for rows in pinned.values()] == [200, 201, 202, 203]


def test_files_that_the_catalogue_knows_nothing_of_are_not_swept_away(workspace: Path) -> None:
    with Workbench.open(workspace, clock=FixedClock(NOW)) as wb:
        stray = workspace / "lake" / "main" / "receipts" / "a.parquet"
        stray.parent.mkdir(parents=True)
        stray.write_bytes(b"PAR1")
        with pytest.raises(SetupError, match="the catalogue knows of none, so nothing was done"):
            maintain(wb.lake)
        assert stray.exists()
