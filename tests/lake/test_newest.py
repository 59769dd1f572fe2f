"""Of many questions the newest is answered, beside the thread of the notebook."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.newest import NAME, Newest

LONG = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 7"


@pytest.fixture
def newest(common_lake: Lake) -> Iterator[Newest]:
    opened = Newest(common_lake)
    yield opened
    opened.close()


def asking(sql: str, heard: list[object], began: threading.Event | None = None) -> Callable[[Lake], None]:
    def ask(lake: Lake) -> None:
        if began is not None:
            began.set()
        heard.append(lake.rows(sql)[0][0])

    return ask


def test_a_question_that_is_no_longer_wanted_is_interrupted_and_the_newest_answered(newest: Newest) -> None:
    """To count it through would take hours."""
    heard: list[object] = []
    began = threading.Event()
    newest.ask(asking(LONG, heard, began))
    assert began.wait(10)
    for number in range(5):
        newest.ask(asking(f"SELECT {number}", heard))
    assert newest.wait(30)
    assert heard[-1] == 4


def test_the_notebook_asks_its_own_questions_meanwhile(newest: Newest, common_lake: Lake) -> None:
    heard: list[object] = []
    began = threading.Event()
    newest.ask(asking(LONG, heard, began))
    assert began.wait(10)
    assert common_lake.rows("SELECT current_setting('TimeZone')") == [("UTC",)]
    newest.ask(asking("SELECT json_text('{\"a\": 1}', '$.a')", heard))
    assert newest.wait(30)
    assert heard == ["1"]


def test_closing_ends_what_runs_and_leaves_the_lake_open(common_lake: Lake) -> None:
    newest = Newest(common_lake)
    began = threading.Event()
    newest.ask(asking(LONG, [], began))
    assert began.wait(10)
    before = time.monotonic()
    newest.close()
    assert time.monotonic() - before < 10
    assert common_lake.rows("SELECT 1") == [(1,)]


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == NAME]


def test_nothing_is_kept_ready_for_one_who_asks_no_more_and_the_next_question_is_answered(common_lake: Lake) -> None:
    newest = Newest(common_lake, idle_seconds=0.05)
    heard: list[object] = []
    try:
        for number in range(2):
            newest.ask(asking(f"SELECT {number}", heard))
            assert newest.wait(10)
            until = time.monotonic() + 10
            while threads() and time.monotonic() < until:
                time.sleep(0.01)
            assert threads() == []
    finally:
        newest.close()
    assert heard == [0, 1]


def test_a_question_that_fails_is_heard_of_and_the_next_one_is_answered(
    newest: Newest, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda told: failed.append(told.exc_type))
    heard: list[object] = []
    for sql in ("SELECT nothing", "SELECT 7"):
        newest.ask(asking(sql, heard))
        assert newest.wait(10)
    assert (heard, len(failed)) == ([7], 1)
