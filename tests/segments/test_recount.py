from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.core.plain_yaml import load
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments import members
from smartcom_kernel.segments.history import difference, history, members_on
from smartcom_kernel.segments.recount import recount
from smartcom_kernel.segments.recounts import counted, recounts
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.state.connect import State

FIRST = datetime(2017, 10, 1, tzinfo=UTC)
KAZAN = Segment.parse("kazan", {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}})
AWAY = Segment.parse("away", {"kind": "attribute", "name": "city", "is": {"ne": "Казань"}})
SPENDERS = Segment.parse("spenders", {"kind": "metric", "name": "revenue", "is": {"gte": 100}})
BOTH = {"kind": "all", "of": [{"kind": "in_segment", "name": name} for name in ("kazan", "spenders")]}


def day(n: float) -> datetime:
    return FIRST + timedelta(days=n)


def live(lake: Lake, **cities: str | None) -> None:
    """These customers live there now; whoever is not named stays where they are."""
    for customer_id, city in cities.items():
        lake.run("DELETE FROM lake.main.customers WHERE customer_id = ?", [customer_id])
        lake.run("INSERT INTO lake.main.customers (customer_id, city) VALUES (?, ?)", [customer_id, city])


def make(lake: Lake, state: State, n: float, *segments: Segment) -> None:
    recount(lake, state, Tables(lake, day(n), segments={s.name: s for s in segments}), segments)


def now(lake: Lake) -> Tables:
    return Tables(lake, day(999))


def inside(lake: Lake, name: str, n: float) -> set[str]:
    return set(lake.arrow(members_on(now(lake), name, day(n)))["customer_id"].to_pylist())


def moved(lake: Lake, name: str, since: float, until: float) -> tuple[set[str], set[str]]:
    found = difference(now(lake), name, day(since), day(until))
    entered, left = (set(lake.arrow(side)["customer_id"].to_pylist()) for side in (found.entered, found.left))
    assert found.moved == (len(entered), len(left))
    return entered, left


def rows(lake: Lake) -> list[tuple[Any, ...]]:
    sql = "SELECT segment, as_of, customer_id, inside FROM lake.main.segment_history ORDER BY ALL"
    return lake.rows(sql)


def by_hand(states: dict[tuple[str, float], set[str]]) -> list[tuple[Any, ...]]:
    """The history of these states, worked out plainly: a row where a state differs from the one before."""
    found, before = list[tuple[Any, ...]](), dict[str, set[str]]()
    for name, n in sorted(states):
        here, there = states[name, n], before.get(name, set())
        found += [(name, day(n), customer, customer in here) for customer in here ^ there]
        before[name] = here
    return sorted(found)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.torture)])
def test_whatever_the_order_of_moments_history_is_the_membership_counted_at_each(
    lake: Lake, state: State, seed: int
) -> None:
    """Random moments in random order, again and again, of one segment or both, while customers move about."""
    chance = random.Random(seed)
    live(lake, **dict.fromkeys("abcdefgh", "Москва"))
    states: dict[tuple[str, float], set[str]] = {}
    for _ in range(10):
        live(lake, **{customer: chance.choice(["Казань", "Москва", None]) for customer in chance.sample("abcdefgh", 3)})
        at, chosen = chance.randrange(6), chance.choice([[KAZAN], [KAZAN, AWAY], [AWAY]])
        make(lake, state, at, *chosen)
        for segment in chosen:
            batches = members.ids(segment, Tables(lake, day(at)))
            states[segment.name, at] = {customer for batch in batches for customer in batch}
    assert rows(lake) == by_hand(states)
    assert {(c.segment, c.as_of) for c in counted(lake)} == {(name, day(n)) for name, n in states}
    for (name, n), members_then in states.items():
        assert inside(lake, name, n) == members_then
    for (name, since), (other, until) in zip(sorted(states), sorted(states)[2:], strict=False):
        if name == other:
            then, later = states[name, since], states[other, until]
            assert moved(lake, name, since, until) == (later - then, then - later)


