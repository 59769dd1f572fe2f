"""What customers did: the rows of an activity that are meant, in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conditions.oracle.columns import value_of
from tests.conditions.oracle.comparisons import Operators, passes
from tests.conditions.oracle.events import (
    ACCRUALS,
    CAMPAIGN_ENTRIES,
    EVENTS,
    MESSAGES,
    POLL_ANSWERS,
    PROMO_CODES,
    WEB_EVENTS,
)
from tests.conditions.oracle.purchases import RECEIPTS, lines_of
from tests.conditions.oracle.things import NOW, PARENT, STORES, ZONE, Row
from tests.shop import Rows

REACHED = {"delivered", "accepted", "complained"}
JOINTS = {"all", "any", "not"}


def happened(customer_id: str, what: Row | str) -> Rows:
    """The rows of a customer that are meant, each with the instant `at` which it happened, up to the moment."""
    kind, where = (what, {}) if isinstance(what, str) else (what["kind"], what.get("where", {}))
    return [row for row in EVERY[kind] if row["customer_id"] == customer_id and _fits(row, where)]


def inside(category: str | None, wanted: list[str]) -> bool:
    """Whether a category is one of these or lies below one in the tree."""
    while category is not None:
        if category in wanted:
            return True
        category = PARENT.get(category)
    return False


def _fits(row: Row, where: Row) -> bool:
    return (
        all(_column_fits(row, name, asked) for name, asked in where.items() if name not in JOINTS)
        and all(_fits(row, inner) for inner in where.get("all", []))
        and ("any" not in where or any(_fits(row, inner) for inner in where["any"]))
        and ("not" not in where or not _fits(row, where["not"]))
    )


def _column_fits(row: Row, name: str, asked: Operators) -> bool:
    value = value_of(row, name, asked)
    if name != "category_id" or value is None:
        return passes(value, asked)
    return all(_category_fits(value, operator, operand) for operator, operand in asked.items())


def _category_fits(category: str, operator: str, operand: Any) -> bool:
    """A category means everything below it too."""
    if operator not in {"eq", "ne", "in", "not_in"}:
        return passes(category, {operator: operand})
    return inside(category, operand if isinstance(operand, list) else [operand]) == (operator in {"eq", "in"})


def _receipts() -> Iterator[Row]:
    for receipt in RECEIPTS:
        if receipt["status"] != "cancelled":
            local = receipt["issued_at"].astimezone(ZONE)
            store = STORES.get(receipt["store_id"], {"region": None, "city": None})
            yield {**receipt, **store, "weekday": local.isoweekday(), "hour": local.hour}


def _promo_codes() -> Iterator[Row]:
    """A use that is still to come is not known yet."""
    for code in PROMO_CODES:
        is_used = code["used_at"] is not None and code["used_at"] <= NOW
        yield code if is_used else {**code, "used_at": None, "receipt_id": None}


def _messages() -> Iterator[Row]:
    """What reached people, and what they themselves did with it."""
    for message in MESSAGES:
        if message["state"] in REACHED and (message["medium"], message["state"]) != ("call", "accepted"):
            yield {**message, "what": "received", "happened_at": message["at"]}
        for what in ("opened", "clicked"):
            yield from ({**message, "what": what, "happened_at": at} for at in message.get(what, []))


def _until_now(rows: Iterator[Row] | Rows, when: str) -> Rows:
    return [{**row, "at": row[when]} for row in rows if row[when] is not None and row[when] <= NOW]


EVERY: dict[str, Rows] = {
    "receipts": _until_now(_receipts(), "issued_at"),
    "lines": _until_now(lines_of(list(_receipts())), "issued_at"),
    "events": _until_now(EVENTS, "occurred_at"),
    "web_events": _until_now(WEB_EVENTS, "occurred_at"),
    "messages": _until_now(_messages(), "happened_at"),
    "promo_codes": _until_now(_promo_codes(), "issued_at"),
    "poll_answers": _until_now(POLL_ANSWERS, "answered_at"),
    "campaign_entries": _until_now(CAMPAIGN_ENTRIES, "entered_at"),
    "accruals": [{**row, "accrued_at": row["at"]} for row in ACCRUALS if row["at"] <= NOW],
}
