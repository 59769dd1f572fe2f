from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_totals_add_up_exactly_and_cancelled_ones_are_left_out(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2017-10-01", "0.10"),
        receipt("anna", "2017-10-02", "0.20"),
        receipt("anna", "2017-10-03", "99.99", status="cancelled"),
    ]
    assert ask("revenue", receipts, others=["boris"]) == {"anna": Decimal("0.30"), "boris": Decimal("0.00")}


def test_a_refund_is_taken_away(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01", 100), receipt("anna", "2017-10-02", -30)]
    assert ask("revenue", receipts) == {"anna": Decimal("70.00")}
