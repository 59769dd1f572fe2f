from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import numpy as np

from smartcom_kernel.core.settings import Rfm, RfmNames
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.rfm_scores import score_table
from tests.metrics.bought import receipt
from tests.shop import AS_OF, Rows, Shop

FIVE: Rows = [
    receipt("anna", "2017-12-30", 500),
    receipt("anna", "2017-12-29", 500),
    receipt("boris", "2017-12-20", 100),
    receipt("vera", "2017-11-30", 300),
    receipt("gleb", "2017-10-31", 200),
    receipt("dina", "2017-06-01", 400),
]


def known(customers: list[str]) -> Rows:
    return [{"customer_id": c} for c in customers]


def scores(tables: Tables, settings: Rfm | None = None, among: list[str] | None = None) -> dict[str, dict[str, Any]]:
    population = None if among is None else tables.customers.filter(tables.customers.customer_id.isin(among))
    found = tables.lake.arrow(score_table(tables, settings or Rfm(), population)).to_pylist()
    return {row.pop("customer_id"): row for row in found}


def cells(tables: Tables, settings: Rfm | None = None, among: list[str] | None = None) -> dict[str, str]:
    return {c: f"{s['r']}{s['f']}{s['m']} {s['name']}" for c, s in scores(tables, settings, among).items()}


def test_five_customers_share_five_scores_and_five_is_best(shop: Shop) -> None:
    tables = shop.fill(customers=known(["anna", "boris", "vera", "gleb", "dina"]), receipts=FIVE)
    assert cells(tables) == {
        "anna": "555 loyal",
        "boris": "411 new",
        "vera": "313 drifting",
        "gleb": "212 frozen",
        "dina": "114 lost",
    }
    assert scores(tables)["anna"] | {"r": 0} == {
        "r": 0, "f": 5, "m": 5, "recency_days": 2, "frequency": 2, "monetary": Decimal("1000.00"), "name": "loyal",
    }  # fmt: skip


def test_cut_points_are_those_of_numpy_and_everybody_with_a_purchase_has_one_name(shop: Shop) -> None:
    """Scores by quintiles from ``numpy.percentile(method="linear")``, for parts of the base of many sizes."""
    chance = random.Random(7)
    everybody = [f"c{n:03}" for n in range(120)]
    receipts = [
        receipt(c, (datetime(2017, 12, 31, tzinfo=UTC) - timedelta(hours=chance.randrange(300 * 24))).isoformat(),
                chance.choice([5, 10, Decimal(chance.randrange(10_000)) / 100]))
        for c in everybody for _ in range(chance.choice([1, 1, 1, 2, 3, 8]))
    ]  # fmt: skip
    receipts = list({r["receipt_id"]: r for r in receipts}.values())
    zone = "Asia/Kathmandu"
    tables = shop.fill(customers=known(everybody), receipts=receipts, zone=zone)
    values = by_hand(receipts, zone)
    for size in (1, 2, 3, 4, 5, 6, 11, 36, 120):
        part = sorted(chance.sample(everybody, size))
        axes: list[Any] = list(zip(*(values[c] for c in part), strict=True))
        cuts = [np.percentile(np.array(axis, float), [20, 40, 60, 80], method="linear") for axis in axes]
        below = {c: [int((cut < float(v)).sum()) for cut, v in zip(cuts, values[c], strict=True)] for c in part}
        found = scores(tables, among=part)
        assert {c: (s["r"], s["f"], s["m"]) for c, s in found.items()} == {
            c: (5 - r, 1 + f, 1 + m) for c, (r, f, m) in below.items()
        }
        assert {c: s["name"] for c, s in found.items()} == {
            c: Rfm().names.by_cell()[s["r"], s["f"]] for c, s in found.items()
        }


