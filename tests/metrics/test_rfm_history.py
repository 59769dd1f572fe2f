from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.settings import Rfm
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.refresh import refresh
from smartcom_kernel.metrics.rfm_history import DECLARED, KEPT, keep_scores, recorded, scores_at, thin
from smartcom_kernel.metrics.rfm_scores import COLUMNS
from smartcom_kernel.state.connect import State

FIRST = datetime(2017, 10, 1, tzinfo=UTC)
Scores = dict[str, tuple[Any, ...]]


def sell(lake: Lake, customer_id: str, at: datetime, total: int) -> None:
    lake.run(
        "INSERT INTO lake.main.receipts (receipt_id, customer_id, issued_at, total) VALUES (?, ?, ?, ?)",
        [f"{customer_id} {at}", customer_id, at, total],
    )


def known(lake: Lake, *customers: str) -> None:
    for customer_id in customers:
        lake.run("INSERT INTO lake.main.customers (customer_id) VALUES (?)", [customer_id])


def make(lake: Lake, state: State, as_of: datetime, *, rfm: Rfm | None = None, full: bool = False) -> Scores:
    """Refresh, and say what `customer_rfm` holds then."""
    refresh(lake, state, Tables(lake, as_of, rfm=rfm), full=full)
    found = lake.rows(f"SELECT customer_id, {', '.join(KEPT)} FROM lake.main.customer_rfm")
    return {row[0]: row[1:] for row in found}


def kept(lake: Lake, moment: datetime) -> Scores:
    found = lake.arrow(scores_at(Tables(lake, moment), moment)).to_pylist()
    return {row["customer_id"]: tuple(row[column] for column in KEPT) for row in found}


def history(lake: Lake) -> list[tuple[Any, ...]]:
    return sorted(lake.rows(f"SELECT as_of, customer_id, {', '.join(KEPT)} FROM lake.main.rfm_history"), key=repr)


def changes(states: dict[datetime, Scores]) -> list[tuple[Any, ...]]:
    """What the history of these states is, worked out plainly: a row where a state differs from the one before."""
    rows, before = list[tuple[Any, ...]](), Scores()
    for as_of in sorted(states):
        now = states[as_of]
        rows += [
            (as_of, customer_id, *now.get(customer_id, (None,) * len(KEPT)))
            for customer_id in {*before, *now}
            if now.get(customer_id) != before.get(customer_id)
        ]
        before = now
    return sorted(rows, key=repr)


def record(lake: Lake, as_of: datetime, scores: Scores, *, rfm: Rfm | None = None) -> None:
    """Leave these scores as those of a moment, as a refresh does."""
    types = {"customer_id": pa.string(), "r": pa.int64(), "f": pa.int64(), "m": pa.int64(), "name": pa.string()}
    people = [dict(zip(types, (customer_id, *row), strict=True)) for customer_id, row in scores.items()]
    rows = pa.Table.from_pylist(people, schema=pa.schema(types))
    lake.create_tables([("customer_rfm", COLUMNS, ["customer_id"]), *DECLARED])
    tables, held = Tables(lake, as_of, rfm=rfm), lake.table("customer_rfm")
    with lake.transaction(), lake.passing() as keep:
        was = keep(thin(held))
        lake.run("DELETE FROM lake.main.customer_rfm")
        lake.insert("customer_rfm", lake.temporary(rows))
        keep_scores(lake, tables, now=held, was=was)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_order_of_moments_each_keeps_what_was_written_for_it_last(lake: Lake, seed: int) -> None:
    """Random moments in random order, again and again; customers come, change and go."""
    chance = random.Random(seed)
    names = {1: "lost", 2: "new", 3: "loyal"}
    states: dict[datetime, Scores] = {}
    for _ in range(14):
        people = chance.sample(range(6), chance.randrange(7))
        scores = {f"c{n}": (r := chance.randint(1, 3), chance.randint(1, 2), 1, names[r]) for n in people}
        as_of = FIRST + timedelta(days=chance.randrange(12))
        record(lake, as_of, scores)
        states[as_of] = scores
    assert {moment: kept(lake, moment) for moment in states} == states
    assert history(lake) == changes(states)
    assert [moment.as_of for moment in recorded(Tables(lake, FIRST))] == sorted(states)


def test_refreshes_of_the_past_and_of_the_same_moment_keep_what_they_computed(lake: Lake, state: State) -> None:
    """Receipts come in late, settings change, and in between everybody is computed anew."""
    known(lake, *"abcdef")
    states: dict[datetime, Scores] = {}
    for n, (day, period) in enumerate([(30, 20), (10, 20), (20, 60), (20, 20), (40, 20)]):
        for customer_id in "abcdef"[n % 3 :: 2]:
            sell(lake, customer_id, FIRST + timedelta(days=7 * n, minutes=n), 50 * n)
        as_of = FIRST + timedelta(days=day)
        states[as_of] = make(lake, state, as_of, rfm=Rfm(period_days=period), full=n == 3)
    assert {moment: kept(lake, moment) for moment in states} == states
    assert history(lake) == changes(states)


