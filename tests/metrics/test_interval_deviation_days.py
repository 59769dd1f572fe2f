from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_it_is_the_deviation_of_the_sample_of_intervals(ask: Ask) -> None:
    """Intervals of 1, 3 and 8 days: their mean is 4, the squares add up to 26, and 26 / 2 is 3.6056 squared."""
    receipts = [receipt("anna", f"2017-11-{day:02}") for day in (1, 2, 5, 13)] + [receipt("anna", "2016-01-01")]
    receipts += [receipt("boris", "2017-11-01"), receipt("boris", "2017-11-09")]
    found = ask("interval_deviation_days", receipts, within_days=365, others=["vera"])
    assert found == {"anna": Decimal("3.6056"), "boris": None, "vera": None}


def test_it_is_zero_for_who_comes_like_clockwork_and_visits_of_one_day_are_one(ask: Ask) -> None:
    receipts = [receipt("anna", f"2017-11-{day:02}T{hour}:00:00Z") for day in (1, 8, 15) for hour in ("09", "18")]
    assert ask("interval_deviation_days", receipts) == {"anna": 0}
