from __future__ import annotations

from typing import Any

import pytest

from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop

SITE: list[dict[str, Any]] = [
    {"event_id": "1", "session_id": "s", "customer_id": "anna", "occurred_at": "2017-12-30", "name": "view",
     "category_id": "coffee", "product_id": "latte"},
    {"event_id": "2", "session_id": "s", "customer_id": "boris", "occurred_at": "2017-12-01", "name": "add",
     "container": "cart", "product_id": "brick", "quantity": 2},
    {"event_id": "3", "session_id": "t", "customer_id": None, "occurred_at": "2017-12-01", "name": "view", "page": "/"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"category_id": {"eq": "drinks"}}, ["anna"]),
        ({"product_id": {"eq": "brick"}, "container": {"eq": "cart"}, "quantity": {"gte": 2}}, ["boris"]),
        ({"page": {"starts_with": "/"}}, []),
    ],
)
def test_views_categories_and_containers_of_known_customers_are_found(
    shop: Shop, where: dict[str, Any], expected: list[str]
) -> None:
    tables = shop.fill(**{**SHOP, "web_events": SITE})
    assert shop.found({"kind": "did", "what": {"kind": "web_events", "where": where}}, tables) == expected
