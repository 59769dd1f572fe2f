"""Points are given once for each occasion, to all who are asked for or to nobody."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.person import user
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.segments.points_book import PointsBook
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.state.connect import State
from tests.shop import AS_OF, Shop

KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
CUSTOMERS = [{"customer_id": c, "city": "Казань" if c < "c" else "Москва"} for c in ("anna", "boris", "vera")]
TABLE = pa.table({"customer_id": ["anna", "boris", "stranger"]})
PEOPLE = 30_000
PROGRAM = r'''
import os
import sys
from pathlib import Path
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.points_book import PointsBook
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.state.connect import State
from tests.attempts import Attempts

workspace = Path(sys.argv[1])
CLOCK = FixedClock("2018-01-01")

def attempt(what, prepared):
    """Open the lake, wait for the word, give points for the occasion of a number to those of some cities."""
    number, cities = what
    state = State.open(workspace, os.environ["SMARTCOM_DATABASE_URL"])
    lake = Lake(state.dsn, workspace / "lake")
    book = PointsBook(state, SegmentStore(workspace), lambda: Tables(lake, CLOCK.now()), CLOCK)
    prepared()
    who = {"kind": "attribute", "name": "city", "is": {"in": cities}}
    report = book.accrue(who, 100, occasion=f"occasion {number}")
    os.write(1, f"{report.asked} {report.accrued}\n".encode())
    lake.close()
    state.close()

accruals = Attempts(attempt)
'''


@pytest.fixture
def book(shop: Shop, tmp_path: Path) -> PointsBook:
    tables = shop.fill(customers=CUSTOMERS)
    with shop.state.transaction() as connection:
        connection.execute("DELETE FROM points")
    store = SegmentStore(tmp_path)
    store.save("kazan", KAZAN)
    return PointsBook(shop.state, store, lambda: tables, FixedClock(AS_OF))


@pytest.mark.parametrize("who", [KAZAN, "kazan", ["boris", "anna", "anna"], TABLE])
def test_whoever_has_got_points_for_an_occasion_gets_none_again(book: PointsBook, shop: Shop, who: Any) -> None:
    who = shop.lake.temporary(who) if who is TABLE else who
    assert book.accrue(["anna"], "99.50", occasion="spring").describe("en") == (
        "“spring”: 99.50 points each for 1 customer"
    )
    again = book.accrue(who, 99.5, occasion=" spring ")
    assert (again.asked, again.accrued, again.had_already) == (2, 1, 1)
    assert again.describe("ru") == "«spring»: начислено по 99,50 балла, 1 клиенту; уже были: 1"
    assert book.accrue(who, -9, occasion="returned").describe("ru") == "«returned»: списано по 9 баллов, 2 клиентам"
    assert book.given()[["occasion", "amount", "customers"]].to_numpy().tolist() == [
        ["returned", Decimal("-9.00"), 2],
        ["spring", Decimal("99.50"), 2],
    ]
    found = shop.state.rows("points.of_customer", {"customer_id": "anna", "most": 5})
    assert {(row["occasion"], row["source"]) for row in found} == {("spring", user()), ("returned", user())}


@pytest.mark.parametrize(
    ("amount", "occasion", "said"),
    [
        (0, "spring", "amount: must be a number other than 0, at most 1,000,000, with at most two decimals, not 0"),
        ("many", "spring", "amount: must be a number other than 0"),
        (float("inf"), "spring", "not inf"),
        (True, "spring", "not True"),
        (10_000_000, "spring", "not 10000000"),
        (0.001, "spring", "not 0.001"),
        (5, "  ", "occasion: says what the points are for, in 1 to 100 characters"),
        (
            200,
            "autumn",
            "amount: “autumn” gave 100.00 points each so far, not 200; another amount needs another occasion",
        ),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_is_given(
    book: PointsBook, amount: Any, occasion: str, said: str
) -> None:
    book.accrue(["anna"], 100, occasion="autumn")
    with pytest.raises(SpecError) as refused:
        book.accrue("kazan", amount, occasion=occasion)
    assert said in str(refused.value)
    assert book.given()["customers"].tolist() == [1]


def test_an_occasion_is_the_same_whatever_its_capitals(book: PointsBook) -> None:
    for occasion in ("Ёлка 2018", "zero"):
        book.accrue(["anna"], 10, occasion=occasion)
    again = book.accrue(["anna", "boris"], 10, occasion="ёлка  2018")
    assert (again.occasion, again.accrued, again.had_already) == ("Ёлка 2018", 1, 1)
    with pytest.raises(SpecError, match=r"“Ёлка 2018” gave 10\.00 points each so far, not 11"):
        book.accrue(["vera"], 11, occasion="ЁЛКА 2018")
    assert sorted(book.given()["occasion"]) == ["zero", "Ёлка 2018"]


def test_a_list_that_names_a_stranger_is_refused_whole(book: PointsBook) -> None:
    strangers = [f"x{n}" for n in range(5)]
    with pytest.raises(SpecError, match=r"5 of 6 ids are of no customer: 'x0', 'x1', 'x2', …; nothing was done"):
        book.accrue([*strangers, "anna"], 5, occasion="spring")
    with pytest.raises(UnknownName, match="kazan"):
        book.accrue("kazam", 5, occasion="spring")
    assert book.given().empty


def said(program: str, workspace: Path) -> list[tuple[int, ...]]:
    command = [sys.executable, "-c", PROGRAM + program, str(workspace)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=120)
    return [tuple(map(int, line.split())) for line in done.stdout.splitlines()]


def people(lake: Lake) -> None:
    lake.run(
        "INSERT INTO lake.main.customers (customer_id, city) "
        f"SELECT 'C' || n, 'city' || n % 3 FROM range({PEOPLE}) AS t (n)"
    )


def test_processes_that_give_at_once_give_nobody_twice(lake: Lake, workspace: Path) -> None:
    people(lake)
    pairs = [["city0", "city1"], ["city1", "city2"], ["city2", "city0"]]
    reports = said(f"accruals.whole(*((1, cities) for cities in {pairs}))", workspace)
    assert [asked for asked, _ in reports] == [20_000] * 3
    assert sorted(got for _, got in reports) == [0, 10_000, 20_000]


@pytest.mark.torture
def test_a_killed_accrual_gives_to_all_or_to_nobody(lake: Lake, state: State, workspace: Path) -> None:
    people(lake)
    kills = 6
    program = f"""
lasts = accruals.whole((0, EVERYBODY))
for n in range(1, {kills}):
    accruals.killed((n, EVERYBODY), lasts * n / {kills})
for n in range({kills}):
    accruals.whole((n, EVERYBODY))
"""
    reports = said(program.replace("EVERYBODY", "['city0', 'city1', 'city2']"), workspace)
    assert {asked for asked, _ in reports} == {PEOPLE}
    assert {got for _, got in reports} == {0, PEOPLE}
    assert [row["customers"] for row in state.rows("points.by_occasion")] == [PEOPLE] * kills
