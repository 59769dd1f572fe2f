"""Facts of a shop by chance, with everything in them that is easily counted wrongly."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from smartcom_kernel.core.settings import Measures
from tests.shop import Rows

AS_OF = datetime(2017, 12, 31, 12, tzinfo=UTC)
LONG_NIGHT = datetime(2017, 11, 5, 4, tzinfo=UTC)
"""Two hours before clocks go back in New York."""
EDGE = AS_OF - timedelta(days=365)
"""The first instant outside the window of a year."""
WINDOWS = (30, 90, 365)
MEASURES = Measures(
    windows=list(WINDOWS),
    of={"category_penetration": ["drinks"], "brand_revenue": ["Acme"], "model_score": ["will_buy"]},
)
MEDIA = ("email", "sms", "push", "messenger", "call")
REACTIONS = ("opened", "clicked", "scanned")
CATEGORIES = [
    {"category_id": "drinks"}, {"category_id": "tea", "parent_id": "drinks"}, {"category_id": "food"},
]  # fmt: skip
PRODUCTS = [
    {"product_id": "oolong", "category_id": "tea", "brand": "Acme"},
    {"product_id": "water", "category_id": "drinks"},
    {"product_id": "jam", "category_id": "food", "brand": "Acme"},
    {"product_id": "bag"},
]
OF_PRODUCT = {p["product_id"]: p for p in PRODUCTS}
STORES = [{"store_id": "north"}, {"store_id": "south"}]


@dataclass
class Facts:
    """Rows of a shop, and messages as `tests.shop.reach` wants them."""

    customers: Rows
    receipts: Rows
    lines: Rows
    site: Rows
    points: Rows
    scores: Rows
    messages: Rows

    @property
    def tables(self) -> dict[str, Any]:
        """What to fill a shop with."""
        return {
            "customers": self.customers, "receipts": self.receipts, "receipt_lines": self.lines,
            "web_events": self.site, "points_balances": self.points, "customer_scores": self.scores,
            "products": PRODUCTS, "categories": CATEGORIES, "stores": STORES, "messages": self.messages,
        }  # fmt: skip


def random_facts(seed: int, customers: int = 40) -> Facts:
    """Facts of customers c0, c1, …: cancelled receipts, refunds, unknown values, moments at every edge there is."""
    chance = random.Random(seed)
    receipts, lines = random_history(chance, customers)
    everybody = [f"c{n}" for n in range(customers + 5)]
    return Facts(
        customers=[{"customer_id": c, "registered_at": chance.choice([None, moment(chance)])} for c in everybody],
        receipts=receipts,
        lines=lines,
        site=[
            {"event_id": n, "session_id": "s", "customer_id": chance.choice([*everybody, None]), "name": "view",
             "occurred_at": moment(chance)} for n in range(customers)
        ],
        points=[
            {"customer_id": c, "active": Decimal(chance.randrange(9_999)) / 100, "next_expires": chance.randrange(50),
             "next_expires_at": chance.choice([None, moment(chance)])} for c in everybody if chance.random() < 0.6
        ],
        scores=[
            {"customer_id": c, "model": chance.choice(["will_buy", "other"]), "as_of": moment(chance),
             "score": Decimal(chance.randrange(10_000)) / 10_000} for c in everybody if chance.random() < 0.6
        ],
        messages=[
            {"customer_id": chance.choice(everybody), "medium": chance.choice(MEDIA), "at": moment(chance),
             "state": chance.choice(["delivered", "delivered", "accepted", "complained", "bounced", "planned"]),
             **{what: [moment(chance) for _ in range(chance.randrange(3))] for what in REACTIONS}}
            for _ in range(customers)
        ],
    )  # fmt: skip


def moment(chance: random.Random) -> str:
    """An instant: long ago, lately, in the long night, round the edge of the window or of the present."""
    edge = chance.choice([EDGE, AS_OF])
    at_an_edge = edge + timedelta(microseconds=chance.choice([-1, 0, 1]))
    start = chance.choice([LONG_NIGHT, datetime(2017, 12, 30, 22, tzinfo=UTC), datetime(2015, 3, 1, tzinfo=UTC)])
    later = start + timedelta(seconds=chance.randrange(60 * 60 * chance.choice([8, 48, 9000])))
    return chance.choice([later, later, later, at_an_edge]).isoformat()


def random_history(chance: random.Random, customers: int) -> tuple[Rows, Rows]:
    """Receipts and their lines."""
    receipts = [
        {
            "receipt_id": f"r{number}",
            "customer_id": f"c{chance.randrange(customers)}" if chance.random() < 0.95 else None,
            "issued_at": moment(chance),
            "status": chance.choice(["paid", "new", None, "paid", "cancelled"]),
            "total": Decimal(chance.randrange(-2_000, 100_000)) / 100,
            "discount": chance.choice([None, Decimal(chance.randrange(5_000)) / 100]),
            "store_id": chance.choice([None, "north", "south"]),
            "channel": chance.choice([None, "online", "offline"]),
            "promo_code": chance.choice([None, None, "SPRING"]),
        }
        for number in range(customers * 6)
    ]
    lines = [
        {
            "receipt_id": r["receipt_id"],
            "product_id": chance.choice(list(OF_PRODUCT)),
            "quantity": Decimal(chance.randrange(1, 40_000)) / 10_000 * chance.choice([1, 1, 1, -1]),
            "amount": Decimal(chance.randrange(-500, 20_000)) / 100,
            "discount": chance.choice([None, Decimal(0), Decimal(chance.randrange(1, 500)) / 100]),
        }
        for r in receipts
        for _ in range(chance.randrange(4))
    ]
    return receipts, lines
