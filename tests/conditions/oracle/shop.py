"""The whole shop that random trees are asked of, as `tests.shop.Shop` is filled with it."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

from smartcom_kernel.segments.spec import Segment
from tests.conditions.oracle import events
from tests.conditions.oracle.purchases import CUSTOMERS, LINES, RECEIPTS
from tests.conditions.oracle.things import (
    DIRECTORIES,
    EVERYBODY,
    MEDIA,
    NOW,
    PARENT,
    PRODUCTS,
    SEGMENTS,
    STORES,
    TAGS,
    ZONE,
    Row,
    moment,
)
from tests.shop import Rows


def _balance(chance: Random, customer_id: str) -> Row:
    return {
        "customer_id": customer_id,
        "active": chance.choice([Decimal(0), Decimal("11.5"), Decimal(700), None]),
        "next_expires_at": chance.choice([moment(chance), None]),
    }


def _score(chance: Random, customer_id: str, model: str) -> Row:
    """All scores of the model `later` are of a moment that is still to come."""
    return {
        "customer_id": customer_id,
        "model": model,
        "score": chance.choice([Decimal("0.2"), Decimal("0.7001"), Decimal(3)]),
        "as_of": moment(chance) if model == "will_buy" else NOW.replace(year=2019),
    }


def _word(chance: Random) -> Row:
    return {
        "customer_id": chance.choice(EVERYBODY),
        "medium": chance.choice(MEDIA),
        "granted": chance.choice([True, False]),
    }


def _subscription(chance: Random, customer_id: str, category: str) -> Row:
    return {
        "customer_id": customer_id,
        "category": category,
        "medium": chance.choice(MEDIA),
        "active": chance.choice([True, True, False]),
    }


BALANCES = [_balance(Random(f"balance {n}"), c) for n, c in enumerate(EVERYBODY[4:])]
SCORES = [_score(Random(f"{m} {c}"), c, m) for m in ("will_buy", "later") for c in EVERYBODY[::2]]
WORDS = [_word(Random(f"word {n}")) for n in range(50)]
"""What customers said about being written to, in this order."""
CONFIRMATIONS = [
    {"medium": medium, "address": customer[column]}
    for medium, column in (("email", "email"), ("sms", "phone"))
    for customer in CUSTOMERS[::3]
    if customer.get(column)
]
"""The addresses that were shown to be their owners'."""
SUBSCRIPTIONS = [
    _subscription(Random(f"{category} {c}"), c, category) for category in ("news", "sales") for c in EVERYBODY[::3]
]


def _loaded(rows: Rows) -> Rows:
    """Rows as they stand in a file, where JSON is text."""
    return [{name: json.dumps(v) if isinstance(v, dict) else v for name, v in row.items()} for row in rows]


SHOP: dict[str, Any] = {
    "zone": ZONE.key,
    "segments": {name: Segment.parse(name, data) for name, data in SEGMENTS.items()},
    "tagged": TAGS,
    "messages": events.MESSAGES,
    "points": events.ACCRUALS,
    "consents": WORDS,
    "confirmations": CONFIRMATIONS,
    **{
        name: _loaded(rows)
        for name, rows in {
            "customers": CUSTOMERS,
            "receipts": RECEIPTS,
            "receipt_lines": LINES,
            "events": events.EVENTS,
            "web_events": events.WEB_EVENTS,
            "promo_codes": events.PROMO_CODES,
            "poll_answers": events.POLL_ANSWERS,
            "campaign_entries": events.CAMPAIGN_ENTRIES,
            "points_balances": BALANCES,
            "customer_scores": SCORES,
            "subscriptions": SUBSCRIPTIONS,
            "categories": [{"category_id": c, "parent_id": p} for c, p in PARENT.items()],
            "products": [{"product_id": p, **known} for p, known in PRODUCTS.items()],
            "stores": [{"store_id": s, **known} for s, known in STORES.items()],
            "directory_items": [{"directory": d, "item": item} for d, items in DIRECTORIES.items() for item in items],
        }.items()
    },
}
