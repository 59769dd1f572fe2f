"""One pass over one fact table: the same columns by us and by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.contest import US, Contender, Contest, Place, Work
from benchmarks.refreshing import BY_HAND, POLARS, Frame, Statement, by_hand, compare, prepare, with_polars
from smartcom_kernel.lake.among import Among
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import aggregated, asked, finished
from smartcom_kernel.metrics.metric import Facts
from smartcom_kernel.metrics.slices import EVERYBODY, AnySlice, slices


def pass_over(facts: Facts, statement: Statement, frame: Frame) -> Contest:
    """The contest about the metrics that need nothing but these facts."""
    contenders = {US: _ours(facts), BY_HAND: by_hand(statement), POLARS: with_polars(frame)}
    return Contest(f"Compute the metrics of {facts} alone", "customers", contenders, prepare, _check)


def _ours(facts: Facts) -> Contender:
    @contextmanager
    def contender(place: Place) -> Iterator[Work]:
        place.clear_answers(US)
        with place.workbench() as wb:
            tables = wb.at(place.as_of).tables
            metrics = [m for m in chosen(tables.measures).values() if {n.over for n in m.required()} == {facts}]

            def work() -> int:
                parts = slices(tables)
                known = aggregated(Among(tables, AnySlice() if len(parts) > 1 else EVERYBODY), asked(metrics))
                sql, done = wb.lake.sql(finished(tables, known, metrics)), 0
                for number, part in enumerate(parts):
                    wb.lake.say(part.borders)
                    done += wb.lake.run(f"COPY ({sql}) TO '{place.answer(US, number)}' (FORMAT parquet)")
                return done

            yield work

    return contender


def _check(place: Place) -> None:
    """The same for all who have such facts; by hand the others are left out."""
    compare(place, "WHERE customer_id IN (SELECT customer_id FROM {other})")
