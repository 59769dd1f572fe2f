"""What is made of lists of numbers, beside the same worked out in plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcom_kernel.lake.number_lists import FUNCTIONS, ZERO, Made, answers

Fact = tuple[int, tuple[bool, bool]]
"""A number, and in which of two windows it lies."""
SMALL = st.tuples(st.integers(-60, 60), st.tuples(st.booleans(), st.booleans()))
FAR = st.tuples(st.integers(-ZERO, ZERO - 1), st.tuples(st.booleans(), st.booleans()))


def made(lists: list[list[Fact]], *asked: Made) -> list[list[int | None]]:
    marked = [[(number + ZERO) * 4 + one + 2 * two for number, (one, two) in facts] for facts in lists]
    found = answers(
        pa.array(marked, pa.list_(pa.int64())), pa.array([2] * len(lists)), pa.array([",".join(asked)] * len(lists))
    )
    return [list(row) for row in found.to_pylist()]


def by_hand(name: Made, numbers: list[int]) -> int | None:
    if not numbers:
        return None
    hours = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in numbers if abs(hour) < 10**7]
    days = sorted(hour.date() for hour in hours)
    if name == "days":
        return len(set(days))
    if name == "squared_steps":
        steps = [(later - earlier).days ** 2 for earlier, later in pairwise(days)]
        return sum(steps) if steps else None
    things = {
        "most_often": numbers, "weekday": [hour.isoweekday() for hour in hours], "hour": [hour.hour for hour in hours],
    }[name]  # fmt: skip
    times = Counter(things)
    return min(times, key=lambda thing: (-times[thing], thing))


@pytest.mark.parametrize("name", FUNCTIONS)
@given(lists=st.lists(st.lists(SMALL, max_size=12), max_size=6))
def test_each_list_has_its_answer_for_all_time_and_for_each_window(name: Made, lists: list[list[Fact]]) -> None:
    expected = [
        [by_hand(name, [n for n, inside in facts if window is None or inside[window]]) for window in (None, 0, 1)]
        for facts in lists
    ]
    assert made(lists, name) == expected


@given(lists=st.lists(st.lists(FAR, max_size=5), max_size=4))
def test_numbers_may_lie_anywhere_in_their_range(lists: list[list[Fact]]) -> None:
    assert [row[0] for row in made(lists, "most_often")] == [by_hand("most_often", [n for n, _ in f]) for f in lists]


def test_several_questions_are_answered_side_by_side() -> None:
    at_noon = [(hour, (True, False)) for hour in (12, 36, 36, 37)]
    assert made([at_noon, []], "days", "hour") == [[2, 12, 2, 12, None, None], [None] * 6]


def test_a_part_of_a_longer_array_and_missing_lists_are_read_right() -> None:
    lists = pa.array([[5], [7 + ZERO, 7 + ZERO], None, [3 + ZERO]], pa.list_(pa.int64())).slice(1)
    found = answers(pa.chunked_array([lists]), pa.array([0] * 3), pa.array(["most_often"] * 3))
    assert found.to_pylist() == [[7], [None], [3]]


def test_too_many_lists_at_a_time_are_refused_and_not_mixed_up() -> None:
    with pytest.raises(ValueError, match="70000 lists are too many at a time for 16 windows"):
        answers(pa.array([[1]] * 70_000, pa.list_(pa.int64())), pa.array([16]), pa.array(["days"]))
