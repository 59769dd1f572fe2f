"""How many customers segments have, beside the same questions by hand.

By hand twice: as a careful analyst asks the same lake for customers; and over bare files, without the catalogue that
says which rows are there at a snapshot, and counting whoever the facts name. Each question is asked once to warm up and
then measured, as in a notebook that has been open for a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import loading
from benchmarks.contest import AS_OF, US, Contest, Place, Work
from benchmarks.lake_files import FACTS, connected, files, list_files, sources
from benchmarks.twelve_segments import TWELVE, Counted
from smartcom_kernel.lake.connect import Lake, load_extension
from smartcom_kernel.lake.sql import literal
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE, RFM_TABLE
from smartcom_kernel.state import sendings
from smartcom_kernel.workbench import Workbench

BY_HAND = "DuckDB by hand"
SHORT_CUT = "DuckDB by hand, bare files, facts of customers alone"
MESSAGES = {"messages": "state.smartcom.message_events"}
SENDINGS = 3
"""Each reaches a third of the customers, drawn by their ids."""


def contest(counted: Counted) -> Contest:
    """One segment, counted by us, by hand in the same lake, and by hand without catalogue or regard for strangers."""

    @contextmanager
    def ours(place: Place) -> Iterator[Work]:
        with place.workbench() as wb:
            segments = wb.at(AS_OF).segments
            segments.count(counted.spec)
            yield lambda: segments.count(counted.spec)

    @contextmanager
    def by_hand(place: Place) -> Iterator[Work]:
        with place.workbench() as wb:
            sql = counted.by_hand({name: f"lake.main.{name}" for name in files(place)} | MESSAGES)
            wb.lake.rows(sql)
            yield lambda: int(wb.lake.rows(sql)[0][0])

    @contextmanager
    def short_cut(place: Place) -> Iterator[Work]:
        with place.workbench() as wb, connected(place) as db:
            load_extension(db, "postgres_scanner")
            db.execute(f"ATTACH {literal(wb.state.dsn)} AS state (TYPE postgres, SCHEMA 'smartcom', READ_ONLY)")
            sql = counted.short_cut(sources(place) | MESSAGES)
            db.execute(sql).fetchall()
            yield lambda: int(db.execute(sql).fetchall()[0][0])

    contenders = {US: ours, BY_HAND: by_hand, SHORT_CUT: short_cut}

    def check(place: Place) -> None:
        found = {}
        for who, contender in contenders.items():
            with contender(place) as work:
                found[who] = work()
        assert len(set(found.values())) == 1, f"{counted.title}: {found}"
        assert found[US] > 0, f"{counted.title}: nobody"

    return Contest(f"Count a segment: {counted.title}", "", contenders, prepare, check, times=5)


def prepare(place: Place) -> None:
    """A workspace whose last refresh speaks of the moment, and in which people were written to."""
    loading.ensure(place)
    with place.workbench() as wb:
        if wb.last_refresh is None or wb.last_refresh.as_of != AS_OF:
            wb.refresh(as_of=AS_OF, full=True)
        if wb.lake.rows("SELECT count(*) FROM state.smartcom.messages") == [(0,)]:
            _write_to_people(wb)
        list_files(place, wb.lake, *FACTS, "web_events", AGGREGATE_TABLE, RFM_TABLE)


def _write_to_people(wb: Workbench) -> None:
    """Sendings of the last weeks."""
    lake: Lake = wb.lake
    for number in range(SENDINGS):
        with wb.state.transaction() as connection:
            sending = sendings.begin(
                connection, mailing="news", occasion=str(number), spec={}, as_of=AS_OF, snapshot_id=1, replay=False
            )
        lake.run(
            "INSERT INTO state.smartcom.messages (sending_id, customer_id, variant, medium, state, ended_at) "
            f"SELECT {sending.sending_id}, customer_id, 'A', 'email', 'delivered', "
            f"TIMESTAMPTZ '{AS_OF}' - INTERVAL {7 * (number + 1)} DAY "
            f"FROM lake.main.customers WHERE hash(customer_id || '{number}') % 3 = 0"
        )


CONTESTS = {name: contest(counted) for name, counted in TWELVE.items()}
