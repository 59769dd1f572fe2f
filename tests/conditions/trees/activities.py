"""What customers did, at random: an activity and what each of its rows must be."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.conditions.oracle.things import MEDIA, PARENT, PRODUCTS
from tests.conditions.trees.operators import (
    AMOUNT,
    BOOLEAN,
    CITY,
    IN_JSON,
    INSTANT,
    Asked,
    Data,
    number,
    operators,
    text,
)

CATEGORY = text(*PARENT, "sale", parts=["b", "le", "o"])
PRODUCT = text(*PRODUCTS, "unlisted", parts=["b", "r"])
CHANNEL = text("online", "offline")
STORE = text("s1", "s2", "unlisted")
COLUMNS: dict[str, dict[str, Asked]] = {
    "receipts": {
        "total": AMOUNT,
        "discount": AMOUNT,
        "issued_at": INSTANT,
        "paid": BOOLEAN,
        "channel": CHANNEL,
        "store_id": STORE,
        "city": CITY,
        "region": text("Volga", "Centre"),
        "weekday": Asked("integer", [1, 3, 5, 7]),
        "hour": Asked("integer", [0, 2, 13, 19, 23]),
        "custom.cashier": text("Ольга", "O'Hara", parts=["О", "'"]),
    },
    "lines": {
        "amount": AMOUNT,
        "quantity": number(-1, 1, 2.5),
        "issued_at": INSTANT,
        "product_id": PRODUCT,
        "category_id": CATEGORY,
        "brand": text("Acme", "Lego"),
        "attributes.ml": number(0.5, 300),
        "channel": CHANNEL,
        "store_id": STORE,
        "receipt_total": AMOUNT,
    },
    "events": {
        "name": text("call", "login"),
        "occurred_at": INSTANT,
        "context.reason": text("delivery", "price", parts=["p", "e"]),
        "context.minutes": number(0, 4.5, 11),
        "context.solved": BOOLEAN,
        "context.due": IN_JSON,
        "context.agent.name": text("Пётр", parts=["П"]),
    },
    "web_events": {
        "name": text("view", "add_to_cart", "search"),
        "occurred_at": INSTANT,
        "category_id": CATEGORY,
        "product_id": PRODUCT,
        "page": text("/", "/100%", parts=["/", "%"]),
        "quantity": number(1, 2.5),
    },
    "messages": {
        "what": text("received", "opened", "clicked"),
        "medium": text(*MEDIA),
        "mailing": text("spring", "news", "winter"),
        "variant": text("A", "B", "control"),
        "happened_at": INSTANT,
    },
    "promo_codes": {
        "code": text("P1", "P2", "P20", parts=["P", "3"]),
        "promo_group": text("spring", "autumn"),
        "issued_at": INSTANT,
        "expires_at": INSTANT,
        "used_at": INSTANT,
        "receipt_id": text("r1", "r2", parts=["r", "3"]),
    },
    "poll_answers": {
        "poll": text("NPS", "taste"),
        "question": text("q1", "q2"),
        "option": text("yes", "no", parts=["y", "n"]),
        "score": number(3.5, 9),
        "answered_at": INSTANT,
    },
    "campaign_entries": {"campaign": text("winback", "welcome", parts=["w", "back"]), "entered_at": INSTANT},
    "accruals": {"occasion": text("spring", "birthday"), "amount": number(-30.5, 11, 100), "accrued_at": INSTANT},
}


def activity(kind: str) -> st.SearchStrategy[Data | str]:
    """Any of its rows, or those that fulfil something."""
    some = st.fixed_dictionaries({"kind": st.just(kind)}, optional={"where": _rows(COLUMNS[kind])})
    return some | st.just(kind)


def _rows(columns: dict[str, Asked]) -> st.SearchStrategy[Data]:
    names = st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=2, unique=True)
    level = names.flatmap(lambda chosen: st.fixed_dictionaries({name: operators(columns[name]) for name in chosen}))
    several = st.lists(level, min_size=1, max_size=2)
    joined = st.sampled_from(["any", "all", "not"]).flatmap(
        lambda joint: st.fixed_dictionaries({joint: level if joint == "not" else several})
    )
    return level | joined | st.tuples(level, joined).map(lambda parts: parts[0] | parts[1])