def test_only_customers_whose_scores_differ_are_written(lake: Lake, state: State) -> None:
    known(lake, "anna", "boris", "vera")
    for customer_id, day in (("anna", 1), ("boris", 2), ("vera", 3)):
        sell(lake, customer_id, FIRST + timedelta(days=day), 10 * day)
    days = [FIRST + timedelta(days=n) for n in (5, 6, 7)]
    for moment in days[:2]:
        make(lake, state, moment)
    assert {row[0] for row in history(lake)} == {days[0]}
    sell(lake, "anna", days[1] + timedelta(hours=1), 0)
    make(lake, state, days[2])
    assert [row[1:] for row in history(lake) if row[0] == days[2]] == [
        ("anna", 5, 5, 1, "loyal"), ("boris", 1, 1, 3, "lost"), ("vera", 3, 1, 5, "drifting"),
    ]  # fmt: skip
    assert kept(lake, days[1]) == kept(lake, days[0])
    assert [moment.as_of for moment in recorded(Tables(lake, FIRST))] == days


def test_who_no_longer_buys_leaves_and_may_come_back(lake: Lake, state: State) -> None:
    known(lake, "anna", "boris")
    sell(lake, "anna", FIRST, 10)
    sell(lake, "boris", FIRST, 10)
    sell(lake, "anna", FIRST + timedelta(days=30), 10)
    month = Rfm(period_days=20)
    for day in (10, 25, 31):
        make(lake, state, FIRST + timedelta(days=day), rfm=month)
    assert [set(kept(lake, FIRST + timedelta(days=day))) for day in (10, 25, 31)] == [
        {"anna", "boris"},
        set(),
        {"anna"},
    ]
    assert [row[1:] for row in history(lake) if row[0] == FIRST + timedelta(days=25)] == [
        ("anna", None, None, None, None), ("boris", None, None, None, None),
    ]  # fmt: skip


def test_a_moment_is_read_as_the_last_refresh_at_or_before_it(lake: Lake, state: State) -> None:
    known(lake, "anna")
    sell(lake, "anna", FIRST, 10)
    first = make(lake, state, FIRST + timedelta(days=1))
    sell(lake, "anna", FIRST + timedelta(days=2), 10)
    known(lake, "boris")
    sell(lake, "boris", FIRST + timedelta(days=2), 10)
    second = make(lake, state, FIRST + timedelta(days=3))
    assert kept(lake, FIRST + timedelta(days=2, hours=23)) == first != second
    assert kept(lake, FIRST + timedelta(days=300)) == second


def test_what_lies_before_the_first_refresh_is_refused_with_the_way_to_make_it(lake: Lake, state: State) -> None:
    with pytest.raises(DataError, match=r"no RFM scores are kept yet: .* begin with wb\.refresh\(\)"):
        kept(lake, FIRST)
    empty = lake.snapshot_id()
    make(lake, state, FIRST + timedelta(days=1))
    with pytest.raises(DataError, match="those as of 2 Oct 2017, 00:00, and 1 Oct 2017, 00:00 lies before: ") as no:
        kept(lake, FIRST)
    assert 'wb.refresh(as_of="2017-10-01T00:00:00Z"), then wb.refresh() returns to the present' in str(no.value)
    assert recorded(Tables(lake, FIRST, snapshot_id=empty)) == []


def test_a_refresh_that_fails_leaves_the_history_as_it_was(lake: Lake, state: State) -> None:
    known(lake, "anna")
    sell(lake, "anna", FIRST, 10)
    make(lake, state, FIRST + timedelta(days=1))
    before = history(lake)

    def stop(step: str, done: float) -> None:
        if (step, done) == ("RFM", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(lake, state, Tables(lake, FIRST + timedelta(days=200)), progress=stop)
    assert history(lake) == before
    assert len(recorded(Tables(lake, FIRST))) == 1


def test_the_history_reads_the_same_after_maintenance_and_at_an_older_snapshot(lake: Lake, state: State) -> None:
    known(lake, "anna")
    sell(lake, "anna", FIRST, 10)
    first = make(lake, state, FIRST + timedelta(days=1))
    pinned = Tables(lake, FIRST, snapshot_id=lake.snapshot_id())
    make(lake, state, FIRST + timedelta(days=400))
    maintain(lake)
    assert kept(lake, FIRST + timedelta(days=1)) == first
    assert kept(lake, FIRST + timedelta(days=400)) == {}
    assert lake.arrow(scores_at(pinned, FIRST + timedelta(days=400))).num_rows == 1
