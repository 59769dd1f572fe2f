"""What else happened to customers: rows made by chance, some of nobody and of strangers, some still to come."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.conditions.oracle.things import ANYBODY, EVERYBODY, MEDIA, PARENT, PRODUCTS, Row, ago, inside_json, moment

OF_MESSAGE = ["delivered", "delivered", "accepted", "complained", "bounced"]


def _on_site(chance: Random, n: int) -> Row:
    product = chance.choice([*PRODUCTS, None])
    return {
        "event_id": str(n),
        "session_id": "s",
        "customer_id": chance.choice([*ANYBODY[5:], None]),
        "occurred_at": moment(chance),
        "name": chance.choice(["view", "view", "add_to_cart", "order_complete", "search"]) if product else "view",
        "product_id": product,
        "category_id": None if product else chance.choice([*PARENT, "sale", None]),
        "page": chance.choice(["/", "/100%", None]),
        "quantity": chance.choice([None, Decimal(1), Decimal("2.5")]),
    }


def _event(chance: Random, n: int) -> Row:
    context = inside_json(
        chance,
        reason=["delivery", "price", None],
        minutes=[4.5, 11, "long"],
        solved=[True, False],
        due=["2018-01-03T00:00:00Z", "2017-12-01T04:59:00Z", "2017-12-01"],
        agent=[{"name": "Пётр"}, {}, "Пётр"],
    )
    return {
        "event_id": str(n),
        "customer_id": chance.choice([*ANYBODY, None]),
        "occurred_at": moment(chance),
        "name": chance.choice(["call", "login"]),
        "context": chance.choice([context, context, None]),
    }


def _promo_code(chance: Random, n: int) -> Row:
    used_at = chance.choice([None, moment(chance)])
    return {
        "code": f"P{n}",
        "customer_id": chance.choice([*ANYBODY, None]),
        "promo_group": chance.choice(["spring", None]),
        "issued_at": chance.choice([moment(chance), moment(chance), None]),
        "expires_at": moment(chance),
        "used_at": used_at,
        "receipt_id": used_at and chance.choice([f"r{n}", None]),
    }


def _poll_answer(chance: Random, n: int) -> Row:
    return {
        "answer_id": str(n),
        "customer_id": chance.choice(ANYBODY),
        "poll": chance.choice(["NPS", "taste"]),
        "question": chance.choice(["q1", None]),
        "option": chance.choice(["yes", "no", None]),
        "score": chance.choice([None, Decimal(9), Decimal("3.5")]),
        "answered_at": moment(chance),
    }


def _campaign_entry(chance: Random) -> Row:
    return {
        "campaign": chance.choice(["winback", "welcome"]),
        "customer_id": chance.choice(ANYBODY),
        "entered_at": moment(chance),
    }


def _message(chance: Random) -> Row:
    """One that reached its customer or did not; some customers were held out, or will be."""
    common = {
        "customer_id": chance.choice(ANYBODY), "at": moment(chance), "mailing": chance.choice(["spring", "news"])
    }  # fmt: skip
    if chance.random() < 0.2:
        held_out = {"variant": "control", "medium": "", "state": "skipped", "reason": "control_group"}
        return {**common, **held_out, "at": chance.choice([common["at"], ago(-1)])}
    reactions = {what: [moment(chance) for _ in range(chance.randrange(3))] for what in ("opened", "clicked")}
    return {
        **common,
        **reactions,
        "scanned": [moment(chance)],
        "medium": chance.choice(MEDIA),
        "variant": chance.choice(["A", "B"]),
        "state": chance.choice(OF_MESSAGE),
    }


def _accrual(chance: Random, customer_id: str, occasion: str) -> Row:
    amount = Decimal(chance.choice(["100", "-30.5", "11"]))
    return {"customer_id": customer_id, "occasion": occasion, "amount": amount, "at": moment(chance)}


WEB_EVENTS = [_on_site(Random(f"web event {n}"), n) for n in range(120)]
EVENTS = [_event(Random(f"event {n}"), n) for n in range(80)]
PROMO_CODES = [_promo_code(Random(f"promo code {n}"), n) for n in range(40)]
POLL_ANSWERS = [_poll_answer(Random(f"poll answer {n}"), n) for n in range(80)]
CAMPAIGN_ENTRIES = [_campaign_entry(Random(f"campaign entry {n}")) for n in range(30)]
MESSAGES = [_message(Random(f"message {n}")) for n in range(80)]
ACCRUALS = [
    _accrual(Random(f"{customer_id} {occasion}"), customer_id, occasion)
    for n, customer_id in enumerate(EVERYBODY)
    for occasion in ["spring", "birthday"][: n % 3]
]
