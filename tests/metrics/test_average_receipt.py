from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_it_is_revenue_over_receipts(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2017-10-01", 100),
        receipt("anna", "2017-10-02", 50),
        receipt("boris", "2017-10-01", 7),
    ]
    assert ask("average_receipt", receipts) == {"anna": Decimal("75.00"), "boris": Decimal("7.00")}


def test_half_a_kopeck_is_rounded_away_from_zero(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2017-10-01", "1.00"),
        receipt("anna", "2017-10-02", "1.01"),
        receipt("boris", "2017-10-01", "-1.00"),
        receipt("boris", "2017-10-02", "-1.01"),
    ]
    assert ask("average_receipt", receipts) == {"anna": Decimal("1.01"), "boris": Decimal("-1.01")}


def test_without_receipts_it_is_empty(ask: Ask) -> None:
    cancelled = receipt("anna", "2017-10-01", status="cancelled")
    assert ask("average_receipt", [cancelled], others=["boris"]) == {"anna": None, "boris": None}
