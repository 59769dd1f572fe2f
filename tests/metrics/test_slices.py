from __future__ import annotations

from smartcom_kernel.metrics.slices import EVERYBODY, slices
from tests.metrics.bought import receipt
from tests.shop import Shop


def test_slices_hold_everybody_once_and_about_as_much_each(shop: Shop) -> None:
    customers = [f"c{n:02}" for n in range(10)]
    receipts = [receipt(c, f"2017-10-{day:02}") for c in customers for day in range(1, 4)]
    tables = shop.fill(customers=[{"customer_id": c} for c in customers], receipts=receipts)
    parts = slices(tables, receipts_at_a_time=8)
    held = [shop.lake.arrow(part.of(tables.customers))["customer_id"].to_pylist() for part in parts]
    assert sorted(c for part in held for c in part) == customers
    assert [len(part) for part in held] == [3, 3, 2, 2]


def test_a_small_shop_is_one_slice(shop: Shop) -> None:
    tables = shop.fill(customers=[{"customer_id": "anna"}], receipts=[receipt("anna", "2017-10-01")])
    assert slices(tables) == [EVERYBODY]


def test_a_shop_without_receipts_is_one_slice(shop: Shop) -> None:
    assert slices(shop.fill(customers=[{"customer_id": "anna"}])) == [EVERYBODY]


def test_a_slice_of_busy_customers_is_a_slice_of_fewer(shop: Shop) -> None:
    busy = [receipt("anna", f"2017-10-{day:02}") for day in range(1, 21)]
    rare = [receipt(c, "2017-10-01") for c in ("boris", "dina", "gleb", "vera")]
    people = [{"customer_id": c} for c in ("aaron", "anna", "boris", "dina", "gleb", "vera", "zoe")]
    tables = shop.fill(customers=people, receipts=[*busy, *rare])
    parts = slices(tables, receipts_at_a_time=6)
    held = [sorted(shop.lake.arrow(part.of(tables.customers))["customer_id"].to_pylist()) for part in parts]
    assert held == [["aaron", "anna"], ["boris", "dina", "gleb", "vera", "zoe"]]
