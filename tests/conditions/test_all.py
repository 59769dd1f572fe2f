from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from tests.shop import Shop

CUSTOMERS = [
    {"customer_id": "anna", "city": "Казань", "gender": "F"},
    {"customer_id": "boris", "city": "Казань", "gender": "M"},
    {"customer_id": "vera", "city": "Москва", "gender": "F"},
]
KAZAN = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
WOMEN = {"kind": "attribute", "name": "gender", "is": {"eq": "F"}}
OLD = {"kind": "attribute", "name": "birth_on", "is": {"lt": "1960-01-01"}}


def test_all_finds_those_who_fulfil_everything(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS)
    assert shop.found({"kind": "all", "of": [KAZAN, WOMEN]}, tables) == ["anna"]
    assert shop.found({"kind": "all", "of": [WOMEN]}, tables) == ["anna", "vera"]


def test_all_of_nothing_is_refused_because_it_would_mean_everybody() -> None:
    with pytest.raises(SpecError, match="of: needs at least one condition"):
        CONDITIONS.parse({"kind": "all", "of": []})


def test_parentheses_stand_only_where_the_sentence_would_be_read_wrongly() -> None:
    either = {"kind": "any", "of": [KAZAN, WOMEN]}
    both = {"kind": "all", "of": [KAZAN, WOMEN]}
    nested = CONDITIONS.parse({"kind": "all", "of": [either, OLD, both]})
    assert nested.describe("en") == (
        "(city is Казань or gender is F) and birthday before 1 Jan 1960 and city is Казань and gender is F"
    )
    assert nested.describe("ru") == (
        "(город — Казань или пол — F) и день рождения раньше 1 января 1960 и город — Казань и пол — F"
    )


def test_nesting_has_a_bottom() -> None:
    deep: dict[str, Any] = KAZAN
    for _ in range(200):
        deep = {"kind": "all", "of": [deep]}
    with pytest.raises(SpecError, match="is nested more than 100 levels deep"):
        CONDITIONS.parse(deep)
