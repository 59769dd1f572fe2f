from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from smartcom_kernel.core.settings import Rfm
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.frame import customer_frame, metrics_of
from smartcom_kernel.metrics.refresh import refresh
from tests.metrics.random_facts import random_facts
from tests.shop import Shop


def filled(shop: Shop, seed: int) -> Tables:
    """A shop that no other test has: what one test refreshes, another would find."""
    rows = random_facts(seed).tables
    customers = [row | {"city": "Казань"} for row in rows["customers"]]
    return shop.fill(**rows | {"customers": customers}, zone="America/New_York")


def rows(tables: Tables) -> dict[str, Any]:
    found = tables.lake.arrow(customer_frame(tables)).to_pylist()
    assert len({row["customer_id"] for row in found}) == len(found)
    return {row["customer_id"]: row for row in found}


def later(tables: Tables, **changes: Any) -> Tables:
    """The same question, asked of the newest snapshot."""
    asked: dict[str, Any] = {"as_of": tables.as_of, "zone": tables.zone, "rfm": tables.rfm} | changes
    return Tables(tables.lake, asked.pop("as_of"), **asked)


def test_stored_numbers_and_numbers_computed_anew_are_the_same_rows(shop: Shop) -> None:
    tables = filled(shop, seed=101)
    assert stored.find(tables) is None
    anew = rows(tables)
    refresh(shop.lake, shop.state, tables)
    asked_again = later(tables)
    assert stored.find(asked_again) == stored.find(tables) == asked_again.snapshot_id
    assert rows(asked_again) == anew
    assert len(anew) == 45
    assert {row["city"] for row in anew.values()} == {"Казань"}
    assert set(next(iter(anew.values()))) >= {*chosen(tables.measures), "r", "f", "m", "rfm_name"}


def test_stored_numbers_are_not_used_for_another_moment_zone_setting_or_other_facts(shop: Shop) -> None:
    tables = filled(shop, seed=104)
    written = refresh(shop.lake, shop.state, tables).snapshot_id
    assert stored.find(later(tables, as_of=tables.as_of - timedelta(days=1))) is None
    assert stored.find(later(tables, zone="UTC")) is None
    assert stored.find(later(tables, rfm=Rfm(period_days=30))) is None
    shop.lake.run("DELETE FROM lake.main.receipts WHERE receipt_id = 'r1'")
    assert stored.find(later(tables)) is None
    assert stored.find(tables) == written


@pytest.mark.torture
def test_a_later_refresh_of_another_moment_does_not_take_the_first_ones_numbers_away(shop: Shop) -> None:
    tables = filled(shop, seed=105)
    anew = rows(tables)
    first = refresh(shop.lake, shop.state, tables).snapshot_id
    other = later(tables, as_of=tables.as_of - timedelta(days=40))
    second = refresh(shop.lake, shop.state, other).snapshot_id
    assert (stored.find(later(tables)), stored.find(later(other))) == (first, second)
    assert rows(later(tables)) == anew


def test_only_what_is_asked_for_is_joined_and_has_the_values_it_has_in_the_whole(shop: Shop) -> None:
    tables = filled(shop, seed=106)
    whole = rows(tables)
    for refreshed in (False, True):
        if refreshed:
            refresh(shop.lake, shop.state, tables)
        part = customer_frame(tables, ["visits", "rfm_name"])
        assert set(part.columns) == {"customer_id", "visits", "r", "f", "m", "rfm_name"}
        with_city = customer_frame(tables, ["visits", "city"])
        assert set(with_city.columns) == {*tables.customers.columns, "visits"}
        found = shop.lake.arrow(part.select("customer_id", "visits", "rfm_name")).to_pylist()
        assert {r["customer_id"]: (r["visits"], r["rfm_name"]) for r in found} == {
            c: (r["visits"], r["rfm_name"]) for c, r in whole.items()
        }
        metrics = {row.pop("customer_id"): row for row in shop.lake.arrow(metrics_of(tables)).to_pylist()}
        assert metrics == {c: {kind: r[kind] for kind in chosen(tables.measures)} for c, r in whole.items()}


def test_without_customers_the_frame_is_empty(shop: Shop) -> None:
    assert rows(shop.fill()) == {}
