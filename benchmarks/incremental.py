"""A refresh after one more day of receipts, beside a full refresh that must give the same, bit for bit.

The day holds 0.15 % of the history's receipts under new ids, drawn evenly, so it is the frequent buyers who come.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from benchmarks import loading
from benchmarks.contest import AS_OF, US, Contest, Place, Work
from smartcom_kernel.lake.contracts import contract
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE, RFM_TABLE
from smartcom_kernel.workbench import Workbench

FULL = "our full refresh"
SHARE = 0.0015
STORED = (AGGREGATE_TABLE, RFM_TABLE)


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """Loads the day; what is measured is the refresh as of its end."""
    with place.workbench() as wb:
        day = _last_refresh(wb)
        _load_day(place, wb, day)
        yield lambda: wb.refresh(as_of=day + timedelta(days=1)).customers
        _copy(place, wb, US)


@contextmanager
def full(place: Place) -> Iterator[Work]:
    """The same refresh, of everybody."""
    with place.workbench() as wb:
        day = _last_refresh(wb)
        yield lambda: wb.refresh(as_of=day, full=True).customers
        _copy(place, wb, FULL)


def prepare(place: Place) -> None:
    """A workspace whose last refresh speaks of the end of a day."""
    loading.ensure(place)
    with place.workbench() as wb:
        newest = wb.lake.rows("SELECT max(issued_at) FROM lake.main.receipts")[0][0]
        wb.refresh(as_of=max(AS_OF, _end_of_day(newest)))


def check(place: Place) -> None:
    """Both left the same rows."""
    with place.workbench() as wb:
        for part, _ in enumerate(STORED):
            ours_, theirs = (f"FROM '{place.answer(who, part)}'" for who in (US, FULL))
            for one, another in ((ours_, theirs), (theirs, ours_)):
                differing = wb.lake.rows(f"SELECT count(*) FROM ({one} EXCEPT ALL {another})")[0][0]
                assert differing == 0, f"{STORED[part]}: {differing} rows differ from those of a full refresh"


def _last_refresh(wb: Workbench) -> datetime:
    last = wb.last_refresh
    assert last is not None
    return last.as_of


def _end_of_day(instant: datetime) -> datetime:
    return datetime(instant.year, instant.month, instant.day, tzinfo=UTC) + timedelta(days=1)


def _load_day(place: Place, wb: Workbench, day: datetime) -> None:
    """Receipts of the 24 hours after a moment, and their lines."""
    new, on = f"'D{day:%Y%m%d}-' || receipt_id", f"TIMESTAMPTZ '{day}'"
    drawn = f"hash(receipt_id || '{day:%Y%m%d}') % 1000000 < {round(SHARE * 1_000_000)} AND receipt_id NOT LIKE 'D%'"
    moved = f"{new} AS receipt_id, {on} + to_microseconds(epoch_us(issued_at) % 86400000000) AS issued_at"
    for table, changed in (("receipts", moved), ("receipt_lines", f"{new} AS receipt_id")):
        columns = ", ".join(column.name for column in contract(table).from_file)
        path = place.folder / f"day-{table}.parquet"
        rows = f"SELECT {columns} FROM (SELECT * REPLACE ({changed}) FROM lake.main.{table} WHERE {drawn})"
        wb.lake.run(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
        report = wb.load(table, path)
        assert report.loaded == report.rows_in > 0, report


def _copy(place: Place, wb: Workbench, who: str) -> None:
    place.clear_answers(who)
    for part, table in enumerate(STORED):
        wb.lake.run(f"COPY (FROM lake.main.{table}) TO '{place.answer(who, part)}' (FORMAT parquet)")


CONTEST = Contest("Refresh after one more day of receipts", "", {US: ours, FULL: full}, prepare, check)
