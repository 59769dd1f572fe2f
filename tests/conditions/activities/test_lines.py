from __future__ import annotations

from typing import Any

import pytest

from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"brand": {"eq": "Lego"}}, ["anna", "boris"]),
        ({"brand": {"eq": "Lego"}, "channel": {"eq": "offline"}, "receipt_total": {"lt": 1000}}, ["anna"]),
        ({"store_id": {"eq": "S2"}}, ["boris"]),
        ({"category_id": {"in": ["toys", "coffee"]}, "amount": {"lt": 450}}, ["anna"]),
        ({"category_id": {"ne": "drinks"}}, ["anna", "boris"]),
        ({"category_id": {"not_in": ["drinks", "toys"]}}, []),
        ({"category_id": {"eq": "drinks", "ne": "coffee"}}, ["anna"]),
        ({"attributes.milk": {"eq": "oat"}}, ["anna"]),
        ({"attributes.ml": {"gte": 300}}, ["anna"]),
        ({"attributes.ml": {"gt": 300}}, []),
    ],
)
def test_a_line_knows_its_product_and_its_receipt_and_a_category_all_below_it(
    shop: Shop, where: dict[str, Any], expected: list[str]
) -> None:
    asked = {"kind": "did", "what": {"kind": "lines", "where": where}}
    assert shop.found(asked, shop.fill(**SHOP)) == expected
