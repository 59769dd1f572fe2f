"""Who entered and left a segment between two dates, beside asking twice by hand and comparing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from benchmarks import counting
from benchmarks.contest import AS_OF, US, Contest, Place, Work
from benchmarks.lake_files import connected, sources

BY_HAND = "DuckDB by hand, from receipts"
NAME = "bought_lately"
DAYS = 30
WEEKS = 8
"""Recounts before the last one, a week apart."""
SINCE = AS_OF - timedelta(weeks=4)
SPEC: dict[str, Any] = {"kind": "did", "what": "receipts", "within_days": DAYS}


def prepare(place: Place) -> None:
    """A segment that was recounted every week for two months."""
    counting.prepare(place)
    with place.workbench() as wb:
        wb.segments.save(NAME, SPEC)
        for week in reversed(range(WEEKS + 1)):
            wb.at(AS_OF - timedelta(weeks=week)).segments.recount(NAME)


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """From the history that recounts keep."""
    with place.workbench() as wb:
        segments = wb.at(AS_OF).segments

        def moved() -> int:
            return sum(segments.difference(NAME, SINCE, AS_OF).moved)

        moved()
        yield moved


@contextmanager
def by_hand(place: Place) -> Iterator[Work]:
    """From the receipts, which is all there is where nobody keeps history."""
    receipts = sources(place)["receipts"]

    def buyers(at: datetime) -> str:
        return (
            f"SELECT DISTINCT customer_id FROM {receipts} WHERE status IS DISTINCT FROM 'cancelled' "
            f"AND customer_id IS NOT NULL AND issued_at <= TIMESTAMPTZ '{at}' "
            f"AND issued_at > TIMESTAMPTZ '{at}' - INTERVAL {DAYS * 24} HOUR"
        )

    sql = (
        f"SELECT count(*) FROM ({buyers(SINCE)}) AS before FULL JOIN ({buyers(AS_OF)}) AS now USING (customer_id) "
        "WHERE before.customer_id IS NULL OR now.customer_id IS NULL"
    )
    with connected(place) as db:
        db.execute(sql).fetchall()
        yield lambda: int(db.execute(sql).fetchall()[0][0])


def check(place: Place) -> None:
    """Both find the same number."""
    with ours(place) as we, by_hand(place) as they:
        found, expected = we(), they()
    assert found == expected > 0, f"we found {found} who moved, by hand {expected}"


CONTEST = Contest(
    "Who entered and left a segment in four weeks", "", {US: ours, BY_HAND: by_hand}, prepare, check, times=5
)
