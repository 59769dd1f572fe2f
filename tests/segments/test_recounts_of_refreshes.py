"""A refresh recounts the segments that are due, at its own moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.figures.segment_history import segment_history
from smartcom_kernel.state import runs
from smartcom_kernel.workbench import Workbench

BUYERS: dict[str, Any] = {"kind": "metric", "name": "receipts", "is": {"gte": 1}}


@pytest.fixture
def wb(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    """Anna buys on 1 December, Boris on 10 December."""
    (tmp_path / "receipts.csv").write_text(
        "receipt_id,customer_id,issued_at,total\n1,anna,2017-12-01T10:00:00Z,5\n2,boris,2017-12-10T10:00:00Z,5\n",
        encoding="utf-8",
    )
    with Workbench.open(workspace, clock=FixedClock("2018-01-01")) as opened:
        opened.load("receipts", tmp_path / "receipts.csv")
        yield opened


def moments(wb: Workbench, name: str) -> list[str]:
    return [f"{at:%m-%d}" for at in wb.segments.history(name).table["as_of"]]


def test_each_refresh_recounts_what_is_due_and_says_how_many(wb: Workbench) -> None:
    wb.segments.save("buyers", BUYERS)
    wb.segments.save("weekly", {"recalculated": "weekly", "condition": BUYERS})
    wb.segments.save("hand", {"recalculated": "by_hand", "condition": BUYERS})
    wb.segments.save("scored", {"kind": "score", "model": "nobodys", "is": {"gte": 1}})
    first = wb.refresh("2017-12-05")
    assert (first.segments, list(first.faults)) == (2, ["scored"])
    assert "; segments recounted: 2; not recounted scored: there is no model with scores" in first.describe("en")
    assert [wb.refresh(f"2017-12-{day}").segments for day in ("07", "12", "12")] == [1, 2, 0]
    assert moments(wb, "buyers") == ["12-05", "12-07", "12-12"]
    assert moments(wb, "weekly") == ["12-05", "12-12"]
    assert wb.segments.history("buyers").table["customers"].tolist() == [1, 1, 2]
    assert wb.lake.arrow(wb.segments.difference("buyers", "2017-12-06").entered)["customer_id"].to_pylist() == ["boris"]
    wb.segments.recount("hand")
    assert moments(wb, "hand") == ["12-12"]


def test_a_new_definition_is_due_again(wb: Workbench) -> None:
    wb.segments.save("monthly", {"recalculated": "monthly", "condition": BUYERS})
    wb.refresh("2017-12-05")
    wb.segments.save("monthly", {"recalculated": "monthly", "condition": {"kind": "not", "of": BUYERS}})
    wb.refresh("2017-12-06")
    assert wb.segments.history("monthly").table["new_definition"].tolist() == [False, True]


def test_a_recount_of_the_past_is_asked_of_that_moment(wb: Workbench) -> None:
    wb.segments.save("buyers", BUYERS)
    wb.refresh("2017-12-20")
    wb.at("2017-12-02").segments.recount("buyers")
    assert wb.segments.history("buyers").table["customers"].tolist() == [1, 2]
    assert len(segment_history(wb.segments.history("buyers")).data) == 3


def test_a_run_reads_the_recount_of_its_own_refresh(wb: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    wb.segments.save("buyers", BUYERS)
    wb.refresh("2017-12-05")
    with wb.state.transaction() as connection:
        runs.begin(
            connection, "run-1", "a.ipynb", {}, pid=1, host="h", now=wb.clock.now(), deadline_at=wb.clock.now(),
            as_of=wb.as_of, snapshot_id=wb.lake.snapshot_id(),
        )  # fmt: skip
    monkeypatch.setenv("SMARTCOM_RUN_ID", "run-1")
    with Workbench.open(wb.folder, clock=wb.clock) as running:
        running.refresh("2017-12-12")
        assert moments(running, "buyers") == ["12-05", "12-12"]
