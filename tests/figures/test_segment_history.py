from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from smartcom_kernel.figures.segment_history import segment_history
from smartcom_kernel.segments.history import SegmentHistory


def history(*rows: tuple[int, int, int, bool]) -> SegmentHistory:
    table = pd.DataFrame(
        {
            "as_of": datetime(2017, 10, n, 22, tzinfo=UTC), "customers": customers, "entered": entered, "left": left,
            "share": 0.5, "revenue_share": 0.25, "new_definition": changed,
        }
        for n, (customers, entered, left, changed) in enumerate(rows, 1)
    )  # fmt: skip
    return SegmentHistory("a<b>", table, pd.DataFrame({"since": [], "definition": []}), "Europe/Moscow")


def test_the_line_is_the_size_and_the_bars_are_the_moves_on_the_clock_of_the_shop() -> None:
    drawn = segment_history(history((10, 10, 0, False), (12, 5, 3, False), (4, 1, 9, True)), lang="en")
    line, entered, left = drawn.data
    assert list(line.y) == [10, 12, 4]
    assert (list(entered.y), list(left.y)) == ([5, 1], [-3, -9])
    assert str(line.x[0]) == "2017-10-02 01:00:00"
    assert line.customdata[1] == "3 Oct 2017, 01:00<br><b>12</b> customers (50.0%)<br>entered: 5, left: 3"


def test_a_changed_definition_is_marked() -> None:
    drawn = segment_history(history((10, 10, 0, False), (12, 5, 3, True)), lang="ru")
    assert [a.text for a in drawn.layout.annotations] == ["другое определение"]
    assert drawn.layout.title.text == "Сегмент «a&lt;b&gt;» во времени"
    assert not segment_history(history((10, 10, 0, False))).layout.annotations
