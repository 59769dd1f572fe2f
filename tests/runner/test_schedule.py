"""What is due when, decided without a clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.runner.schedule import Schedule, due, read_schedules

GOOD = """\
winback:
  notebook: winback.ipynb
  when: 0 10 * * MON
  parameters: {segment: sleeping, control_share: 0.1}
nightly:
  notebook: winback.ipynb
  when: 30 2 * * *
  time_zone: Europe/Berlin
  catch_up: skip
"""
FAULTY = """\
winback: {notebook: winback.ipynb, when: 0 25 * * MON, time_zone: Moscow, catchup: all}
Летний: {notebook: winback.ipynb, when: 0 10 * * *}
other: {notebook: other.ipynb, when: 0 10 * * *}
short: 0 10 * * *
empty: {}
"""


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "schedule.yml").write_text(text, encoding="utf-8")
    (tmp_path / "winback.ipynb").touch()
    return tmp_path


def daily(**options: Any) -> Schedule:
    return Schedule(name="daily", notebook="a.ipynb", when="0 9 * * *", time_zone="UTC", **options)


def at(schedule: Schedule, since: str, now: str) -> tuple[list[str], list[str]]:
    """What is run and what was missed, as days and hours."""
    found = due([schedule], {schedule.name: instant(since)}, instant(now))
    words = {missed: [f"{o.at:%d %H:%M}" for o in found if o.missed is missed] for missed in (False, True)}
    return words[False], words[True]


def test_schedules_are_read_with_the_workspaces_zone(tmp_path: Path) -> None:
    winback, nightly = read_schedules(folder(tmp_path, GOOD), "Europe/Moscow")
    assert (winback.name, winback.time_zone, nightly.time_zone) == ("winback", "Europe/Moscow", "Europe/Berlin")
    assert winback.parameters == {"segment": "sleeping", "control_share": 0.1}
    assert winback.describe() == "winback.ipynb at 10:00 on Monday, Europe/Moscow time"
    assert winback.describe("ru") == "winback.ipynb по расписанию «0 10 * * MON», время Europe/Moscow"


@pytest.mark.parametrize("text", [None, "", "\ufeff# winback:\n\n  # notebook: winback.ipynb\n", "{}"])
def test_a_folder_without_a_schedule_has_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        folder(tmp_path, text)
    assert read_schedules(tmp_path, "UTC") == []


def test_every_fault_of_every_schedule_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        read_schedules(folder(tmp_path, FAULTY), "UTC")
    said = [str(fault) for fault in refused.value.faults]
    assert [line.split(":")[0] for line in said] == [
        "winback.when", "winback.time_zone", "winback.catchup", "Летний", "other.notebook", "short", "empty.notebook",
        "empty.when",
    ]  # fmt: skip
    assert "did you mean 'catch_up'?" in said[2]


def test_a_schedule_seen_for_the_first_time_begins_now() -> None:
    assert due([daily()], {}, instant("2026-05-04T10:00Z")) == []


def test_nothing_is_due_before_its_time_and_once_after_it() -> None:
    assert at(daily(), "2026-05-03T09:00Z", "2026-05-04T08:59Z") == ([], [])
    assert at(daily(), "2026-05-03T09:00Z", "2026-05-04T09:00Z") == (["04 09:00"], [])
    assert at(daily(), "2026-05-04T09:00Z", "2026-05-04T09:05Z") == ([], [])


def test_after_three_days_only_the_newest_is_caught_up() -> None:
    assert at(daily(), "2026-05-01T12:00Z", "2026-05-04T10:00Z") == (["04 09:00"], ["02 09:00", "03 09:00"])


def test_what_is_older_than_its_grace_was_missed() -> None:
    assert at(daily(grace_minutes=30), "2026-05-03T12:00Z", "2026-05-04T10:00Z") == ([], ["04 09:00"])


def test_all_are_caught_up_in_order_inside_the_grace() -> None:
    schedule = daily(catch_up="all", grace_minutes=2 * 1440)
    assert at(schedule, "2026-05-01T08:00Z", "2026-05-04T10:00Z") == (
        ["03 09:00", "04 09:00"],
        ["01 09:00", "02 09:00"],
    )


def test_where_nothing_is_caught_up_only_what_is_on_time_runs() -> None:
    assert at(daily(catch_up="skip"), "2026-05-03T12:00Z", "2026-05-04T09:04Z") == (["04 09:00"], [])
    assert at(daily(catch_up="skip"), "2026-05-03T12:00Z", "2026-05-04T09:06Z") == ([], ["04 09:00"])


def test_a_clock_set_back_fires_nothing_again() -> None:
    assert at(daily(), "2026-05-04T10:00Z", "2026-05-04T08:00Z") == ([], [])


def test_a_clock_set_decades_ahead_runs_one_and_lists_a_month() -> None:
    runs, missed = at(daily(), "2026-05-04T10:00Z", "2038-05-04T10:00Z")
    assert runs == ["04 09:00"]
    assert len(missed) == 30


def test_schedules_share_one_order() -> None:
    early = Schedule(name="early", notebook="a.ipynb", when="0 8 * * *", time_zone="UTC")
    since = {"daily": instant("2026-05-03T12:00Z"), "early": instant("2026-05-03T12:00Z")}
    assert [o.schedule.name for o in due([daily(), early], since, instant("2026-05-04T10:00Z"))] == ["early", "daily"]


def test_the_next_strike_is_known() -> None:
    assert daily().next_at(instant("2026-05-04T10:00Z")) == instant("2026-05-05T09:00Z")
