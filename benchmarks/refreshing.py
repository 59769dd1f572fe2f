"""Metrics of every customer as of a moment, beside DuckDB and polars by hand over the same Parquet files.

All three write every metric of receipts and lines, for all time and for a year, part by part of the customers. Ours
also knows what was done on the site, messages and points, scores RFM, and commits it all as a snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import polars as pl

from benchmarks import loading
from benchmarks.contest import US, Contender, Contest, Place, Work
from benchmarks.lake_files import FACTS, connected, files, list_files, ranges, sources
from benchmarks.metrics_in_polars import Files, metrics_frame
from benchmarks.metrics_in_sql import metrics_sql

BY_HAND, POLARS = "DuckDB by hand", "polars"
Statement = Callable[[dict[str, str], datetime, str], str]
Frame = Callable[[Files, datetime, pl.Expr], pl.LazyFrame]


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`wb.refresh` of everybody, and afterwards a copy of the metrics."""
    with place.workbench() as wb:
        yield lambda: wb.refresh(as_of=place.as_of, full=True).customers
        place.clear_answers(US)
        metrics = wb.lake.sql(wb.at(place.as_of).metrics)
        wb.lake.run(f"COPY ({metrics}) TO '{place.answer(US)}' (FORMAT parquet)")


def by_hand(statement: Statement) -> Contender:
    """One statement of DuckDB for each part, which writes a file."""

    @contextmanager
    def contender(place: Place) -> Iterator[Work]:
        place.clear_answers(BY_HAND)
        with connected(place) as db:

            def work() -> int:
                done = 0
                for part, (first, last) in enumerate(ranges(place, db)):
                    sql = statement(sources(place), place.as_of, f"customer_id BETWEEN '{first}' AND '{last}'")
                    copied = db.execute(f"COPY ({sql}) TO '{place.answer(BY_HAND, part)}' (FORMAT parquet)")
                    done += int(copied.fetchall()[0][0])
                return done

            yield work

    return contender


def with_polars(frame: Frame) -> Contender:
    """One lazy query of polars for each part, which streams into a file."""

    @contextmanager
    def contender(place: Place) -> Iterator[Work]:
        place.clear_answers(POLARS)
        with connected(place) as db:

            def work() -> int:
                for part, (first, last) in enumerate(ranges(place, db)):
                    among = pl.col("customer_id").is_between(pl.lit(first), pl.lit(last))
                    query = frame(files(place), place.as_of, among)
                    query.sink_parquet(place.answer(POLARS, part), engine="streaming")
                return place.customers

            yield work

    return contender


def prepare(place: Place) -> None:
    """A workspace with the sample shop in its lake."""
    loading.ensure(place)
    with place.workbench() as wb:
        list_files(place, wb.lake, *FACTS)


def check(place: Place) -> None:
    """All three found the same for every customer and metric."""
    compare(place, "")


def compare(place: Place, only: str) -> None:
    """Raises unless others found what we did, in every column of theirs that is a metric.

    Args:
        place: Where the answers lie.
        only: Of our customers only those, as a WHERE.
    """
    parts = {who: f"read_parquet({[str(path) for path in place.answers(who)]})" for who in (US, BY_HAND, POLARS)}
    with connected(place) as db:
        types = {name: kind for name, kind, *_ in db.execute(f"DESCRIBE FROM {parts[US]}").fetchall()}
        for other in (BY_HAND, POLARS):
            named = [name for name, *_ in db.execute(f"DESCRIBE FROM {parts[other]}").fetchall()]
            typed = ", ".join(
                f"{name}::{types[name]} AS {name}"
                for name in named
                if not name.startswith("items_last") and name != "items"
            )
            mine = f"SELECT {typed} FROM {parts[US]} {only.format(other=parts[other])}"
            theirs = f"SELECT {typed} FROM {parts[other]}"
            for one, another in ((mine, theirs), (theirs, mine)):
                differing = db.execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {another})").fetchall()[0][0]
                assert differing == 0, f"{other} and we differ about {differing} customers"


CONTEST = Contest(
    "Compute metrics and RFM of everybody",
    "customers",
    {US: ours, BY_HAND: by_hand(metrics_sql), POLARS: with_polars(metrics_frame)},
    prepare,
    check,
)
