"""How soon the numbers of a segment stand in the builder: customers, share of the base, share of revenue.

Nobody is beside us: `benchmarks.counting` compares the count. Each is asked once before, as in a builder that has been
open for a minute, and everybody is counted already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benchmarks.contest import AS_OF, US, Contest, Place, Work
from benchmarks.counting import prepare
from benchmarks.twelve_segments import TWELVE, Counted
from smartcom_kernel.segments.preview import Preview


class _ToldError(Exception):
    """The numbers are there: what the builder asks for after them is not waited for."""


def contest(counted: Counted) -> Contest:
    """The numbers of one segment."""

    @contextmanager
    def ours(place: Place) -> Iterator[Work]:
        with place.workbench() as wb:
            segments = wb.at(AS_OF).segments
            among = segments.preview(counted.spec).everybody

            def numbers() -> int:
                told: list[Preview] = []

                def early(preview: Preview) -> None:
                    told.append(preview)
                    raise _ToldError

                with suppress(_ToldError):
                    segments.preview(counted.spec, among=among, early=early)
                return told[0].summary.customers

            numbers()
            yield numbers

    def check(place: Place) -> None:
        with ours(place) as numbers, place.workbench() as wb:
            found, expected = numbers(), wb.at(AS_OF).segments.count(counted.spec)
        assert found == expected > 0, f"{counted.title}: {found} in the builder, {expected} counted"

    return Contest(f"Numbers in the builder: {counted.title}", "", {US: ours}, prepare, check, times=5)


CONTESTS = {name: contest(counted) for name, counted in TWELVE.items()}
