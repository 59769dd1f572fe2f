from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask

OLD, NEW = "anna 2017-01-01T00:00:00Z", "anna 2017-01-01T00:00:00.000001Z"


def test_only_a_discount_above_zero_is_one_and_a_window_leaves_out_its_first_instant(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-01-01T00:00:00Z"), receipt("anna", "2017-01-01T00:00:00.000001Z")]
    lines = [
        {"receipt_id": OLD, "product_id": "tea", "amount": 5, "discount": 1},
        {"receipt_id": NEW, "product_id": "tea", "amount": 5, "discount": "0.01"},
        {"receipt_id": NEW, "product_id": "tea", "amount": 5, "discount": 0},
        {"receipt_id": NEW, "product_id": "tea", "amount": 5},
    ]
    assert ask("discounted_lines_share", receipts, lines=lines, others=["boris"]) == {
        "anna": Decimal("0.5"),
        "boris": None,
    }
    assert ask("discounted_lines_share", receipts, lines=lines, within_days=365) == {"anna": Decimal("0.3333")}
