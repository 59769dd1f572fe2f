from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask
from tests.shop import Rows

ANNA, VERA = receipt("anna", "2017-12-01"), receipt("vera", "2017-12-01")


def test_it_is_what_was_paid_for_all_items_per_item_whatever_the_list_price(ask: Ask) -> None:
    lines: Rows = [
        {"receipt_id": "anna 2017-12-01", "product_id": "tea", "quantity": 2, "amount": 10, "price": 99},
        {"receipt_id": "anna 2017-12-01", "product_id": "jam", "quantity": "0.5", "amount": "5.55"},
    ]
    assert ask("average_product_price", [ANNA, VERA], lines=lines) == {"anna": Decimal("6.22"), "vera": None}


def test_it_is_empty_where_as_much_came_back_as_was_bought(ask: Ask) -> None:
    lines: Rows = [
        {"receipt_id": "anna 2017-12-01", "product_id": "tea", "quantity": 2, "amount": 10},
        {"receipt_id": "anna 2017-12-01", "product_id": "tea", "quantity": -2, "amount": -10},
    ]
    assert ask("average_product_price", [ANNA], lines=lines) == {"anna": None}
