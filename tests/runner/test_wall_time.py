"""Cron expressions on the days when clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from smartcom_kernel.core.clock import instant
from smartcom_kernel.runner.wall_time import check, strikes

SINCE, UNTIL = "2025-01-01", "2027-01-01"
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]

# Days on which the wall time does not exist, and when the job strikes instead. On every other day it strikes on time.
AT_HALF_PAST_TWO = {
    "UTC": {},
    "Europe/Moscow": {},
    "Asia/Kathmandu": {},
    "Europe/Berlin": {"2025-03-30": "03:00", "2026-03-29": "03:00"},
    "America/New_York": {"2025-03-09": "03:00", "2026-03-08": "03:00"},
    "Australia/Sydney": {"2025-10-05": "03:00", "2026-10-04": "03:00"},
    "Australia/Lord_Howe": {},  # half an hour is skipped there: 02:00 becomes 02:30
}
AT_MIDNIGHT = {
    "Europe/Berlin": {},
    "Africa/Cairo": {"2025-04-25": "01:00", "2026-04-24": "01:00"},
    "America/Havana": {"2025-03-09": "01:00", "2026-03-08": "01:00"},
    "America/Santiago": {"2025-09-07": "01:00", "2026-09-06": "01:00"},
    "Asia/Beirut": {"2025-03-30": "01:00", "2026-03-29": "01:00"},
}
DAILY = [("30 2 * * *", "02:30", z, x) for z, x in AT_HALF_PAST_TWO.items()] + [
    ("0 0 * * *", "00:00", z, x) for z, x in AT_MIDNIGHT.items()
]


def local(expression: str, zone: str, since: str, until: str) -> list[str]:
    found = strikes(expression, ZoneInfo(zone), instant(since, zone) - timedelta(seconds=1), instant(until, zone))
    return [at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %z") for at in found]


@pytest.mark.parametrize(("expression", "time", "zone", "moved"), DAILY)
def test_a_daily_job_strikes_exactly_once_a_day(expression: str, time: str, zone: str, moved: dict[str, str]) -> None:
    expected = [f"{day} {moved.get(str(day), time)}" for day in DAYS]
    assert [at[:16] for at in local(expression, zone, SINCE, UNTIL)][: len(DAYS)] == expected


@pytest.mark.parametrize("zone", [*AT_HALF_PAST_TWO, *AT_MIDNIGHT])
def test_a_job_of_every_hour_counts_elapsed_hours(zone: str) -> None:
    found = list(strikes("0 * * * *", ZoneInfo(zone), instant("2025-01-01"), instant("2027-01-01")))
    between = {b - a for a, b in pairwise(found)}
    assert between <= {timedelta(hours=1), timedelta(minutes=30), timedelta(minutes=90)}
    assert zone == "Australia/Lord_Howe" or between == {timedelta(hours=1)}


def test_a_wall_time_that_comes_twice_strikes_the_first_time() -> None:
    assert local("30 2 * * *", "Europe/Berlin", "2026-10-25", "2026-10-26") == ["2026-10-25 02:30 +0200"]


def test_a_wall_time_that_does_not_exist_strikes_at_the_first_instant_after_the_gap() -> None:
    assert local("30 2 * * *", "Europe/Berlin", "2026-03-29", "2026-03-30") == ["2026-03-29 03:00 +0200"]


def test_several_wall_times_in_one_gap_strike_once() -> None:
    assert local("0,30 2,3 * * *", "Europe/Berlin", "2026-03-29", "2026-03-30") == [
        "2026-03-29 03:00 +0200",
        "2026-03-29 03:30 +0200",
    ]


def test_minutes_of_a_repeated_hour_strike_in_the_first_one_only() -> None:
    assert len(local("*/10 2 * * *", "Europe/Berlin", "2026-10-25", "2026-10-26")) == 6


def test_a_day_that_a_country_skipped_is_caught_at_the_first_instant_after_it() -> None:
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    assert local("30 2 * * *", "Pacific/Apia", "2011-12-29", "2012-01-01") == [
        "2011-12-29 02:30 -1000",
        "2011-12-31 00:00 +1400",
        "2011-12-31 02:30 +1400",
    ]


def test_looking_again_from_a_strike_does_not_find_it_again() -> None:
    """The moment looked from may lie in the repeated hour or just after a gap."""
    zone = ZoneInfo("Europe/Berlin")
    moments = [datetime(2026, 3, 29, 0, 50, tzinfo=UTC) + timedelta(minutes=10 * n) for n in range(20)]
    moments += [datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=10 * n) for n in range(20)]
    for since in moments:
        assert all(at > since for at in strikes("30 2 * * *", zone, since, since + timedelta(days=2)))


def test_looking_in_small_steps_finds_what_one_long_look_finds() -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    moments = [start + timedelta(minutes=7 * n) for n in range(400)]
    whole = list(strikes("*/20 1-3 * * *", zone, start, moments[-1]))
    steps = [at for a, b in pairwise(moments) for at in strikes("*/20 1-3 * * *", zone, a, b)]
    assert steps == whole


@pytest.mark.parametrize(
    "wrong", ["", "@daily", "0 10 * *", "0 0 10 * * *", "61 * * * *", "0 0 30 2 *", "каждый день в 10 *"]
)
def test_what_cron_does_not_understand_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"five fields|not a cron expression"):
        check(wrong)
