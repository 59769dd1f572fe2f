from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_every_line_of_a_receipt_with_a_promo_code_counts(ask: Ask) -> None:
    receipts = [receipt("anna", "2016-05-01", promo_code="SPRING"), receipt("anna", "2017-05-01"),
                receipt("boris", "2017-05-01")]  # fmt: skip
    lines = [
        {"receipt_id": "anna 2016-05-01", "product_id": "tea", "amount": 5},
        {"receipt_id": "anna 2016-05-01", "product_id": "jam", "amount": 5},
        {"receipt_id": "anna 2017-05-01", "product_id": "tea", "amount": 5},
    ]
    assert ask("promo_lines_share", receipts, lines=lines) == {"anna": Decimal("0.6667"), "boris": None}
    assert ask("promo_lines_share", receipts, lines=lines, within_days=365) == {"anna": 0, "boris": None}
