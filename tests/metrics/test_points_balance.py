from __future__ import annotations

from decimal import Decimal

from tests.metrics.conftest import Ask
from tests.shop import Rows


def test_it_is_what_the_loyalty_system_said_and_nothing_is_not_zero(ask: Ask) -> None:
    balances: Rows = [
        {"customer_id": "anna", "active": "120.50", "pending_activation": 7},
        {"customer_id": "boris", "active": 0},
        {"customer_id": "gleb"},
    ]
    found = ask("points_balance", points_balances=balances, others=["vera"])
    assert found == {"anna": Decimal("120.50"), "boris": 0, "gleb": None, "vera": None}
