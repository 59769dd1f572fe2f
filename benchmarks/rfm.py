"""Scoring RFM of everybody from what a refresh has stored, beside that refresh."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import refreshing
from benchmarks.contest import US, Contest, Place, Work
from smartcom_kernel.metrics.refresh import write_scores
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE

FULL = "our full refresh"


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """What a refresh does for RFM: scores in place of the old ones, and whose differ, as a snapshot."""
    with place.workbench() as wb:
        wb.refresh(as_of=place.as_of)
        tables = wb.at(place.as_of).tables

        def work() -> int:
            known = wb.lake.table(AGGREGATE_TABLE)
            with wb.lake.transaction():
                write_scores(wb.lake, tables, known=known)
            return wb.lake.count(known)

        yield work


@contextmanager
def full(place: Place) -> Iterator[Work]:
    """`wb.refresh` of everybody."""
    with place.workbench() as wb:
        yield lambda: wb.refresh(as_of=place.as_of, full=True).customers


CONTEST = Contest("Score RFM of everybody", "", {US: ours, FULL: full}, refreshing.prepare)
