from __future__ import annotations

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from tests.shop import Shop

KAZAN = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
WOMEN = {"kind": "attribute", "name": "gender", "is": {"eq": "F"}}


def test_any_finds_those_who_fulfil_something(shop: Shop) -> None:
    customers = [
        {"customer_id": "boris", "city": "Казань"},
        {"customer_id": "vera", "gender": "F"},
        {"customer_id": "gleb", "gender": "M"},
    ]
    assert shop.found({"kind": "any", "of": [KAZAN, WOMEN]}, shop.fill(customers=customers)) == ["boris", "vera"]


def test_any_of_nothing_is_refused() -> None:
    with pytest.raises(SpecError, match="of: needs at least one condition"):
        CONDITIONS.parse({"kind": "any", "of": []})


def test_a_condition_of_several_parts_is_set_off_inside_any() -> None:
    spent = {"kind": "metric", "name": "revenue", "is": {"gte": 100, "lt": 200}}
    either = CONDITIONS.parse({"kind": "any", "of": [KAZAN, spent]})
    assert either.describe() == "city is Казань or (revenue is at least 100 and is below 200)"
