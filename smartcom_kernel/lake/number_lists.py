"""What is made of all facts of a customer together, given as a list of whole numbers.

Each number carries a mark for every window that its fact lies in, see `functions.marked`. Lists come many at a time and
are sorted as one array, which costs a fraction of what hash tables of each customer's things would.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Made = Literal["most_often", "days", "squared_steps", "weekday", "hour"]
BITS = 31
ZERO = 2 ** (BITS - 1)
"""Numbers go from −2³⁰ to 2³⁰ − 1; this is added, so that none is negative."""
NUMBER = 2**BITS - 1
"""The bits of a key that say the number; those above say the place of its list."""


def answers(lists: Any, windows: Any, made: Any) -> pa.ListArray:
    """For each list what is made of it, for all time and then for each window; empty where there is no number.

    Args:
        lists: Lists of marked numbers, in any order.
        windows: How many windows there are, in each row.
        made: The names of `FUNCTIONS`, in each row.
    """
    lists = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    if not len(lists):
        return pa.array([], pa.list_(pa.int64()))
    count, asked = windows[0].as_py(), [FUNCTIONS[name] for name in made[0].as_py().split(",")]
    keys = _sorted_keys(lists, count)
    found = np.zeros((len(lists), 1 + count, len(asked)), dtype=np.int64)
    known = np.zeros(found.shape, dtype=bool)
    for window in range(1 + count):
        inside = keys if window == 0 else keys[np.flatnonzero((keys & 1 << window - 1) != 0)]
        if len(inside):
            for place, function in enumerate(asked):
                lists_with, answer = function(inside >> count)
                found[lists_with, window, place], known[lists_with, window, place] = answer, True
    ends = np.arange(0, found.size + 1, (1 + count) * len(asked), dtype=np.int32)
    return pa.ListArray.from_arrays(ends, pa.array(found.ravel(), mask=~known.ravel()))


def _sorted_keys(lists: pa.ListArray, windows: int) -> Numbers:
    """All numbers of all lists in order, each below the place of its list."""
    rows = np.arange(len(lists), dtype=np.int64)
    if len(rows).bit_length() + BITS + windows > 63:
        raise ValueError(f"{len(rows)} lists are too many at a time for {windows} windows")
    keys = np.repeat(rows << BITS + windows, lists.value_lengths().fill_null(0))
    keys |= np.asarray(lists.flatten())
    keys.sort()
    return keys


def _most_often(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The number that comes up most often, among equals the least."""
    run = _beginnings(keys)
    of_run = keys[run]
    # How often and which in one number, of which the greatest wins.
    packed = _lengths(run, len(keys))
    packed <<= BITS
    packed += NUMBER
    packed -= of_run & NUMBER
    first = _beginnings(of_run >> BITS)
    best = np.maximum.reduceat(packed, first)
    return of_run[first] >> BITS, NUMBER - (best & NUMBER) - ZERO


def _days(keys: Numbers) -> tuple[Numbers, Numbers]:
    """On how many different days hours lie."""
    days = keys & ~NUMBER | _number(keys) // 24 + ZERO
    row = days[_beginnings(days)] >> BITS
    first = _beginnings(row)
    return row[first], _lengths(first, len(row))


def _squared_steps(keys: Numbers) -> tuple[Numbers, Numbers]:
    """Sum of the squares of the days from each to the next; empty for a single one."""
    row = keys >> BITS
    first = _beginnings(row)
    steps = np.diff(_number(keys) // 24, prepend=0)
    steps[first] = 0
    several = _lengths(first, len(keys)) > 1
    return row[first][several], np.add.reduceat(steps * steps, first)[several]


def _weekday(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The weekday on which most hours lie, Monday is 1; the first day of 1970 was a Thursday."""
    return _most_often_of(keys, (_number(keys) // 24 + 3) % 7 + 1)


def _hour(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The hour of the day that comes up most often."""
    return _most_often_of(keys, _number(keys) % 24)


def _most_often_of(keys: Numbers, number: Numbers) -> tuple[Numbers, Numbers]:
    """The same with other numbers in the place of those of the keys."""
    others = keys & ~NUMBER | number + ZERO
    others.sort()
    return _most_often(others)


def _number(keys: Numbers) -> Numbers:
    return (keys & NUMBER) - ZERO


def _beginnings(column: Numbers) -> Places:
    """Where something else begins than stood before, in a sorted column of at least one item."""
    differs = np.empty(len(column), dtype=bool)
    differs[0] = True
    np.not_equal(column[1:], column[:-1], out=differs[1:])
    return np.flatnonzero(differs)


def _lengths(beginnings: Places, end: int) -> Numbers:
    """How far it is from each to the next, and from the last to the end."""
    lengths = np.empty(len(beginnings), dtype=np.int64)
    np.subtract(beginnings[1:], beginnings[:-1], out=lengths[:-1])
    lengths[-1] = end - beginnings[-1]
    return lengths


FUNCTIONS: dict[Made, Callable[[Numbers], tuple[Numbers, Numbers]]] = {
    "most_often": _most_often, "days": _days, "squared_steps": _squared_steps, "weekday": _weekday, "hour": _hour,
}  # fmt: skip
"""Given keys in order, each the place of a list above one of its numbers: the lists with an answer, and the answers.

All but `most_often` are about hours counted from the beginning of 1970.
"""
