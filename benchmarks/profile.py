"""What a profile shows of one customer, for customers drawn at random; the median of many."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import loading
from benchmarks.contest import AS_OF, US, Contest, Place, Work

TIMES = 100


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`wb.profile` of one customer after another."""
    with place.workbench() as wb:
        chance = random.Random(place.run)
        sampled = wb.lake.rows(
            f"SELECT customer_id FROM lake.main.customers USING SAMPLE {TIMES} (reservoir, {place.run + 1})"
        )
        ids = [str(customer_id) for (customer_id,) in sampled]
        wb.profile(chance.choice(ids))

        def work() -> int:
            wb.profile(chance.choice(ids))
            return 1

        yield work


def prepare(place: Place) -> None:
    """A workspace that has been refreshed."""
    loading.ensure(place)
    with place.workbench() as wb:
        wb.refresh(as_of=AS_OF)


CONTEST = Contest("Show one customer's profile", "", {US: ours}, prepare, times=TIMES)
