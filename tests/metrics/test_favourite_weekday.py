from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_monday_is_one_and_sunday_is_seven_on_the_shops_own_calendar(ask: Ask) -> None:
    """31 December 2017 was a Sunday; half past nine in the evening in Greenwich is Monday in Moscow."""
    receipts = [receipt("anna", "2017-12-31T21:30:00Z")]
    assert ask("favourite_weekday", receipts, others=["vera"]) == {"anna": 7, "vera": None}
    assert ask("favourite_weekday", receipts, others=["vera"], zone="Europe/Moscow") == {"anna": 1, "vera": None}


def test_among_equals_the_earlier_day_of_the_week_wins_also_before_1970(ask: Ask) -> None:
    receipts = [receipt("anna", "1969-12-28"), receipt("anna", "1969-12-31"), receipt("anna", "2017-12-28")]
    assert ask("favourite_weekday", receipts) == {"anna": 3}
    assert ask("favourite_weekday", receipts, within_days=30) == {"anna": 4}
