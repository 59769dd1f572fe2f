from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ibis
import pandas as pd

from smartcom_kernel.core.settings import Interests
from smartcom_kernel.figures.interests import interest_bars
from smartcom_kernel.figures.style import ORANGE, TEAL
from smartcom_kernel.metrics.interest_result import InterestResult


class OfNobody:
    """Tables that are not asked: the frame is given."""

    as_of = datetime(2018, 1, 1, tzinfo=UTC)
    interests = Interests(half_life_days=21)


def result(rows: list[dict[str, Any]]) -> InterestResult:
    given: Any = OfNobody()
    made = InterestResult(given, ibis.table({"name": "string"}, name="interests"), "C<1>", 5)
    made.__dict__["frame"] = pd.DataFrame(rows)
    return made


def test_a_bar_per_category_has_its_trend_and_a_mark_what_was_before() -> None:
    rows = [
        {"name": "Coffee <b>", "interest": 0.6, "interest_before": 0.2, "trend": "rising"},
        {"name": "Tea", "interest": 0.4, "interest_before": 0.8, "trend": "falling"},
    ]
    drawn = interest_bars(result(rows))
    bars, marks, labels = drawn.data
    assert list(bars.y) == ["Coffee &lt;b&gt;", "Tea"]
    assert list(labels.text) == [" 60% ↑", " 40% ↓"]
    assert list(labels.x) == [0.6, 0.8]
    assert list(bars.marker.color) == [TEAL, ORANGE]
    assert list(marks.x) == [0.2, 0.8]
    assert drawn.layout.title.text == "Interests of C&lt;1&gt;"
    assert interest_bars(result(rows), lang="ru").data[1].name == "21 день назад"


def test_of_whom_nothing_is_known_the_figure_says_so() -> None:
    drawn = interest_bars(result([]))
    assert not drawn.data
    assert drawn.layout.annotations[0].text.startswith("No interests are known")
