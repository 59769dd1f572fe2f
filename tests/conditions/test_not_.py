from __future__ import annotations

from smartcom_kernel.conditions.condition import CONDITIONS
from tests.shop import Rows, Shop

KAZAN = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}


def test_not_is_everybody_else_also_those_whose_value_is_unknown(shop: Shop) -> None:
    customers: Rows = [
        {"customer_id": "anna", "city": "Казань"},
        {"customer_id": "boris", "city": "Москва"},
        {"customer_id": "vera", "city": None},
    ]
    tables = shop.fill(customers=customers)
    assert shop.found({"kind": "not", "of": KAZAN}, tables) == ["boris", "vera"]
    assert shop.found({"kind": "not", "of": {"kind": "not", "of": KAZAN}}, tables) == ["anna"]


def test_not_says_what_is_denied() -> None:
    denied = CONDITIONS.parse({"kind": "not", "of": KAZAN})
    assert denied.describe("en") == "not (city is Казань)"
    assert denied.describe("ru") == "неверно, что (город — Казань)"
