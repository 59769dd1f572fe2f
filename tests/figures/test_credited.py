from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd

from smartcom_kernel.figures.credited import credited_by_day

DAYS = pd.DataFrame(
    {"day": [date(2026, 3, 2), date(2026, 3, 4)], "receipts": [2, 1], "revenue": [Decimal("120.50"), Decimal(5)]}
)


def test_a_bar_is_as_high_as_the_receipts_of_its_day_are_worth() -> None:
    drawn = credited_by_day(DAYS, currency="USD")
    [bars] = drawn.data
    assert (list(bars.x), list(bars.y)) == (["2026-03-02", "2026-03-04"], [120.5, 5.0])
    assert drawn.layout.title.text == "Receipts credited to the mailing: 3"


def test_a_mailing_without_receipts_says_so() -> None:
    drawn = credited_by_day(DAYS.iloc[:0], currency="RUB", lang="ru")
    assert [note.text for note in drawn.layout.annotations] == ["К ней пока не отнесено ни одного чека"]
