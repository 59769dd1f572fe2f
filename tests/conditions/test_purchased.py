from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from tests.shop import Shop

SHOP: dict[str, Any] = {
    "customers": [{"customer_id": c} for c in ("anna", "boris", "vera", "gleb")],
    "categories": [
        {"category_id": "drinks", "parent_id": None},
        {"category_id": "coffee", "parent_id": "drinks"},
        {"category_id": "beans", "parent_id": "coffee"},
        {"category_id": "tea", "parent_id": "drinks"},
    ],
    "products": [
        {"product_id": "arabica", "category_id": "beans"},
        {"product_id": "latte", "category_id": "coffee"},
        {"product_id": "oolong", "category_id": "tea"},
        {"product_id": "mug", "category_id": None},
    ],
    "receipts": [
        {"receipt_id": "a1", "customer_id": "anna", "issued_at": "2017-12-31T21:30:00Z", "total": 500},
        {"receipt_id": "a2", "customer_id": "anna", "issued_at": "2017-11-01T10:00:00Z", "total": "300.50"},
        {"receipt_id": "b1", "customer_id": "boris", "issued_at": "2017-12-02T00:00:00Z", "total": 900},
        {
            "receipt_id": "b2",
            "customer_id": "boris",
            "issued_at": "2017-12-20T10:00:00Z",
            "total": 900,
            "status": "cancelled",
        },
        {"receipt_id": "v1", "customer_id": "vera", "issued_at": "2018-01-05T10:00:00Z", "total": 100},
        {"receipt_id": "nobody", "customer_id": None, "issued_at": "2017-12-25T10:00:00Z", "total": 100},
    ],
    "receipt_lines": [
        {"receipt_id": "a1", "product_id": "arabica", "amount": 400},
        {"receipt_id": "a1", "product_id": "latte", "amount": 100},
        {"receipt_id": "a2", "product_id": "latte", "amount": "300.50"},
        {"receipt_id": "b1", "product_id": "oolong", "amount": 850},
        {"receipt_id": "b1", "product_id": "mug", "amount": 50},
        {"receipt_id": "b2", "product_id": "latte", "amount": 900},
        {"receipt_id": "v1", "product_id": "latte", "amount": 100},
    ],
}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["anna", "boris"]),
        ({"times": 2}, ["anna"]),
        ({"times": 2, "within_days": 60}, []),
        ({"within_days": 1}, ["anna"]),
        ({"within_days": 30}, ["anna"]),
        ({"within_days": 31}, ["anna", "boris"]),
        ({"min_sum": 900}, ["boris"]),
        ({"min_sum": "800.50"}, ["anna", "boris"]),
        ({"min_sum": "900.01"}, []),
        ({"product": "latte"}, ["anna"]),
        ({"product": ["mug", "arabica"]}, ["anna", "boris"]),
        ({"category": "drinks"}, ["anna", "boris"]),
        ({"category": "coffee"}, ["anna"]),
        ({"category": ["beans", "tea"]}, ["anna", "boris"]),
        ({"category": "cofee"}, []),
        ({"category": "coffee", "times": 2}, ["anna"]),
        ({"category": "coffee", "times": 3}, []),
        ({"category": "coffee", "min_sum": "800.50"}, ["anna"]),
        ({"category": "beans", "min_sum": "400.01"}, []),
        ({"category": "tea", "product": "mug"}, []),
        ({"category": "tea", "product": "oolong", "min_sum": 850}, ["boris"]),
        ({"since": "2017-12-02"}, ["anna", "boris"]),
        ({"since": "2017-12-03"}, ["anna"]),
        ({"until": "2017-11-01"}, ["anna"]),
        ({"since": "2017-11-02", "until": "2017-12-02"}, ["boris"]),
        ({"since": "2017-12-02T00:00:00Z", "until": "2017-12-02T00:00:00Z"}, ["boris"]),
        ({"until": "2017-12-01T23:59:59Z", "since": "2017-11-02"}, []),
    ],
)
def test_purchases_are_counted_on_the_same_lines_within_the_period(
    shop: Shop, asked: dict[str, Any], expected: list[str]
) -> None:
    """Two coffee lines on one receipt are one purchase; what was cancelled or lies after `as_of` never counts."""
    assert shop.found({"kind": "purchased", **asked}, shop.fill(**SHOP)) == expected


