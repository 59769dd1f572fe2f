from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask

PRODUCTS = [{"product_id": p} for p in ("tea", "jam", "bread")]
RECEIPTS = [receipt("anna", "2016-05-01"), receipt("anna", "2017-05-01"), receipt("boris", "2017-05-01")]


def test_lines_are_counted_and_not_items_or_money(ask: Ask) -> None:
    lines = [
        {"receipt_id": "anna 2016-05-01", "product_id": "tea", "amount": 1},
        {"receipt_id": "anna 2017-05-01", "product_id": "tea", "amount": 1},
        {"receipt_id": "anna 2017-05-01", "product_id": "bread", "amount": 900, "quantity": 50},
    ]
    found = ask("favourite_product", RECEIPTS, lines=lines, products=PRODUCTS)
    assert found == {"anna": "tea", "boris": None}


def test_among_equals_the_id_that_sorts_first_wins_and_a_window_has_its_own(ask: Ask) -> None:
    lines = [
        {"receipt_id": "anna 2016-05-01", "product_id": "bread", "amount": 1},
        {"receipt_id": "anna 2017-05-01", "product_id": "tea", "amount": 1},
        {"receipt_id": "anna 2017-05-01", "product_id": "jam", "amount": 1},
    ]
    assert ask("favourite_product", RECEIPTS, lines=lines, products=PRODUCTS)["anna"] == "bread"
    assert ask("favourite_product", RECEIPTS, lines=lines, products=PRODUCTS, within_days=365)["anna"] == "jam"