def test_only_those_who_entered_or_left_are_written(lake: Lake, state: State) -> None:
    live(lake, anna="Казань", boris="Казань", vera="Москва")
    make(lake, state, 1, KAZAN)
    make(lake, state, 2, KAZAN)
    live(lake, boris=None, vera="Казань")
    make(lake, state, 3, KAZAN)
    assert rows(lake) == [
        ("kazan", day(1), "anna", True), ("kazan", day(1), "boris", True),
        ("kazan", day(3), "boris", False), ("kazan", day(3), "vera", True),
    ]  # fmt: skip
    assert [r.customers for r in recounts(now(lake), "kazan")] == [2, 2, 2]


def test_a_recount_says_what_it_found(lake: Lake, state: State) -> None:
    live(lake, anna="Казань", boris="Казань", vera="Москва")
    make(lake, state, 1, KAZAN)
    live(lake, boris=None, vera="Казань")
    report = recount(lake, state, Tables(lake, day(2)), [KAZAN], faults={"odd": "it asks too much"})
    assert report.describe() == (
        "1 segment recounted as of 3 Oct 2017, 00:00; kazan 2 (+1 −1); not recounted: odd (it asks too much)"
    )
    assert report.describe("ru") == (
        "Пересчёт сегментов на 3 октября 2017, 00:00: 1; kazan 2 (+1 −1); не пересчитан: odd (it asks too much)"
    )


def test_a_recount_without_segments_writes_nothing(lake: Lake, state: State) -> None:
    assert recount(lake, state, Tables(lake, FIRST), []).describe() == "0 segments recounted as of 1 Oct 2017, 00:00"
    assert counted(lake) == []


def test_the_same_recount_twice_leaves_what_it_left_once(lake: Lake, state: State) -> None:
    live(lake, anna="Казань", vera="Москва")
    for n in (1, 2, 2, 1):
        make(lake, state, n, KAZAN, AWAY)
    once = rows(lake)
    make(lake, state, 1, KAZAN, AWAY)
    assert rows(lake) == once
    assert len(counted(lake)) == 4


def test_thirty_segments_are_recounted_together_as_one_by_one(lake: Lake, state: State) -> None:
    live(lake, **{f"c{n}": f"city{n % 30}" for n in range(90)})
    many = [
        Segment.parse(f"s{n:02}", {"kind": "attribute", "name": "city", "is": {"eq": f"city{n}"}}) for n in range(30)
    ]
    told: list[float] = []
    report = recount(lake, state, Tables(lake, day(1)), many, progress=lambda _, done: told.append(done))
    assert told == [0, 25 / 30, 1]
    assert {found.customers for found in report.segments.values()} == {3}
    assert inside(lake, "s07", 1) == {"c7", "c37", "c67"}


def test_a_recount_keeps_revenue_and_the_base_of_its_moment(lake: Lake, state: State) -> None:
    live(lake, anna="Казань", vera="Москва")
    for n, (customer_id, total) in enumerate([("anna", 30), ("vera", 60), ("anna", 10)]):
        lake.run(
            "INSERT INTO lake.main.receipts (receipt_id, customer_id, issued_at, total) VALUES (?, ?, ?, ?)",
            [str(n), customer_id, day(n), total],
        )
    make(lake, state, 5, KAZAN)
    make(lake, state, 1.5, KAZAN)
    early, late = recounts(now(lake), "kazan")
    assert (early.share, early.revenue_share, early.receipts) == (0.5, 30 / 90, 1)
    assert (late.share, late.revenue_share, late.receipts) == (0.5, 0.4, 2)
    assert (early.number, late.number) == (2, 1)


