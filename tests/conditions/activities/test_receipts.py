from __future__ import annotations

from typing import Any

import pytest

from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"region": {"eq": "Volga"}}, ["anna"]),
        ({"city": {"ne": "Казань"}}, ["anna", "boris"]),
        ({"weekday": {"eq": 1}}, ["anna"]),
        ({"hour": {"gte": 18}}, ["anna"]),
        ({"custom.cashier": {"eq": "Olga"}}, ["anna"]),
        ({"status": {"eq": "cancelled"}}, []),
        ({"store_id": {"exists": False}}, ["anna"]),
    ],
)
def test_a_receipt_knows_its_store_its_hour_and_the_shops_own_fields(
    shop: Shop, where: dict[str, Any], expected: list[str]
) -> None:
    asked = {"kind": "did", "what": {"kind": "receipts", "where": where}}
    assert shop.found(asked, shop.fill(**SHOP)) == expected


def test_hour_and_weekday_are_those_of_the_workspaces_clock(shop: Shop) -> None:
    """10:00 UTC on a Monday is 00:00 on Tuesday on Kiritimati."""
    tuesday = {"kind": "did", "what": {"kind": "receipts", "where": {"weekday": {"eq": 2}, "hour": {"eq": 0}}}}
    assert shop.found(tuesday, shop.fill(**SHOP)) == []
    assert shop.found(tuesday, shop.fill(**SHOP, zone="Pacific/Kiritimati")) == ["anna"]
