from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.observed import purchase_histories
from tests.shop import Rows, Shop


def histories(tables: Tables) -> dict[str, dict[str, Any]]:
    found = tables.lake.arrow(purchase_histories(tables)).to_pylist()
    return {row.pop("customer_id"): row for row in found}


def bought(customer_id: str, *receipts: tuple[str, float]) -> Rows:
    return [
        {"receipt_id": f"{customer_id} {n}", "customer_id": customer_id, "issued_at": at, "total": total}
        for n, (at, total) in enumerate(receipts)
    ]


def test_frequency_recency_and_t_are_counted_in_days_from_the_first_purchase(shop: Shop) -> None:
    """Recency is the time up to the last purchase, not since it as in RFM."""
    tables = shop.fill(
        as_of="2018-01-11T09:00:00Z",
        receipts=[
            *bought("anna", ("2018-01-01T10:00:00Z", 100), ("2018-01-03T10:00:00Z", 30), ("2018-01-08T10:00:00Z", 50)),
            *bought("boris", ("2018-01-02T10:00:00Z", 70)),
        ],
    )
    found = histories(tables)
    assert {k: v for k, v in found["anna"].items() if k != "first_on"} == {
        "frequency": 2, "recency": 7, "T": 10, "monetary": 40.0,
    }  # fmt: skip
    assert (found["boris"]["frequency"], found["boris"]["recency"], found["boris"]["T"]) == (0, 0, 9)
    assert found["boris"]["monetary"] is None
    assert str(found["boris"]["first_on"]) == "2018-01-02"


def test_two_receipts_on_one_day_are_one_purchase_in_the_zone_of_the_workspace(shop: Shop) -> None:
    receipts = bought("anna", ("2018-01-01T10:00:00Z", 10), ("2018-01-02T20:30:00Z", 30), ("2018-01-02T21:30:00Z", 50))
    in_utc = histories(shop.fill(as_of="2018-01-11T00:00:00Z", receipts=receipts))["anna"]
    in_moscow = histories(shop.fill(as_of="2018-01-11T00:00:00Z", receipts=receipts, zone="Europe/Moscow"))["anna"]
    assert (in_utc["frequency"], in_utc["monetary"]) == (1, 80)
    assert (in_moscow["frequency"], in_moscow["recency"], in_moscow["monetary"]) == (2, 2, 40)


def test_a_day_that_only_brings_something_back_is_no_purchase_but_lowers_the_value(shop: Shop) -> None:
    tables = shop.fill(
        receipts=[
            *bought("anna", ("2017-06-01T10:00:00Z", 100), ("2017-06-03T10:00:00Z", 30), ("2017-07-08T10:00:00Z", -10)),
            *bought("vera", ("2017-06-01T10:00:00Z", -5)),
        ]
    )
    found = histories(tables)
    assert (found["anna"]["frequency"], found["anna"]["recency"], found["anna"]["monetary"]) == (1, 2, 20)
    assert "vera" not in found


def test_cancelled_receipts_those_after_the_moment_and_those_of_nobody_do_not_count(shop: Shop) -> None:
    receipts = [
        *bought("anna", ("2017-06-01T10:00:00Z", 100), ("2018-06-03T10:00:00Z", 30)),
        *[row | {"status": "cancelled"} for row in bought("boris", ("2017-06-01T10:00:00Z", 100))],
        {"receipt_id": "x", "customer_id": None, "issued_at": "2017-06-01T10:00:00Z", "total": 5},
    ]
    tables = shop.fill(receipts=receipts)
    for seen in (tables, tables.whole_history):
        found = histories(seen)
        assert list(found) == ["anna"]
        assert found["anna"]["frequency"] == 0


def test_of_an_empty_shop_there_is_nothing(shop: Shop) -> None:
    assert histories(shop.fill(customers=[{"customer_id": "anna"}])) == {}


@pytest.mark.parametrize("total", [0, 0.01])
def test_a_receipt_for_nothing_is_a_purchase(shop: Shop, total: float) -> None:
    receipts = bought("anna", ("2017-06-01T10:00:00Z", 10), ("2017-06-02T10:00:00Z", total))
    assert histories(shop.fill(receipts=receipts))["anna"]["frequency"] == 1
