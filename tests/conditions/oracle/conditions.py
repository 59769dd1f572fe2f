"""Whether a customer fulfils a condition, in plain Python over the rows of the shop."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.conditions.oracle import did, rfm
from tests.conditions.oracle.activities import happened, inside
from tests.conditions.oracle.columns import value_of
from tests.conditions.oracle.comparisons import day, passes
from tests.conditions.oracle.events import MESSAGES
from tests.conditions.oracle.interests import interest
from tests.conditions.oracle.purchases import CUSTOMERS, counted, lines_of
from tests.conditions.oracle.shop import BALANCES, CONFIRMATIONS, SCORES, SUBSCRIPTIONS, WORDS
from tests.conditions.oracle.things import EVERYBODY, NOW, SEGMENTS, TAGS, Row


def holds(customer: Row, condition: Row) -> bool:
    """Whether the condition holds of the customer."""
    return ORACLE[condition["kind"]](customer, condition)


def expected(condition: Row) -> list[str]:
    """The ids of the customers that fulfil a condition, in order."""
    return sorted(customer["customer_id"] for customer in CUSTOMERS if holds(customer, condition))


def _attribute(customer: Row, asked: Row) -> bool:
    return passes(value_of(customer, asked["name"], asked["is"]), asked["is"])


def _metric(customer: Row, asked: Row) -> bool:
    receipts = [r for r in counted(customer["customer_id"]) if did.in_period(r["issued_at"], asked)]
    return passes(METRICS[asked["name"]](receipts), asked["is"])


METRICS: dict[str, Callable[[list[Row]], Any]] = {
    "receipts": len,
    "revenue": lambda receipts: sum((r["total"] for r in receipts), Decimal(0)),
    "visits": lambda receipts: len({day(r["issued_at"]) for r in receipts}),
    "last_receipt_at": lambda receipts: max((r["issued_at"] for r in receipts), default=None),
}


def _purchased(customer: Row, asked: Row) -> bool:
    """All that is asked of products and categories speaks of the same lines; otherwise of whole receipts."""
    receipts = [r for r in counted(customer["customer_id"]) if did.in_period(r["issued_at"], asked)]
    amounts = [receipt["total"] for receipt in receipts]
    if "product" in asked or "category" in asked:
        lines = [line for line in lines_of(receipts) if _is_of(line, asked)]
        receipts = [r for r in receipts if r["receipt_id"] in {line["receipt_id"] for line in lines}]
        amounts = [line["amount"] for line in lines]
    enough = "min_sum" not in asked or sum(amounts) >= Decimal(str(asked["min_sum"]))
    return len(receipts) >= asked.get("times", 1) and enough


def _is_of(line: Row, asked: Row) -> bool:
    return ("product" not in asked or line["product_id"] in asked["product"]) and (
        "category" not in asked or inside(line["category_id"], asked["category"])
    )


def _rfm(customer: Row, asked: Row) -> bool:
    segment = SEGMENTS.get(asked.get("segment", ""))
    population = EVERYBODY if segment is None else expected(segment)
    return rfm.fits(rfm.scored(frozenset(population)).get(customer["customer_id"]), asked)


def _points(customer: Row, asked: Row) -> bool:
    """Whom the loyalty system does not name has an unknown balance; who never got points of ours has none."""
    if asked["name"] == "accrued":
        return passes(sum(row["amount"] for row in happened(customer["customer_id"], "accruals")), asked["is"])
    known = [row[asked["name"]] for row in BALANCES if row["customer_id"] == customer["customer_id"]]
    return passes(next(iter(known), None), asked["is"])


def _score(customer: Row, asked: Row) -> bool:
    own = (customer["customer_id"], asked["model"])
    known = [row["score"] for row in SCORES if (row["customer_id"], row["model"]) == own and row["as_of"] <= NOW]
    return passes(next(iter(known), None), asked["is"])


def _interested(customer: Row, asked: Row) -> bool:
    categories = asked["category"] if isinstance(asked["category"], list) else [asked["category"]]
    return passes(interest(customer["customer_id"], categories), asked["is"])


def _subscribed(customer: Row, asked: Row) -> bool:
    wanted = {"customer_id": customer["customer_id"], "active": True, **asked}
    wanted.pop("kind")
    return any(all(row[name] == value for name, value in wanted.items()) for row in SUBSCRIPTIONS)


def _consented(customer: Row, asked: Row) -> bool:
    own = (customer["customer_id"], asked["medium"])
    words = [row["granted"] for row in WORDS if (row["customer_id"], row["medium"]) == own]
    newest = {True: "granted", False: "refused"}[words[-1]] if words else "unknown"
    return newest == asked.get("word", "granted")


def _confirmed(customer: Row, asked: Row) -> bool:
    medium = asked.get("medium", "email")
    theirs = customer.get({"email": "email", "sms": "phone"}[medium]) or ""
    shown = [row["address"].lower() for row in CONFIRMATIONS if row["medium"] == medium]
    return theirs.lower() in shown


def _held_out(customer: Row, asked: Row) -> bool:
    return any(
        message["customer_id"] == customer["customer_id"]
        and message.get("reason") == "control_group"
        and message["at"] <= NOW
        and asked.get("mailing", message["mailing"]) == message["mailing"]
        for message in MESSAGES
    )


ORACLE: dict[str, Callable[[Row, Row], bool]] = {
    "attribute": _attribute,
    "metric": _metric,
    "tag": lambda customer, asked: customer["customer_id"] in TAGS.get(asked["name"], []),
    "purchased": _purchased,
    "did": did.did,
    "did_first": did.did_first,
    "stopped": did.stopped,
    "restarted": did.restarted,
    "did_regularly": did.did_regularly,
    "did_in_sequence": did.did_in_sequence,
    "rfm": _rfm,
    "points": _points,
    "score": _score,
    "interested": _interested,
    "subscribed": _subscribed,
    "consented": _consented,
    "confirmed": _confirmed,
    "held_out": _held_out,
    "in_segment": lambda customer, asked: holds(customer, SEGMENTS[asked["name"]]),
    "not": lambda customer, asked: not holds(customer, asked["of"]),
    "all": lambda customer, asked: all(holds(customer, part) for part in asked["of"]),
    "any": lambda customer, asked: any(holds(customer, part) for part in asked["of"]),
}
