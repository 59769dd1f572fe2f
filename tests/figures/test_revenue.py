from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from smartcom_kernel.figures.revenue import revenue

MONTHS = [date(2017, m, 1) for m in (10, 11, 12)]
SUMS = pd.DataFrame(
    {"starts_on": MONTHS, "revenue": [10.0, 20.0, 5.0], "receipts": [1, 2, 1], "is_whole": [True, True, False]}
)


def test_a_month_known_in_part_is_pale_and_says_so() -> None:
    bars = revenue(SUMS, currency="USD").data[0]
    assert list(bars.y) == [10.0, 20.0, 5.0]
    assert bars.marker.color[0] == bars.marker.color[1] != bars.marker.color[2]
    assert [row[2] for row in bars.customdata] == ["", "", "<br>not the whole period"]


@pytest.mark.parametrize(
    ("sent_on", "place"),
    [(date(2017, 10, 1), -0.5), (date(2017, 11, 16), 0.99), (date(2018, 3, 1), None), (None, None)],
)
def test_the_mailing_is_marked_where_it_lies_among_the_months(sent_on: date | None, place: float | None) -> None:
    shapes = revenue(SUMS, currency="USD", sent_on=sent_on).layout.shapes
    assert [round(shape.x0, 2) for shape in shapes] == ([] if place is None else [place])


def test_the_year_is_said_once() -> None:
    drawn = revenue(SUMS.assign(starts_on=[date(2017, 11, 1), date(2017, 12, 1), date(2018, 1, 1)]), currency="USD")
    assert list(drawn.layout.xaxis.ticktext) == ["Nov<br><b>2017</b>", "Dec", "Jan<br><b>2018</b>"]


def test_weeks_are_named_by_their_first_day() -> None:
    weeks = SUMS.assign(starts_on=[date(2017, 10, 2), date(2017, 10, 9), date(2017, 10, 16)])
    drawn = revenue(weeks, currency="RUB", period="week", lang="ru")
    assert list(drawn.layout.xaxis.ticktext) == ["2 октября<br><b>2017</b>", "9 октября", "16 октября"]


def test_no_receipts_at_all_are_no_bars() -> None:
    assert len(revenue(SUMS.iloc[:0], currency="USD", sent_on=date(2017, 1, 1)).data[0].y) == 0
