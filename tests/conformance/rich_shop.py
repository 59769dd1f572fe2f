"""A small shop in which every metric and every condition has something to say, with the cases that engines differ in.

Refunds, cancelled and anonymous receipts, unknown values, ties, halves of a kopeck, moments round midnight and round a
change of clocks, customers who never bought, things nobody has listed.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from smartcom_kernel.lake.columns import Type
from smartcom_kernel.lake.contracts import CUSTOMERS
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.state import confirmations, sendings
from smartcom_kernel.state.connect import State

AS_OF = datetime(2018, 1, 1, 3, tzinfo=UTC)
ZONE = "Pacific/Apia"
STARTS = (
    datetime(2015, 3, 1, tzinfo=UTC), datetime(2017, 1, 1, 3, tzinfo=UTC), datetime(2017, 4, 1, 12, tzinfo=UTC),
    datetime(2017, 12, 31, 4, tzinfo=UTC), datetime(2018, 2, 1, tzinfo=UTC),
)  # fmt: skip
"""Long ago, where the last 365 days begin, a long night in Apia, the last day, and after the moment asked about."""
CUSTOMER_IDS = [f"c{n:02}" for n in range(30)] + ["Ёлка", "known", "other", "unknown"]
SEGMENTS = {"sleeping": Segment.parse("sleeping", {"kind": "tag", "name": "vip"})}
TAGGED = {"vip": ["known", "c03", "c07"]}
KNOWN: dict[Type, tuple[Any, Any]] = {
    "text": ("a", "b"), "integer": (1, 2), "boolean": (False, True), "date": ("2017-01-01", "2017-12-31"),
    "instant": ("2017-01-01", "2017-12-31T10:00:00Z"),
    "json": (
        '{"tier": "gold", "children": 2, "vegan": true}', '{"tier": null, "children": "two", "pet": {"name": "Ёж"}}',
    ),
}  # fmt: skip


def rows() -> dict[str, Any]:
    """The tables of the shop, the same each time."""
    chance = random.Random(7)
    receipts = [_receipt(chance, n) for n in range(260)]
    return {
        "customers": [_customer(chance, customer_id) for customer_id in CUSTOMER_IDS],
        "categories": [
            {"category_id": "coffee", "parent_id": None}, {"category_id": "beans", "parent_id": "coffee"},
            {"category_id": "tea", "parent_id": None},
        ],
        "products": [
            {"product_id": "latte", "category_id": "coffee", "brand": "Acme"},
            {"product_id": "arabica", "category_id": "beans", "brand": "Acme"},
            {"product_id": "sencha", "category_id": "tea", "brand": None},
            {"product_id": "mug", "category_id": None, "brand": "clay"},
        ],
        "stores": [{"store_id": "s1", "region": "Volga", "city": "Казань"}, {"store_id": "s2"}],
        "directory_items": [{"directory": "towns", "item": item} for item in ("Казань", "a")],
        "receipts": receipts,
        "receipt_lines": [_line(chance, r) for r in receipts for _ in range(chance.randrange(4))],
        "web_events": [
            {"event_id": str(n), "session_id": "s", "name": "view", "occurred_at": _moment(chance).isoformat(),
             "customer_id": chance.choice([*CUSTOMER_IDS[:20], None])}
            for n in range(60)
        ],
        "events": [
            {"event_id": str(n), "name": chance.choice(["call", "login"]), "occurred_at": _moment(chance).isoformat(),
             "customer_id": chance.choice([*CUSTOMER_IDS[:20], None]),
             "context": chance.choice(['{"reason": "delivery", "minutes": 4.5}', '{"reason": "price"}', None])}
            for n in range(40)
        ],
        "promo_codes": [
            {"code": str(n), "customer_id": CUSTOMER_IDS[n % 20], "promo_group": chance.choice(["spring", None]),
             "issued_at": _moment(chance).isoformat(), "used_at": chance.choice([_moment(chance).isoformat(), None])}
            for n in range(40)
        ],
        "poll_answers": [
            {"answer_id": str(n), "customer_id": c, "poll": "NPS", "question": "q", "score": n % 11,
             "answered_at": _moment(chance).isoformat()}
            for n, c in enumerate(CUSTOMER_IDS[:20])
        ],
        "campaign_entries": [
            {"campaign": chance.choice(["winback", "welcome"]), "customer_id": chance.choice(CUSTOMER_IDS),
             "entered_at": _moment(chance).isoformat()}
            for _ in range(20)
        ],
        "subscriptions": [
            {"customer_id": c, "category": "news", "medium": chance.choice(["email", "sms"]), "active": n % 3 > 0}
            for n, c in enumerate(CUSTOMER_IDS[:20])
        ],
        "points_balances": [
            {"customer_id": c, "active": "120.50", "next_expires": "20", "next_expires_at": _moment(chance).isoformat()}
            for c in CUSTOMER_IDS[:12]
        ],
        "customer_scores": [
            {"customer_id": c, "model": chance.choice(["will_buy", "churn"]), "as_of": _moment(chance).isoformat(),
             "score": chance.randrange(10_001) / 10_000}
            for c in CUSTOMER_IDS[:25]
        ],
    }  # fmt: skip


def send(state: State) -> None:
    """Messages that reached people, and what these did with them."""
    chance = random.Random(8)
    with state.transaction() as connection:
        sending = sendings.begin(
            connection, mailing="spring", occasion="1", spec={}, as_of=AS_OF, snapshot_id=1, replay=False
        )
        for n, customer_id in enumerate(CUSTOMER_IDS[:18]):
            connection.execute(
                "INSERT INTO consents (customer_id, medium, granted, source) VALUES (%s, 'email', %s, 'test')",
                [customer_id, n % 3 > 0],
            )
        for medium in ("email", "sms"):
            confirmations.confirm(connection, medium, "a", source="test", at=AS_OF)
        for customer_id in CUSTOMER_IDS[24:28]:
            connection.execute(
                "INSERT INTO messages (sending_id, customer_id, variant, state, reason) "
                "VALUES (%s, %s, 'control', 'skipped', 'control_group')",
                [sending.sending_id, customer_id],
            )
        for n, customer_id in enumerate(CUSTOMER_IDS[:24]):
            connection.execute(
                "INSERT INTO messages (sending_id, customer_id, variant, medium, state, ended_at) "
                "VALUES (%s, %s, 'a', %s, %s, %s)",
                [sending.sending_id, customer_id, ["email", "sms", "push"][n % 3], ["accepted", "failed"][n % 7 == 0],
                 _moment(chance)],
            )  # fmt: skip
            for what in ["opened", "opened", "clicked"][: n % 4]:
                connection.execute(
                    "INSERT INTO reactions (message_id, what, happened_at) "
                    "SELECT message_id, %s, %s FROM messages WHERE customer_id = %s",
                    [what, _moment(chance), customer_id],
                )


def _moment(chance: random.Random) -> datetime:
    start = chance.choice(STARTS)
    return start + timedelta(seconds=chance.randrange(60 * 60 * chance.choice([4, 48, 1500])), microseconds=7)


def _customer(chance: random.Random, customer_id: str) -> dict[str, Any]:
    own = {c.name: chance.choice([*KNOWN[c.type], None]) for c in CUSTOMERS.columns}
    if customer_id == "unknown":
        own = dict.fromkeys(own)
    return {**own, "customer_id": customer_id, "city": chance.choice(["Казань", "Kazan", None])}


def _receipt(chance: random.Random, n: int) -> dict[str, Any]:
    return {
        "receipt_id": f"r{n}",
        "customer_id": None if chance.random() < 0.05 else chance.choice(CUSTOMER_IDS[:31]),
        "issued_at": _moment(chance).isoformat(),
        "status": chance.choice(["paid", "new", None, "paid", "cancelled"]),
        "total": Decimal(chance.choice([chance.randrange(-2_000, 100_000), 150_005, 10_000])) / 100,
        "discount": chance.choice([None, 0, Decimal(chance.randrange(5_000)) / 100]),
        "channel": chance.choice(["online", "offline", None]),
        "store_id": chance.choice(["s1", "s2", "unlisted", None]),
        "promo_code": chance.choice(["SPRING", None]),
    }


def _line(chance: random.Random, receipt: dict[str, Any]) -> dict[str, Any]:
    return {
        "receipt_id": receipt["receipt_id"],
        "product_id": chance.choice(["latte", "arabica", "sencha", "mug", "unlisted"]),
        "quantity": Decimal(chance.randrange(-5_000, 40_000)) / 10_000,
        "amount": Decimal(chance.randrange(-1_000, 50_000)) / 100,
        "discount": chance.choice([None, 0, "1.50"]),
        "promo_code": receipt["promo_code"],
    }
