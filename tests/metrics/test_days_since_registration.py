from __future__ import annotations

from tests.metrics.conftest import Ask

CUSTOMERS = [
    {"customer_id": "anna", "registered_at": "2017-12-30T23:30:00Z"},
    {"customer_id": "boris", "registered_at": "2018-01-01T00:00:00Z"},
    {"customer_id": "vera", "registered_at": "2018-01-03T00:00:00Z"},
    {"customer_id": "gleb"},
]


def test_midnights_of_the_shop_are_counted(ask: Ask) -> None:
    found = ask("days_since_registration", customers=CUSTOMERS)
    assert found == {"anna": 2, "boris": 0, "vera": None, "gleb": None}
    in_moscow = ask("days_since_registration", customers=CUSTOMERS, zone="Europe/Moscow")
    assert in_moscow == {"anna": 1, "boris": 0, "vera": None, "gleb": None}
