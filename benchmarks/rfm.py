"""Scoring RFM of everybody from what a refresh has stored, beside that refresh."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import refreshing
from benchmarks.contest import US, Contest, Place, Work
from smartcom_kernel.lake.connect import CATALOGUE
from smartcom_kernel.metrics.rfm_scores import score_table
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE, RFM_TABLE

FULL = "our full refresh"


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """What the refresh does for RFM: scores anew in place of the old ones, as a snapshot."""
    with place.workbench() as wb:
        wb.refresh(as_of=place.as_of)
        tables = wb.at(place.as_of).tables

        def work() -> int:
            with wb.lake.transaction():
                wb.lake.run(f"DELETE FROM {CATALOGUE}.main.{RFM_TABLE}")
                known = wb.lake.table(AGGREGATE_TABLE)
                return wb.lake.insert(RFM_TABLE, score_table(tables, tables.rfm, known=known))

        yield work


@contextmanager
def full(place: Place) -> Iterator[Work]:
    """`wb.refresh` of everybody."""
    with place.workbench() as wb:
        yield lambda: wb.refresh(as_of=place.as_of, full=True).customers


CONTEST = Contest("Score RFM of everybody", "", {US: ours, FULL: full}, refreshing.prepare)
