from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.lake.tables import Tables
from tests.shop import AS_OF, Shop


def seen(customer_id: str, product_id: str, number: int) -> dict[str, Any]:
    return {
        "event_id": f"{customer_id} {number}", "session_id": "s", "customer_id": customer_id, "name": "view",
        "occurred_at": AS_OF, "product_id": product_id,
    }  # fmt: skip


@pytest.fixture
def tables(shop: Shop) -> Tables:
    """Anna looks at three coffees and a soap, Boris at soap only; nothing is known of Vera."""
    products = [("latte", "coffee"), ("mocha", "filter"), ("bar", "soap")]
    looked = [("anna", "latte"), ("anna", "latte"), ("anna", "mocha"), ("anna", "bar"), ("boris", "bar")]
    return shop.fill(
        customers=[{"customer_id": name} for name in ("anna", "boris", "vera")],
        categories=[{"category_id": c, "parent_id": p} for c, p in (("filter", "coffee"), ("tea", None))],
        products=[{"product_id": product, "category_id": category} for product, category in products],
        web_events=[seen(*who, n) for n, who in enumerate(looked)],
    )


@pytest.mark.parametrize(
    ("category", "asked", "found"),
    [
        ("coffee", {"gte": 0.75}, ["anna"]),
        ("coffee", {"gt": 0.75}, []),
        ("filter", {"between": [0.2, 0.3]}, ["anna"]),
        (["filter", "soap"], {"eq": 0.5}, ["anna"]),
        ("soap", {"gte": 0.25}, ["anna", "boris"]),
        ("coffee", {"eq": 0}, ["boris"]),
        ("coffee", {"ne": 0}, ["anna", "vera"]),
        ("coffee", {"exists": False}, ["vera"]),
        ("coffee", {"exists": True}, ["anna", "boris"]),
        ("tea", {"lt": 1}, ["anna", "boris"]),
    ],
)
def test_interests_are_compared_and_of_whom_nothing_is_known_is_unknown(
    shop: Shop, tables: Tables, category: Any, asked: dict[str, Any], found: list[str]
) -> None:
    assert shop.found({"kind": "interested", "category": category, "is": asked}, tables) == found


@pytest.mark.parametrize("category", ["cofee", ["soap", "cofee"]])
def test_a_misspelled_category_is_refused_with_the_nearest_one(shop: Shop, tables: Tables, category: Any) -> None:
    with pytest.raises(UnknownName, match="there is no category called 'cofee'; did you mean 'coffee'"):
        shop.found({"kind": "interested", "category": category, "is": {"gte": 0}}, tables)


def test_a_category_that_only_the_site_knows_is_one(shop: Shop) -> None:
    look = {**seen("anna", "latte", 1), "product_id": None, "category_id": "sale"}
    tables = shop.fill(customers=[{"customer_id": "anna"}], web_events=[look])
    assert shop.found({"kind": "interested", "category": "sale", "is": {"eq": 1}}, tables) == ["anna"]


def test_an_operand_that_is_no_number_is_refused() -> None:
    with pytest.raises(SpecError, match="gte"):
        CONDITIONS.parse({"kind": "interested", "category": "coffee", "is": {"gte": "much"}})


def test_an_interest_says_itself() -> None:
    condition = CONDITIONS.parse({"kind": "interested", "category": ["coffee", "tea"], "is": {"gte": 0.5}})
    assert condition.describe("en") == "interest in category coffee or tea is at least 0.5"
    assert condition.describe("ru") == "интерес к категории coffee или tea не меньше 0,5"
