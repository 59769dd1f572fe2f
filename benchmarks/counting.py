"""How many customers a segment of three conditions has, beside the same question by hand over the same files.

The question is asked once to warm up and then measured, as in a notebook that has been open for a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import loading
from benchmarks.contest import AS_OF, US, Contest, Place, Work
from benchmarks.lake_files import FACTS, connected, list_files, sources
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE

BY_HAND = "DuckDB by hand"
CITY, CATEGORY, AVERAGE, TIMES, DAYS = "Москва", "drinks.coffee", 1500, 2, 365
SEGMENT: dict[str, Any] = {
    "kind": "all",
    "of": [
        {"kind": "attribute", "name": "city", "is": {"eq": CITY}},
        {"kind": "metric", "name": "average_receipt", "is": {"gte": AVERAGE}},
        {"kind": "purchased", "category": CATEGORY, "times": TIMES, "within_days": DAYS},
    ],
}


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`wb.segments.count`."""
    with place.workbench() as wb:
        wb.segments.count(SEGMENT)
        yield lambda: wb.segments.count(SEGMENT)


@contextmanager
def by_hand(place: Place) -> Iterator[Work]:
    """One statement over the lake's files, what a refresh has stored among them."""
    sql = segment_sql(sources(place))
    with connected(place) as db:
        db.execute(sql).fetchall()
        yield lambda: int(db.execute(sql).fetchall()[0][0])


def segment_sql(tables: dict[str, str]) -> str:
    """The segment as a good analyst writes it."""
    return f"""
        WITH RECURSIVE tree AS (
            SELECT '{CATEGORY}' AS category_id
            UNION SELECT c.category_id FROM {tables["categories"]} c JOIN tree ON c.parent_id = tree.category_id
        ),
        goods AS (SELECT product_id FROM {tables["products"]} WHERE category_id IN (FROM tree)),
        buyers AS (
            SELECT customer_id FROM {tables["receipt_lines"]}
            WHERE product_id IN (FROM goods) AND status IS DISTINCT FROM 'cancelled' AND customer_id IS NOT NULL
                AND issued_at <= '{AS_OF}' AND issued_at > TIMESTAMPTZ '{AS_OF}' - INTERVAL {DAYS} DAY
            GROUP BY customer_id HAVING count(DISTINCT receipt_id) >= {TIMES}
        )
        SELECT count(*)
        FROM {tables["customers"]} c
        JOIN {tables[AGGREGATE_TABLE]} m USING (customer_id) JOIN buyers USING (customer_id)
        WHERE city = '{CITY}' AND (total / nullif(receipts, 0))::DECIMAL(18, 6)::DECIMAL(18, 2) >= {AVERAGE}"""


def prepare(place: Place) -> None:
    """A workspace whose last refresh speaks of the moment."""
    loading.ensure(place)
    with place.workbench() as wb:
        wb.refresh(as_of=AS_OF, full=True)
        list_files(place, wb.lake, *FACTS, AGGREGATE_TABLE)


def check(place: Place) -> None:
    """Both found as many."""
    with ours(place) as we, by_hand(place) as they:
        found, expected = we(), they()
    assert found == expected > 0, f"we found {found} customers, by hand {expected}"


CONTEST = Contest("Count a segment of three conditions", "", {US: ours, BY_HAND: by_hand}, prepare, check)
