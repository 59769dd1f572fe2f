"""Twelve segments as shops ask for them, and each as a good analyst writes it in SQL over the same files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.contest import AS_OF
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE, RFM_TABLE

COFFEE = "drinks.coffee"
Tables = Mapping[str, str]


@dataclass(frozen=True)
class Counted:
    """A segment, and who belongs to it by hand.

    Args:
        title: What it is, in a few words.
        spec: The segment.
        ids: The statement that finds the ids by hand, each once, given what each table is called.
        of_customers: Whether all it finds are customers by themselves; else facts may speak of somebody who is none.
        joined: Whether the engine is faster where ids are joined with customers than where customers are looked up.
    """

    title: str
    spec: dict[str, Any]
    ids: Callable[[Tables], str]
    of_customers: bool = False
    joined: bool = False

    def by_hand(self, t: Tables) -> str:
        """How a careful analyst counts them: customers, whoever else the facts speak of."""
        if self.of_customers:
            return self.short_cut(t)
        if self.joined:
            return f"SELECT count(*) FROM ({self.ids(t)}) SEMI JOIN {t['customers']} USING (customer_id)"
        return f"SELECT count(*) FROM {t['customers']} WHERE customer_id IN ({self.ids(t)})"

    def short_cut(self, t: Tables) -> str:
        """The same where it is known that facts speak of customers alone."""
        return f"SELECT count(*) FROM ({self.ids(t)})"


def _did(kind: str, where: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": "did", "what": {"kind": kind, "where": dict(where or {})}, **more}


def _all(*of: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "all", "of": list(of)}


def _since(days: int, when: str = "issued_at") -> str:
    return f"{when} > TIMESTAMPTZ '{AS_OF}' - INTERVAL {days} DAY AND {when} <= TIMESTAMPTZ '{AS_OF}'"


def _counts(days: int) -> str:
    return f"status IS DISTINCT FROM 'cancelled' AND customer_id IS NOT NULL AND {_since(days)}"


def _of_coffee(t: Tables) -> str:
    return f"""product_id IN (
        WITH RECURSIVE tree AS (
            SELECT '{COFFEE}' AS category_id
            UNION SELECT c.category_id FROM {t["categories"]} c JOIN tree ON c.parent_id = tree.category_id)
        SELECT product_id FROM {t["products"]} WHERE category_id IN (FROM tree))"""


def _sequence(t: Tables) -> str:
    return f"""
        WITH bought AS (SELECT customer_id, issued_at AS at FROM {t["receipts"]} WHERE {_counts(90)}),
        viewed AS (
            SELECT customer_id, occurred_at AS at FROM {t["web_events"]}
            WHERE name = 'view' AND customer_id IS NOT NULL AND {_since(90, "occurred_at")})
        SELECT DISTINCT b.customer_id FROM bought b ASOF JOIN viewed v
            ON b.customer_id = v.customer_id AND b.at > v.at
        WHERE b.at <= v.at + INTERVAL 7 DAY"""


def _regular(t: Tables) -> str:
    period = f"(epoch_us(TIMESTAMPTZ '{AS_OF}') - epoch_us(issued_at)) // (30 * 86400000000)"
    return f"""
        SELECT customer_id FROM {t["receipts"]} WHERE {_counts(180)}
        GROUP BY customer_id HAVING count(DISTINCT {period}) >= 4"""


def _nested(t: Tables) -> str:
    return f"""
        SELECT customer_id FROM {t["customers"]} c JOIN {t[AGGREGATE_TABLE]} m USING (customer_id)
        WHERE city IN ('Москва', 'Казань')
            AND (total >= 20000 OR customer_id IN (
                SELECT customer_id FROM {t["receipt_lines"]}
                WHERE {_of_coffee(t)} AND quantity >= 2 AND {_counts(365)}
                GROUP BY customer_id HAVING count(*) >= 2))
            AND customer_id NOT IN (
                SELECT customer_id FROM {t["messages"]} WHERE what = 'received' AND {_since(30, "happened_at")}
                GROUP BY customer_id HAVING count(*) >= 2)
            AND customer_id IN (
                SELECT customer_id FROM {t["web_events"]}
                WHERE customer_id IS NOT NULL AND {_since(90, "occurred_at")})
            AND customer_id IN (SELECT customer_id FROM {t["receipts"]} WHERE channel = 'offline' AND {_counts(120)})"""


TWELVE: dict[str, Counted] = {
    "city": Counted(
        "one attribute",
        {"kind": "attribute", "name": "city", "is": {"eq": "Москва"}},
        lambda t: f"SELECT customer_id FROM {t['customers']} WHERE city = 'Москва'",
        of_customers=True,
    ),
    "people": Counted(
        "two attributes",
        _all(
            {"kind": "attribute", "name": "gender", "is": {"eq": "F"}},
            {"kind": "attribute", "name": "birth_on", "is": {"between": ["1990-01-01", "2000-12-31"]}},
        ),
        lambda t: (
            f"""SELECT customer_id FROM {t["customers"]}
            WHERE gender = 'F' AND birth_on BETWEEN DATE '1990-01-01' AND DATE '2000-12-31'"""
        ),
        of_customers=True,
    ),
    "metric": Counted(
        "a metric",
        {"kind": "metric", "name": "average_receipt", "is": {"gte": 1500}},
        lambda t: (
            f"""SELECT customer_id FROM {t[AGGREGATE_TABLE]}
            WHERE (total / nullif(receipts, 0))::DECIMAL(18, 6)::DECIMAL(18, 2) >= 1500"""
        ),
        of_customers=True,
    ),
    "rfm": Counted(
        "cells of RFM",
        {"kind": "rfm", "r": [1, 2], "m": [4, 5]},
        lambda t: f"SELECT customer_id FROM {t[RFM_TABLE]} WHERE r IN (1, 2) AND m IN (4, 5)",
        of_customers=True,
    ),
    "coffee": Counted(
        "bought of a category twice in a year",
        {"kind": "purchased", "category": COFFEE, "times": 2, "within_days": 365},
        lambda t: (
            f"""SELECT customer_id FROM {t["receipt_lines"]} WHERE {_of_coffee(t)} AND {_counts(365)}
            GROUP BY customer_id HAVING count(DISTINCT receipt_id) >= 2"""
        ),
    ),
    "online": Counted(
        "bought online in 90 days",
        _did("receipts", {"channel": {"eq": "online"}}, within_days=90),
        lambda t: (
            f"""SELECT DISTINCT customer_id FROM {t["receipts"]}
            WHERE channel = 'online' AND {_counts(90)}"""
        ),
    ),
    "spent": Counted(
        "spent so much on a category in 180 days",
        _did("lines", {"category_id": {"eq": COFFEE}}, sum={"of": "amount", "is": {"gte": 1000}}, within_days=180),
        lambda t: (
            f"""SELECT customer_id FROM {t["receipt_lines"]} WHERE {_of_coffee(t)} AND {_counts(180)}
            GROUP BY customer_id HAVING sum(amount) >= 1000"""
        ),
    ),
    "silent": Counted(
        "a metric, and no receipt in 180 days",
        _all(
            {"kind": "metric", "name": "receipts", "is": {"gte": 3}},
            _did("receipts", exists=False, within_days=180),
        ),
        lambda t: (
            f"""SELECT customer_id FROM {t[AGGREGATE_TABLE]} m ANTI JOIN (
            SELECT customer_id FROM {t["receipts"]} WHERE {_counts(180)}) USING (customer_id)
            WHERE receipts >= 3"""
        ),
        of_customers=True,
    ),
    "viewed": Counted(
        "viewed on the site and did not buy",
        _all(
            _did("web_events", {"name": {"eq": "view"}}, within_days=30),
            _did("receipts", exists=False, within_days=30),
        ),
        lambda t: (
            f"""SELECT DISTINCT customer_id FROM {t["web_events"]} ANTI JOIN (
            SELECT customer_id FROM {t["receipts"]} WHERE {_counts(30)}) USING (customer_id)
            WHERE name = 'view' AND customer_id IS NOT NULL AND {_since(30, "occurred_at")}"""
        ),
        joined=True,
    ),
    "sequence": Counted(
        "viewed, then bought within 7 days",
        {
            "kind": "did_in_sequence",
            "steps": [{"kind": "web_events", "where": {"name": {"eq": "view"}}}, "receipts"],
            "step_days": 7,
            "within_days": 90,
        },
        _sequence,
    ),
    "regular": Counted(
        "bought in 4 of 6 months",
        {"kind": "did_regularly", "what": "receipts", "every_days": 30, "periods": 6, "at_least": 4},
        _regular,
    ),
    "nested": Counted(
        "six conditions, nested, over lines, events and messages",
        _all(
            {"kind": "attribute", "name": "city", "is": {"in": ["Москва", "Казань"]}},
            {
                "kind": "any",
                "of": [
                    {"kind": "metric", "name": "revenue", "is": {"gte": 20_000}},
                    _did(
                        "lines",
                        {"category_id": {"eq": COFFEE}, "quantity": {"gte": 2}},
                        count={"gte": 2},
                        within_days=365,
                    ),
                ],
            },
            {"kind": "not", "of": _did("messages", {"what": {"eq": "received"}}, count={"gte": 2}, within_days=30)},
            _did("web_events", within_days=90),
            _did("receipts", {"channel": {"eq": "offline"}}, within_days=120),
        ),
        _nested,
        of_customers=True,
    ),
}
"""By the name of the contest."""
