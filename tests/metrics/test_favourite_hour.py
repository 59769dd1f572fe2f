from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_it_is_the_hour_of_the_shops_clock_also_when_it_is_put_back(ask: Ask) -> None:
    """In New York 05:30 and 06:30 UTC of 5 November 2017 are both half past one."""
    receipts = [
        receipt("anna", "2017-11-05T05:30:00Z"),
        receipt("anna", "2017-11-05T06:30:00Z"),
        receipt("anna", "2017-11-06T05:30:00Z"),
    ]
    assert ask("favourite_hour", receipts, zone="America/New_York", others=["vera"]) == {"anna": 1, "vera": None}
    assert ask("favourite_hour", receipts, others=["vera"]) == {"anna": 5, "vera": None}


def test_among_equals_the_earlier_hour_wins(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-05-01T23:00:00Z"), receipt("anna", "2017-05-02T00:59:59Z")]
    assert ask("favourite_hour", receipts) == {"anna": 0}
