"""Interests in plain Python: a category's part of all the points of a customer, half of which fade every 30 days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tests.conditions.oracle.activities import inside
from tests.conditions.oracle.events import WEB_EVENTS
from tests.conditions.oracle.purchases import counted, lines_of
from tests.conditions.oracle.things import NOW, PRODUCTS

DAY, HALF_LIFE = 24 * 60 * 60, 30
OF_LINE = 5.0
OF_PRODUCT = {"view": 1.0, "add_to_cart": 3.0, "order_complete": 5.0}
OF_CATEGORY = {"view": 0.5}


def interest(customer_id: str, categories: list[str]) -> Decimal | None:
    """That in any of these with everything below them; unknown of whom there are no signs."""
    signs = list(_signs(customer_id))
    points = [weight * 0.5 ** ((NOW - at).total_seconds() / DAY / HALF_LIFE) for _, weight, at in signs]
    own = [p for p, (category, *_) in zip(points, signs, strict=True) if inside(category, categories)]
    return Decimal(str(round(sum(own) / sum(points), 4))) if points else None


def _signs(customer_id: str) -> Iterator[tuple[str, float, datetime]]:
    """What was looked at, put into a container, ordered and bought: its category, its weight, when."""
    for event in WEB_EVENTS:
        product, at = event["product_id"], event["occurred_at"]
        weight = (OF_PRODUCT if product else OF_CATEGORY).get(event["name"])
        category = PRODUCTS[product]["category_id"] if product else event["category_id"]
        if event["customer_id"] == customer_id and weight and category and at <= NOW:
            yield category, weight, at
    for line in lines_of(counted(customer_id)):
        if line["quantity"] > 0 and line["category_id"] and line["issued_at"] <= NOW:
            yield line["category_id"], OF_LINE, line["issued_at"]
