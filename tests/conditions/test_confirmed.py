from __future__ import annotations

from tests.shop import Shop


def test_the_present_address_counts_whatever_its_case_and_nobody_without_one(shop: Shop) -> None:
    tables = shop.fill(
        customers=[
            {"customer_id": "anna", "email": "Anna@Example.com", "phone": "+79000000001"},
            {"customer_id": "boris", "email": "new@example.com"},
            {"customer_id": "vera", "phone": "+79000000002"},
        ],
        confirmations=[
            {"medium": "email", "address": "anna@example.com"}, {"medium": "email", "address": "old@example.com"},
            {"medium": "sms", "address": "+79000000002"},
        ],
    )  # fmt: skip
    assert shop.found({"kind": "confirmed"}, tables) == ["anna"]
    assert shop.found({"kind": "confirmed", "medium": "sms"}, tables) == ["vera"]
    assert shop.found({"kind": "not", "of": {"kind": "confirmed"}}, tables) == ["boris", "vera"]
