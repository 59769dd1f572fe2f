from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_two_receipts_on_one_day_are_one_visit(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2017-10-01T08:00:00Z"),
        receipt("anna", "2017-10-01T20:00:00Z"),
        receipt("anna", "2017-10-05T08:00:00Z"),
    ]
    assert ask("visits", receipts, others=["boris"]) == {"anna": 2, "boris": 0}


def test_a_day_is_a_day_of_the_shop_and_not_of_greenwich(ask: Ask) -> None:
    """In New York the first two moments lie in one evening, and the clock goes back on 5 November 2017 at 06:00 UTC."""
    evening = [receipt("anna", "2017-10-01T23:30:00Z"), receipt("anna", "2017-10-02T03:30:00Z")]
    before_and_after_the_long_night = [
        receipt("boris", "2017-11-05T04:30:00Z"),
        receipt("boris", "2017-11-06T04:30:00Z"),
    ]
    receipts = evening + before_and_after_the_long_night
    assert ask("visits", receipts, zone="UTC") == {"anna": 2, "boris": 2}
    assert ask("visits", receipts, zone="America/New_York") == {"anna": 1, "boris": 1}
