from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smartcom_kernel.segments.due import Frequency, is_due


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2018, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "recounted", "now", "wanted"),
    [
        ("every_refresh", at(1, 1), at(1, 1), True),
        ("by_hand", None, at(1, 1), False),
        ("daily", None, at(1, 1), True),
        ("daily", at(1, 1, 1), at(1, 1, 20), False),
        ("daily", at(1, 1, 20), at(1, 1, 22), True),  # past midnight in Moscow
        ("weekly", at(1, 1, 1), at(1, 7, 20), False),  # Monday to Sunday
        ("weekly", at(1, 1, 1), at(1, 7, 22), True),
        ("weekly", at(1, 7, 20), at(1, 7, 22), True),
        ("monthly", at(1, 2), at(1, 31), False),
        ("monthly", at(1, 31), at(2, 1), True),
        ("monthly", at(2, 3), at(1, 31), True),  # a refresh of the past
    ],
)
def test_the_first_refresh_of_a_period_recounts(
    frequency: Frequency, recounted: datetime | None, now: datetime, *, wanted: bool
) -> None:
    assert is_due(frequency, [recounted] if recounted else [], now, "Europe/Moscow") is wanted
