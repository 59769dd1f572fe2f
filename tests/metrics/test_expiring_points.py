from __future__ import annotations

from tests.metrics.conftest import Ask

BALANCES = [
    {"customer_id": "anna", "next_expires": 30, "next_expires_at": "2018-01-01T00:00:01Z"},
    {"customer_id": "boris", "next_expires": 40},
]


def test_points_that_have_expired_are_no_longer_said_to_expire(ask: Ask) -> None:
    found = ask("expiring_points", points_balances=BALANCES, others=["vera"])
    assert found == {"anna": 30, "boris": None, "vera": None}
    assert ask("expiring_points", points_balances=BALANCES, as_of="2018-01-01T00:00:01Z")["anna"] is None
