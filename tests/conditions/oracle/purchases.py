"""Customers and what they bought: rows made by chance, with what is easily counted wrongly among them.

Values are Python's own: instants, days, exact numbers, and what stands in JSON as dictionaries.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from tests.conditions.oracle.things import CITIES, DAYS, EVERYBODY, PRODUCTS, Row, inside_json, moment


def _customer(chance: Random, customer_id: str) -> Row:
    custom = inside_json(
        chance,
        tier=["gold", "100%", None],
        children=[0, 2, 2.5, "two"],
        vegan=[True, False, "maybe"],
        since=[
            "2017-12-30T02:00:00Z",
            "2018-01-03T04:00:00+00:00",
            "2016-02-29",
            "2017-12-01",
            "2018-01-02",
            "long ago",
        ],
        pet=[{"name": "Барсик"}, {"name": None}, "cat"],
    )
    return {
        "customer_id": customer_id,
        "city": chance.choice([*CITIES, None]),
        "birth_on": chance.choice([*DAYS, None]),
        "registered_at": chance.choice([moment(chance), moment(chance), None]),
        "sms_consent": chance.choice([True, False, None]),
        "email": None if customer_id.endswith("5") else f"{customer_id.upper()}@Example.com",
        "phone": None if customer_id.endswith("6") else f"+790000000{customer_id[1:]:>02}",
        "email_quality": chance.choice([None, 0, 10, 50]),
        "custom": chance.choice([custom, custom, custom, None]),
    }


def _receipt(chance: Random, n: int) -> Row:
    return {
        "receipt_id": f"r{n}",
        "customer_id": chance.choice([*EVERYBODY[:16], None]),
        "issued_at": moment(chance),
        "total": Decimal(chance.choice([chance.randrange(100), chance.randrange(-50, 500)])) / 2,
        "discount": chance.choice([None, None, Decimal("11.5")]),
        "status": chance.choice([None, "paid", "new", "paid", "cancelled"]),
        "paid": chance.choice([True, False, None]),
        "channel": chance.choice(["online", "offline", None]),
        "store_id": chance.choice(["s1", "s2", "unlisted", None]),
        "custom": chance.choice([{"cashier": "Ольга"}, {"cashier": "O'Hara"}, {}, None]),
    }


def _line(chance: Random, receipt: Row, line_no: int) -> Row:
    return {
        "receipt_id": receipt["receipt_id"],
        "line_no": line_no,
        "product_id": chance.choice([*PRODUCTS, "unlisted"]),
        "quantity": Decimal(chance.choice(["1", "2.5", "-1"])),
        "amount": Decimal(chance.randrange(-10, 110)) / 2,
    }


def _lines(chance: Random, receipts: list[Row]) -> list[Row]:
    return [_line(chance, receipt, n) for receipt in receipts for n in range(chance.randrange(4))]


CUSTOMERS = [_customer(Random(f"customer {n}"), customer_id) for n, customer_id in enumerate(EVERYBODY)]
RECEIPTS = [_receipt(Random(f"receipt {n}"), n) for n in range(100)]
LINES = _lines(Random("lines"), RECEIPTS)


def counted(customer_id: str) -> list[Row]:
    """The receipts of a customer that count, which are all but cancelled ones."""
    return [r for r in RECEIPTS if r["customer_id"] == customer_id and r["status"] != "cancelled"]


def lines_of(receipts: list[Row]) -> list[Row]:
    """The lines of receipts; each knows its receipt and its product."""
    of = {receipt["receipt_id"]: receipt for receipt in receipts}
    return [told(line, of[line["receipt_id"]]) for line in LINES if line["receipt_id"] in of]


def told(line: Row, receipt: Row) -> dict[str, Any]:
    """A line with what it knows of its receipt and of its product."""
    unlisted: Row = {"category_id": None, "brand": None, "attributes": None}
    of_receipt = {name: receipt[name] for name in ("customer_id", "issued_at", "channel", "store_id")}
    product = PRODUCTS.get(line["product_id"], unlisted)
    return {**line, **product, **of_receipt, "receipt_total": receipt["total"]}
