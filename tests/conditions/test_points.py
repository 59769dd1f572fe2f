from __future__ import annotations

from tests.shop import Shop


def test_who_has_no_balance_passes_only_what_unknown_values_pass(shop: Shop) -> None:
    balances = [
        {"customer_id": "anna", "active": 700, "next_expires_at": "2018-01-10"},
        {"customer_id": "boris", "active": 0},
    ]
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], points_balances=balances)
    for name, asked, expected in (
        ("active", {"gte": 500}, ["anna"]),
        ("active", {"ne": 0}, ["anna", "vera"]),
        ("next_expires_at", {"within_next_days": 14}, ["anna"]),
        ("next_expires_at", {"exists": False}, ["boris", "vera"]),
    ):
        assert shop.found({"kind": "points", "name": name, "is": asked}, tables) == expected


def test_who_never_got_points_of_us_has_none_and_what_is_still_to_come_does_not_count(shop: Shop) -> None:
    given = [
        {"customer_id": "anna", "occasion": "spring", "amount": "100"},
        {"customer_id": "anna", "occasion": "returned", "amount": "-30.5"},
        {"customer_id": "boris", "occasion": "spring", "amount": "100", "at": "2018-01-05"},
    ]
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], points=given)
    for asked, expected in (
        ({"gte": 50}, ["anna"]),
        ({"eq": 69.5}, ["anna"]),
        ({"between": [0, 70]}, ["anna", "boris", "vera"]),
        ({"lte": 0}, ["boris", "vera"]),
        ({"exists": False}, []),
    ):
        assert shop.found({"kind": "points", "name": "accrued", "is": asked}, tables) == expected