def test_a_day_of_purchase_is_a_day_of_the_workspace(shop: Shop) -> None:
    """The first receipt is of 21:30 UTC on 31 December, when it was 00:30 on 1 January in Moscow."""
    new_year = {"kind": "purchased", "since": "2018-01-01"}
    assert shop.found(new_year, shop.fill(**SHOP)) == []
    assert shop.found(new_year, shop.fill(**SHOP, zone="Europe/Moscow")) == ["anna"]


def test_a_loop_among_categories_is_walked_once(shop: Shop) -> None:
    loop = [{"category_id": a, "parent_id": b} for a, b in ("ab", "bc", "ca")]
    chain = [{"category_id": f"n{n}", "parent_id": f"n{n - 1}"} for n in range(1, 41)]
    products = [{"product_id": "looped", "category_id": "c"}, {"product_id": "deep", "category_id": "n40"}]
    receipts = [
        {"receipt_id": "1", "customer_id": "anna", "issued_at": "2017-01-01", "total": 1},
        {"receipt_id": "2", "customer_id": "boris", "issued_at": "2017-01-01", "total": 1},
    ]
    lines = [
        {"receipt_id": "1", "product_id": "looped", "amount": 1},
        {"receipt_id": "2", "product_id": "deep", "amount": 1},
    ]
    tables = shop.fill(
        customers=SHOP["customers"], categories=loop + chain, products=products, receipts=receipts, receipt_lines=lines
    )
    assert shop.found({"kind": "purchased", "category": "b"}, tables) == ["anna"]
    assert shop.found({"kind": "purchased", "category": "n0"}, tables) == ["boris"]


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"times": 0}, "times: must be at least 1, not 0"),
        ({"min_sum": "much"}, "min_sum: must be a number, not 'much'"),
        ({"product": []}, "product: must not be an empty list"),
        ({"product": ["a", True]}, r"product\[1\]: must be text"),
        ({"since": "soon"}, "since: must be a date such as 2017-12-31"),
        ({"within_days": 3, "since": "2017-01-01"}, "choose one way to give the period"),
        ({"since": "2017-02-01", "until": "2017-01-01"}, "has a `since` later than its `until`"),
        ({"within_day": 3}, "within_day: is not a field here; did you mean 'within_days'"),
    ],
)
def test_a_purchase_that_cannot_be_is_refused(asked: dict[str, Any], fault: str) -> None:
    with pytest.raises(SpecError, match=fault):
        CONDITIONS.parse({"kind": "purchased", **asked})


@pytest.mark.parametrize(
    ("asked", "english", "russian"),
    [
        ({}, "bought at least once", "покупка хотя бы один раз"),
        (
            {"category": "coffee", "times": 2, "within_days": 90},
            "bought from category coffee at least 2 times in the last 90 days",
            "покупка из категории coffee не меньше 2 раз за последние 90 дней",
        ),
        (
            {"product": [12, "13"], "min_sum": 1500, "since": "2017-01-01", "until": "2017-06-30"},
            "bought product 12 or 13 at least once for at least 1,500 in all since 1 Jan 2017 until 30 Jun 2017",
            "покупка товара 12 или 13 хотя бы один раз на сумму не меньше 1\u202f500 с 1 января 2017 по 30 июня 2017",
        ),
    ],
)
def test_a_purchase_says_itself(asked: dict[str, Any], english: str, russian: str) -> None:
    purchased = CONDITIONS.parse({"kind": "purchased", **asked})
    assert (purchased.describe("en"), purchased.describe("ru")) == (english, russian)
