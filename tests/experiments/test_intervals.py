from __future__ import annotations

import pytest

from smartcom_kernel.experiments.intervals import Interval, newcombe, normal_quantile, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_published_interval(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3 (Wilson), 95 %."""
    found = wilson(successes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_difference_of_shares_has_the_published_interval() -> None:
    """Newcombe 1998, Statistics in Medicine 17:873-890, table II, 56/70 - 48/80, method 10."""
    found = newcombe(56, 70, 48, 80)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert found.value == pytest.approx(0.2)


def test_an_interval_of_a_difference_stays_within_what_shares_can_be() -> None:
    assert newcombe(10, 10, 0, 10).high == 1
    assert newcombe(0, 10, 10, 10).low == -1


def test_the_normal_quantile_is_the_one_of_the_tables() -> None:
    assert round(normal_quantile(0.95), 6) == 1.959964


def test_a_multiple_of_an_interval_covers_zero_exactly_when_it_does() -> None:
    assert Interval(1, -1, 3).times(500).covers(0)
    assert not Interval(2, 1, 3).times(500).covers(0)
