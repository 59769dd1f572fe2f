"""An erasure that is killed at any step, or at any moment, comes to its end with the next run, and nothing is left."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import psycopg
import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.state.server import EmbeddedServer
from smartcom_kernel.workbench import Workbench
from tests.privacy.test_erase import CUSTOMERS, LINES, NOW, RECEIPTS, TRACES, files_with, load, revenue, rows_with

pytestmark = pytest.mark.torture
NEVER = 9


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace with a server of its own, so that every file of the database can be read."""
    monkeypatch.delenv("SMARTCOM_DATABASE_URL", raising=False)
    made = tmp_path / "workspace"
    with Workbench.open(made, clock=FixedClock(NOW)) as wb:
        for table, text in (("customers", CUSTOMERS), ("receipts", RECEIPTS), ("receipt_lines", LINES)):
            load(wb, table, text, tmp_path)
        wb.refresh(as_of=NOW)
        wb.consent.allow("ANNA-77", "email", source="form")
        wb.tags.put("vip", ["ANNA-77"])
        wb.maintain()
    yield made
    home = EmbeddedServer(made).home
    if not home.is_relative_to(made):
        shutil.rmtree(home)


def erase(folder: Path, fifths: float, *ids: str, seconds: float | None = None) -> int:
    """The exit code of an eraser that kills itself at a step, or is killed after so long."""
    command = [sys.executable, "-m", "tests.torture.eraser", str(folder), str(fifths), *ids]
    with subprocess.Popen(command) as child:
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def all_gone(folder: Path) -> None:
    """Nothing is left in any file, the database's own and its log included; the books and the act stand."""
    with Workbench.open(folder, clock=FixedClock(NOW)) as wb:
        assert rows_with(wb.state) == []
        assert revenue(wb)[0] == 3
    assert files_with(folder) == []
    home = EmbeddedServer(folder).home
    assert [p for p in home.rglob("*") if p.is_file() and any(t in p.read_bytes() for t in TRACES)] == []
    assert len(list((folder / "acts").glob("*.html"))) == 1


def test_the_search_sees_what_an_erasure_without_its_last_step_would_leave(folder: Path) -> None:
    assert erase(folder, 4, "ANNA-77") == -signal.SIGKILL
    home = EmbeddedServer(folder).home
    assert [p for p in home.rglob("*") if p.is_file() and any(t in p.read_bytes() for t in TRACES)] != []


@pytest.mark.parametrize("fifths", range(6))
def test_an_erasure_killed_at_a_step_is_finished_by_the_next_run(folder: Path, fifths: int) -> None:
    assert erase(folder, fifths, "ANNA-77") == -signal.SIGKILL
    assert erase(folder, NEVER) == 0
    all_gone(folder)


def test_who_still_reads_what_was_deleted_is_waited_for(folder: Path) -> None:
    with Workbench.open(folder, clock=FixedClock(NOW)) as wb, ThreadPoolExecutor(1) as pool:
        with psycopg.connect(wb.state.dsn) as reader:
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT count(*) FROM smartcom.consents")
            erased = pool.submit(wb.personal.erase, ["ANNA-77"], reason="request 17")
            assert not wait([erased], timeout=8).done
        assert erased.result().acts
    all_gone(folder)


@pytest.mark.parametrize("seconds", [1.5, 2.0, 2.3, 2.6, 3.0, 3.5])
def test_an_erasure_killed_at_any_moment_is_finished_by_the_next_run(folder: Path, seconds: float) -> None:
    erase(folder, NEVER, "ANNA-77", seconds=seconds)
    assert erase(folder, NEVER, "ANNA-77") == 0
    all_gone(folder)
