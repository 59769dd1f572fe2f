from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.scores import keep
from tests.shop import Shop

CUSTOMERS = [{"customer_id": name} for name in ("anna", "boris", "vera")]


def scored(shop: Shop, as_of: str = "2018-01-01") -> Tables:
    """Anna has 0.7 and Boris 0.2 as of the first of January; nobody scored Vera."""
    shop.fill(customers=CUSTOMERS)
    rows = pa.table({"customer_id": ["anna", "boris"], "score": [0.7, 0.2]})
    keep(shop.lake, model="will_buy", as_of=instant("2018-01-01"), rows=rows)
    return shop.fill(customers=CUSTOMERS, as_of=as_of)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"gte": 0.5}, ["anna"]),
        ({"between": [0.2, 0.7]}, ["anna", "boris"]),
        ({"eq": 0.2}, ["boris"]),
        ({"ne": 0.2}, ["anna", "vera"]),
        ({"exists": False}, ["vera"]),
        ({"exists": True}, ["anna", "boris"]),
        ({"ne": 0.2, "gte": 0}, ["anna"]),
    ],
)
def test_scores_are_compared_and_who_has_none_is_unknown(shop: Shop, asked: dict[str, Any], found: list[str]) -> None:
    assert shop.found({"kind": "score", "model": "will_buy", "is": asked}, scored(shop)) == found


@pytest.mark.parametrize("asked", [{"gte": 0}, {"exists": False}])
def test_a_model_that_has_scored_nobody_is_refused_with_the_nearest_that_has(shop: Shop, asked: dict[str, Any]) -> None:
    with pytest.raises(UnknownName, match="there is no model with scores called 'wil_buy'; did you mean 'will_buy'"):
        shop.found({"kind": "score", "model": "wil_buy", "is": asked}, scored(shop))


def test_a_score_of_later_is_not_known_before(shop: Shop) -> None:
    tables = scored(shop, as_of="2017-12-31")
    assert shop.found({"kind": "score", "model": "will_buy", "is": {"exists": True}}, tables) == []


def test_an_operand_that_is_no_number_is_refused() -> None:
    with pytest.raises(SpecError, match="gte"):
        CONDITIONS.parse({"kind": "score", "model": "will_buy", "is": {"gte": "much"}})


def test_a_score_says_itself() -> None:
    condition = CONDITIONS.parse({"kind": "score", "model": "will_buy", "is": {"gte": 0.5}})
    assert condition.describe("en") == "score “will_buy” is at least 0.5"
    assert condition.describe("ru").startswith("оценка «will_buy»")
