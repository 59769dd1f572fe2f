from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_quantities_of_all_lines_are_divided_by_receipts(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01"), receipt("anna", "2017-10-02")]
    lines = [
        {"receipt_id": "anna 2017-10-01", "product_id": "tea", "quantity": 2, "amount": 6},
        {"receipt_id": "anna 2017-10-01", "product_id": "jam", "quantity": "0.5", "amount": 4},
        {"receipt_id": "anna 2017-10-02", "product_id": "tea", "quantity": 1, "amount": 3},
    ]
    assert ask("items_per_receipt", receipts, lines=lines) == {"anna": Decimal("1.7500")}


def test_lines_of_cancelled_receipts_do_not_count(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01"), receipt("anna", "2017-10-02", status="cancelled")]
    lines = [
        {"receipt_id": "anna 2017-10-01", "product_id": "tea", "quantity": 2, "amount": 6},
        {"receipt_id": "anna 2017-10-02", "product_id": "tea", "quantity": 9, "amount": 3},
    ]
    assert ask("items_per_receipt", receipts, lines=lines) == {"anna": Decimal("2.0000")}


def test_where_no_lines_were_loaded_it_is_empty_and_not_zero(ask: Ask) -> None:
    assert ask("items_per_receipt", [receipt("anna", "2017-10-01")], others=["boris"]) == {"anna": None, "boris": None}