def by_hand(receipts: Rows, zone: str) -> dict[str, tuple[Any, ...]]:
    """Recency, visits and revenue of each customer, worked out plainly."""
    today = datetime.fromisoformat(AS_OF).astimezone(ZoneInfo(zone)).date()
    own: dict[str, list[Any]] = defaultdict(list)
    for r in receipts:
        day = datetime.fromisoformat(r["issued_at"]).astimezone(ZoneInfo(zone)).date()
        own[r["customer_id"]].append((day, Decimal(r["total"])))
    return {
        c: ((today - max(day for day, _ in bought)).days, len({day for day, _ in bought}), sum(t for _, t in bought))
        for c, bought in own.items()
    }


def test_where_all_bought_once_frequency_tells_nobody_apart(shop: Shop) -> None:
    once = [receipt(c, day, 10) for c, day in zip("abcdef", ["2017-12-01"] * 3 + ["2017-12-30"] * 3, strict=True)]
    found = scores(shop.fill(customers=known(list("abcdef")), receipts=once))
    assert {(s["f"], s["m"]) for s in found.values()} == {(1, 1)}
    assert {c: s["r"] for c, s in found.items()} == {"a": 3, "b": 3, "c": 3, "d": 5, "e": 5, "f": 5}


def test_a_single_customer_is_new_and_nobody_is_nothing(shop: Shop) -> None:
    tables = shop.fill(customers=known(["anna", "boris"]), receipts=[receipt("anna", "2017-12-30")])
    assert cells(tables) == {"anna": "511 new"}
    assert cells(tables, among=["boris"]) == {}


def test_the_period_ends_with_its_moment_and_begins_just_after_the_same_time_of_day(shop: Shop) -> None:
    receipts = [
        receipt("at the end", AS_OF),
        receipt("after the end", "2018-01-01T00:00:01Z"),
        receipt("at the beginning", "2017-12-02T00:00:00Z"),
        receipt("after the beginning", "2017-12-02T00:00:01Z"),
        receipt("cancelled", "2017-12-20", status="cancelled"),
    ]
    tables = shop.fill(customers=known([r["customer_id"] for r in receipts]), receipts=receipts)
    expected = {"at the end", "after the beginning"}
    assert set(scores(tables, Rfm(period_days=30))) == expected
    tables.past = False
    assert set(scores(tables, Rfm(period_days=30))) == expected


def test_frequency_counts_visits_or_receipts_as_the_settings_say(shop: Shop) -> None:
    receipts = [receipt("anna", f"2017-12-20T{hour}:00:00Z") for hour in (10, 11, 12)] + [receipt("anna", "2017-12-21")]
    tables = shop.fill(customers=known(["anna"]), receipts=receipts)
    assert scores(tables, Rfm(frequency="visits"))["anna"]["frequency"] == 2
    assert scores(tables, Rfm(frequency="receipts"))["anna"]["frequency"] == 4


def test_inside_a_segment_cut_points_are_found_among_its_members(shop: Shop) -> None:
    tables = shop.fill(customers=known(["anna", "boris", "vera", "gleb", "dina"]), receipts=FIVE)
    assert cells(tables, among=["gleb", "dina"]) == {"gleb": "511 new", "dina": "115 lost"}
    assert cells(tables, among=["nobody"]) == {}


def test_the_map_of_names_can_be_edited(shop: Shop) -> None:
    names = RfmNames(lost=["1-2:1-5"], frozen=[], at_risk=[], drifting=["3:1-5"], new=["4-5:1-4"], loyal=["4-5:5"],
                     with_potential=[])  # fmt: skip
    tables = shop.fill(customers=known(["anna", "boris", "vera", "gleb", "dina"]), receipts=FIVE)
    found = scores(tables, Rfm(names=names))
    assert {c: s["name"] for c, s in found.items()} == {
        "anna": "loyal", "boris": "new", "vera": "drifting", "gleb": "lost", "dina": "lost",
    }  # fmt: skip


def test_scores_are_integers_and_money_is_exact(shop: Shop) -> None:
    schema = score_table(shop.fill(), Rfm()).schema()
    counts = dict.fromkeys(["r", "f", "m", "recency_days", "frequency"], "int64")
    assert schema == ibis.schema({"customer_id": "string"} | counts | {"monetary": "decimal(18, 2)", "name": "string"})
