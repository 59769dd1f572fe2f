"""A small shop in which something happened to everybody, for conditions on what customers did."""

from __future__ import annotations

from typing import Any

NAMES = ("anna", "boris", "vera", "gleb")
SHOP: dict[str, Any] = {
    "customers": [{"customer_id": name} for name in NAMES],
    "stores": [
        {"store_id": "S1", "region": "Volga", "city": "Казань"},
        {"store_id": "S2", "region": "Centre", "city": "Москва"},
    ],
    "categories": [
        {"category_id": "drinks", "parent_id": None}, {"category_id": "coffee", "parent_id": "drinks"},
        {"category_id": "toys", "parent_id": None},
    ],
    "products": [
        {"product_id": "latte", "category_id": "coffee", "brand": "Acme", "attributes": '{"milk": "oat", "ml": 300}'},
        {"product_id": "juice", "category_id": "drinks", "brand": "Acme"},
        {"product_id": "brick", "category_id": "toys", "brand": "Lego"},
    ],
    "receipts": [
        # A Monday at 10 o'clock, in the shop's own zone too.
        {"receipt_id": "a1", "customer_id": "anna", "issued_at": "2017-12-25T10:00:00Z", "total": 900, "store_id": "S1",
         "channel": "offline", "custom": '{"cashier": "Olga"}'},
        {"receipt_id": "a2", "customer_id": "anna", "issued_at": "2017-11-01T18:00:00Z", "total": 300,
         "channel": "online"},
        {"receipt_id": "b1", "customer_id": "boris", "issued_at": "2017-06-01T10:00:00Z", "total": 2000,
         "store_id": "S2", "channel": "offline"},
        {"receipt_id": "b2", "customer_id": "boris", "issued_at": "2017-12-30T10:00:00Z", "total": 5000,
         "status": "cancelled"},
        {"receipt_id": "v1", "customer_id": "vera", "issued_at": "2018-01-05T10:00:00Z", "total": 100},
        {"receipt_id": "x1", "customer_id": None, "issued_at": "2017-12-25T10:00:00Z", "total": 9000},
    ],
    "receipt_lines": [
        {"receipt_id": "a1", "product_id": "latte", "amount": 400, "quantity": 2},
        {"receipt_id": "a1", "product_id": "brick", "amount": 500, "quantity": 1},
        {"receipt_id": "a2", "product_id": "juice", "amount": 300, "quantity": 3},
        {"receipt_id": "b1", "product_id": "brick", "amount": 2000, "quantity": 1},
        {"receipt_id": "b2", "product_id": "latte", "amount": 5000, "quantity": 1},
    ],
}  # fmt: skip