def test_a_changed_definition_is_shown_and_explains_moves(lake: Lake, state: State) -> None:
    live(lake, anna="Казань", boris="Москва", vera="Москва")
    make(lake, state, 1, KAZAN)
    changed = Segment.parse("kazan", {"kind": "attribute", "name": "city", "is": {"eq": "Москва"}})
    make(lake, state, 2, changed)
    make(lake, state, 3, changed)
    found = history(now(lake), "kazan")
    assert found.table["new_definition"].tolist() == [False, True, False]
    assert found.table[["customers", "entered", "left"]].to_numpy().tolist() == [[1, 1, 0], [2, 2, 1], [2, 0, 0]]
    assert [load(text)["condition"]["is"] for text in found.definitions["definition"]] == [
        {"eq": "Казань"}, {"eq": "Москва"},
    ]  # fmt: skip
    assert found.describe() == (
        "Segment kazan: 2 customers as of 4 Oct 2017, 00:00, 1 as of 2 Oct 2017, 00:00; 3 recounts; "
        "the definition changed once (3 Oct 2017, 00:00)"
    )
    assert "определение менялось 1 раз (3 октября 2017, 00:00)" in found.describe("ru")
    assert found._repr_html_().count("another definition from here on") == 1
    across = difference(now(lake), "kazan", day(1), day(3)).describe()
    assert across == (
        "Segment kazan from 2 Oct 2017, 00:00 to 4 Oct 2017, 00:00: 2 entered, 1 left, 0 stayed; "
        "the definition changed once (3 Oct 2017, 00:00), which explains part of the moves"
    )
    assert "definition" not in difference(now(lake), "kazan", day(2), day(3)).describe()


def test_the_definition_of_a_segment_is_also_that_of_the_segments_it_asks_about(lake: Lake, state: State) -> None:
    live(lake, anna="Казань")
    top = Segment.parse("top", BOTH)
    for n, kazan in enumerate([KAZAN, KAZAN, Segment.parse("kazan", AWAY.condition)]):
        known = {"kazan": kazan, "spenders": SPENDERS, "top": top}
        recount(lake, state, Tables(lake, day(n), segments=known), [top])
    assert history(now(lake), "top").table["new_definition"].tolist() == [False, False, True]


def test_a_moment_before_the_first_recount_is_refused_with_the_way_to_make_one(lake: Lake, state: State) -> None:
    live(lake, anna="Казань")
    with pytest.raises(DataError, match=r"'kazan' was never recounted.* or wb\.segments\.recount\(\"kazan\"\)"):
        members_on(now(lake), "kazan", FIRST)
    empty = lake.snapshot_id()
    make(lake, state, 1, KAZAN)
    with pytest.raises(DataError, match="speaks of 2 Oct 2017, 00:00, and 1 Oct 2017, 12:00 lies before") as no:
        difference(now(lake), "kazan", day(0.5), day(2))
    assert 'make one with wb.at("2017-10-01T12:00:00Z").segments.recount("kazan")' in str(no.value)
    with pytest.raises(DataError, match="'spenders' was never recounted"):
        history(now(lake), "spenders")
    with pytest.raises(SpecError, match="`since`, 4 Oct 2017, 00:00, lies after `until`, 3 Oct 2017, 00:00"):
        difference(now(lake), "kazan", day(3), day(2))
    assert recounts(Tables(lake, FIRST, snapshot_id=empty), "kazan") == []
    assert counted(lake, empty) == []


def test_who_came_and_went_between_two_moments_is_in_neither_list(lake: Lake, state: State) -> None:
    for n, city in enumerate(["Москва", "Казань", "Москва"]):
        live(lake, anna=city)
        make(lake, state, n, KAZAN)
    assert moved(lake, "kazan", 0, 2) == (set(), set())
    assert moved(lake, "kazan", 0, 1) == ({"anna"}, set())
    assert moved(lake, "kazan", 1, 2) == (set(), {"anna"})


def test_maintenance_leaves_the_history_as_it_was(lake: Lake, state: State) -> None:
    for n, city in enumerate(["Москва", "Казань", "Москва", "Казань"]):
        live(lake, anna=city, boris="Казань")
        make(lake, state, n, KAZAN, AWAY)
    before = rows(lake)
    maintain(lake)
    assert rows(lake) == before
    assert inside(lake, "kazan", 3) == {"anna", "boris"}
