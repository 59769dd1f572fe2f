from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask

CATEGORIES = [{"category_id": c} for c in ("drinks", "food")]
PRODUCTS = [
    {"product_id": "tea", "category_id": "drinks"},
    {"product_id": "jam", "category_id": "food"},
    {"product_id": "bag"},
]


def test_products_without_a_category_do_not_vote(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-05-01"), receipt("boris", "2017-05-01")]
    lines = [
        {"receipt_id": "anna 2017-05-01", "product_id": "bag", "amount": 1},
        {"receipt_id": "anna 2017-05-01", "product_id": "bag", "amount": 1},
        {"receipt_id": "anna 2017-05-01", "product_id": "jam", "amount": 1},
        {"receipt_id": "boris 2017-05-01", "product_id": "bag", "amount": 1},
    ]
    found = ask("favourite_category", receipts, lines=lines, products=PRODUCTS, categories=CATEGORIES)
    assert found == {"anna": "food", "boris": None}


def test_among_equals_the_id_that_sorts_first_wins(ask: Ask) -> None:
    lines = [{"receipt_id": "anna 2017-05-01", "product_id": p, "amount": 1} for p in ("jam", "tea")]
    found = ask(
        "favourite_category", [receipt("anna", "2017-05-01")], lines=lines, products=PRODUCTS, categories=CATEGORIES
    )
    assert found == {"anna": "drinks"}
