from __future__ import annotations

from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop


def test_only_the_very_first_time_counts(shop: Shop) -> None:
    for what, days, expected in (
        ("receipts", 30, []),
        ("receipts", 62, ["anna"]),
        ("receipts", 300, ["anna", "boris"]),
        ({"kind": "receipts", "where": {"channel": {"eq": "offline"}}}, 30, ["anna"]),
    ):
        assert shop.found({"kind": "did_first", "what": what, "within_days": days}, shop.fill(**SHOP)) == expected
