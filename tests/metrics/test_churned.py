from __future__ import annotations

from smartcom_kernel.core.settings import Measures
from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask

EVERY_TEN_DAYS = [receipt("anna", f"2017-11-{day}") for day in ("01", "11", "21")]


def test_silence_of_just_three_intervals_is_none_and_one_day_more_is(ask: Ask) -> None:
    assert ask("churned", EVERY_TEN_DAYS, as_of="2017-12-21T23:59:59Z") == {"anna": False}
    assert ask("churned", EVERY_TEN_DAYS, as_of="2017-12-22T00:00:00Z") == {"anna": True}


def test_the_settings_say_how_many_intervals(ask: Ask) -> None:
    twice = Measures(churn_after_intervals=2)
    assert ask("churned", EVERY_TEN_DAYS, as_of="2017-12-12", measures=twice) == {"anna": True}


def test_who_came_on_one_day_only_has_no_interval_to_be_silent_for(ask: Ask) -> None:
    one_day = [receipt("boris", "2010-01-01T08:00:00Z"), receipt("boris", "2010-01-01T09:00:00Z")]
    assert ask("churned", one_day, others=["vera"]) == {"boris": None, "vera": None}


def test_in_a_window_the_interval_is_that_of_its_visits(ask: Ask) -> None:
    """Over everything the interval is 1,826 days; in the last year it is 10."""
    receipts = [receipt("anna", "2007-11-11"), receipt("anna", "2017-11-01"), receipt("anna", "2017-11-11")]
    assert ask("churned", receipts) == {"anna": False}
    assert ask("churned", receipts, within_days=365) == {"anna": True}


def test_the_last_allowed_day_is_allowed_also_where_the_interval_is_no_round_number(ask: Ask) -> None:
    """Seven intervals in 61 days: as a floating-point number, 7 × 61 / 7 is less than 61."""
    visits = [receipt("anna", f"2017-{day}") for day in ("07-01", "07-02", "07-03", "07-04", "07-05", "07-06", "07-07")]
    visits.append(receipt("anna", "2017-08-31"))
    seven = Measures(churn_after_intervals=7)
    assert ask("churned", visits, as_of="2017-10-31", measures=seven) == {"anna": False}
    assert ask("churned", visits, as_of="2017-11-01", measures=seven) == {"anna": True}
