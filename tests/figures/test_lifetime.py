from __future__ import annotations

from datetime import date

import pandas as pd

from smartcom_kernel.figures.lifetime import conditional_expectation, tracking
from smartcom_kernel.models.holdout import Holdout

HELD = Holdout(
    cut_on=date(2017, 1, 14),
    until_on=date(2017, 1, 21),
    customers=1200,
    tracking=pd.DataFrame(
        {
            "ends_on": [date(2017, 1, 7), date(2017, 1, 14), date(2017, 1, 21)],
            "actual": [10.0, 25.0, 32.0],
            "expected": [11.0, 24.0, 35.5],
        }
    ),
    by_frequency=pd.DataFrame(
        {"frequency": [0, 1, 7], "customers": [1000, 190, 10], "actual": [0.1, 0.5, 3.0], "expected": [0.2, 0.4, 3.5]}
    ),
)


def test_actual_and_expected_purchases_are_a_line_each_with_the_cut_between_known_and_forecast() -> None:
    drawn = tracking(HELD)
    lines = {line.name: line for line in drawn.data}
    assert list(lines["actual"].y) == [10, 25, 32]
    assert list(lines["expected"].y) == [11, 24, 35.5]
    assert {name: line.line.dash for name, line in lines.items()} == {"actual": "solid", "expected": "dash"}
    assert drawn.layout.shapes[0].x0 == "2017-01-14"


def test_classes_of_frequency_are_pairs_of_bars_and_the_last_holds_all_above() -> None:
    drawn = conditional_expectation(HELD)
    actual, expected = drawn.data
    assert list(actual.x) == list(expected.x) == ["0", "1", "7+"]
    assert list(expected.y) == [0.2, 0.4, 3.5]
    assert actual.customdata[0] == "1,000 customers"
    assert drawn.layout.title.text == "Purchases after 14 Jan 2017, to 21 Jan 2017, by how many there were before"


def test_both_speak_russian() -> None:
    assert [line.name for line in tracking(HELD, lang="ru").data] == ["факт", "прогноз"]
    drawn = conditional_expectation(HELD, lang="ru")
    assert drawn.layout.xaxis.title.text == "повторных покупок на 14 января 2017"
    assert drawn.data[0].customdata[0] == "1\u202f000 клиентов"
