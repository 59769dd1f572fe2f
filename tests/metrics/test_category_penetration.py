from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask

CATEGORIES = [
    {"category_id": "drinks"},
    {"category_id": "coffee", "parent_id": "drinks"},
    {"category_id": "espresso", "parent_id": "coffee"},
    {"category_id": "tea", "parent_id": "drinks"},
]
PRODUCTS = [
    {"product_id": "beans", "category_id": "coffee"},
    {"product_id": "shot", "category_id": "espresso"},
    {"product_id": "oolong", "category_id": "tea"},
    {"product_id": "bag"},
]
RECEIPTS = [
    receipt("anna", "2017-01-05"),
    receipt("anna", "2017-12-02"),
    receipt("anna", "2017-12-03"),
    receipt("boris", "2017-12-04"),
]
LINES = [
    {"receipt_id": "anna 2017-01-05", "product_id": "beans", "amount": 5},
    {"receipt_id": "anna 2017-12-02", "product_id": "shot", "amount": 5},
    {"receipt_id": "anna 2017-12-02", "product_id": "beans", "amount": 5},
    {"receipt_id": "anna 2017-12-03", "product_id": "oolong", "amount": 5},
    {"receipt_id": "boris 2017-12-04", "product_id": "bag", "amount": 5},
]
SHOP: dict[str, Any] = {"products": PRODUCTS, "categories": CATEGORIES}


def test_a_receipt_counts_once_for_its_category_and_all_above_it(ask: Ask) -> None:
    def share(of: str) -> dict[str, Decimal]:
        return ask("category_penetration", RECEIPTS, lines=LINES, others=["vera"], of=of, **SHOP)

    assert share("coffee") == {"anna": Decimal("0.6667"), "boris": 0, "vera": None}
    assert share("espresso") == {"anna": Decimal("0.3333"), "boris": 0, "vera": None}
    assert share("drinks") == {"anna": 1, "boris": 0, "vera": None}


def test_in_a_window_both_kinds_of_receipts_are_those_of_the_window(ask: Ask) -> None:
    found = ask("category_penetration", RECEIPTS, lines=LINES, of="coffee", within_days=31, **SHOP)
    assert found == {"anna": Decimal("0.5"), "boris": 0}
