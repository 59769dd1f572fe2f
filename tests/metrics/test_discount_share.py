from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_discounts_are_compared_with_the_price_before_them(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01", 60, discount=40), receipt("anna", "2017-10-02", 100, discount=None)]
    assert ask("discount_share", receipts) == {"anna": Decimal("0.2000")}


def test_without_a_discount_it_is_zero_and_without_any_price_it_is_empty(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01", 60), receipt("boris", "2017-10-01", 0)]
    found = ask("discount_share", receipts, others=["vera"])
    assert found == {"anna": Decimal("0.0000"), "boris": None, "vera": None}
