"""Metrics of every customer as of a moment, beside DuckDB and polars by hand over the same Parquet files.

All three write the eleven metrics. Ours also scores RFM, records the refresh and commits it as a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import loading
from benchmarks.contest import US, Contest, Place, Work
from benchmarks.lake_files import FACTS, connected, files, list_files, sources
from benchmarks.metrics_in_polars import metrics_frame
from benchmarks.metrics_in_sql import metrics_sql
from smartcom_kernel.metrics.metric import METRICS

BY_HAND, POLARS = "DuckDB by hand", "polars"


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`wb.refresh`, and afterwards a copy of what it stored."""
    with place.workbench() as wb:
        yield lambda: wb.refresh(as_of=place.as_of).customers
        stored = f"SELECT customer_id, {', '.join(METRICS)} FROM lake.main.customer_metrics"
        wb.lake.run(f"COPY ({stored}) TO '{place.answer(US)}' (FORMAT parquet)")


@contextmanager
def by_hand(place: Place) -> Iterator[Work]:
    """One statement of DuckDB that writes a file."""
    copied = f"COPY ({metrics_sql(sources(place), place.as_of)}) TO '{place.answer(BY_HAND)}' (FORMAT parquet)"
    with connected(place) as db:
        yield lambda: int(db.execute(copied).fetchall()[0][0])


@contextmanager
def with_polars(place: Place) -> Iterator[Work]:
    """One lazy query of polars that streams into a file."""

    def work() -> int:
        metrics_frame(files(place), place.as_of).sink_parquet(place.answer(POLARS))
        return place.customers

    yield work


def prepare(place: Place) -> None:
    """A workspace with the sample shop in its lake."""
    loading.ensure(place)
    with place.workbench() as wb:
        list_files(place, wb.lake, *FACTS)


def check(place: Place) -> None:
    """All three found the same for every customer and metric."""
    with connected(place) as db:
        columns = db.execute(f"DESCRIBE FROM '{place.answer(US)}'").fetchall()
        typed = ", ".join(f"{name}::{type_}" for name, type_, *_ in columns)
        for other in (BY_HAND, POLARS):
            answers = (f"(SELECT {typed} FROM '{place.answer(who)}')" for who in (US, other))
            differing = db.execute(f"SELECT count(*) FROM ({' EXCEPT ALL '.join(answers)})").fetchall()[0][0]
            assert differing == 0, f"{other} and we differ about {differing} customers"


CONTEST = Contest(
    "Compute metrics and RFM of everybody",
    "customers",
    {US: ours, BY_HAND: by_hand, POLARS: with_polars},
    prepare,
    check,
)
