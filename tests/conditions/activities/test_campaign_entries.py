from __future__ import annotations

from tests.shop import Shop


def test_who_entered_a_campaign_so_often_in_a_period_is_found(shop: Shop) -> None:
    entries = [
        {"campaign": "winback", "customer_id": "anna", "entered_at": "2017-12-01"},
        {"campaign": "winback", "customer_id": "anna", "entered_at": "2017-12-20"},
        {"campaign": "winback", "customer_id": "boris", "entered_at": "2017-01-20"},
        {"campaign": "welcome", "customer_id": "vera", "entered_at": "2017-12-20"},
    ]
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], campaign_entries=entries)
    winback = {"kind": "campaign_entries", "where": {"campaign": {"eq": "winback"}}}
    assert shop.found({"kind": "did", "what": winback}, tables) == ["anna", "boris"]
    assert shop.found({"kind": "did", "what": winback, "count": {"eq": 2}, "within_days": 60}, tables) == ["anna"]
