from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models import lookalike
from smartcom_kernel.models.lookalike import LookalikeResult
from smartcom_kernel.models.specs import LookalikeSpec, spec_of
from tests.models.fitted import filled
from tests.shop import Shop


def find(tables: Tables, ids: list[str], **wanted: Any) -> LookalikeResult:
    members = tables.customers.filter(tables.customers.customer_id.isin(ids)).select("customer_id")
    data = {"size": 50, **wanted}
    return lookalike.find(spec_of(LookalikeSpec, "look-alikes", data), tables, members, segment="seldom")


SELDOM = [f"c{n:04}" for n in range(400) if n % 3 == 1]
TOLD = SELDOM[::2]
"""Every second customer who comes seldom and spends much: the others of that habit are to be found."""


@pytest.fixture(scope="module")
def result(shop: Shop) -> LookalikeResult:
    return find(filled(shop), TOLD)


def test_customers_of_the_same_habit_are_found(result: LookalikeResult) -> None:
    assert len(result.ids) == 50
    assert set(result.ids).isdisjoint(TOLD)
    assert sum(customer in SELDOM for customer in result.ids) >= 45
    assert result.customers["score"].is_monotonic_decreasing
    assert result.members == len(TOLD)


def test_it_says_how_well_members_can_be_told_from_others(result: LookalikeResult) -> None:
    """A quarter of the rest is just like the members, so nobody can tell them apart for sure."""
    assert 0.7 < result.auc.low < result.auc.high < 0.95
    assert result.describe().startswith("50 customers like the segment “seldom” (67); AUC 0.9")
    assert "Похожих на сегмент «seldom»" in result.describe("ru")
    assert result.warnings() == []
    assert "told apart by" in result._repr_html_()


def test_a_segment_by_chance_cannot_be_told_apart_and_that_is_said(shop: Shop) -> None:
    chance = [f"c{n:04}" for n in range(400) if (n * 7919) % 4 == 0]
    found = find(filled(shop), chance, without=["days_since_registration", "first_receipt_at", "age", "gender", "city"])
    assert found.auc.low <= 0.5
    assert "the list is no better than chance" in found.describe()
    assert "не лучше случайного" in found.describe("ru")


def test_a_segment_that_a_feature_defines_is_called_so(shop: Shop) -> None:
    tables = filled(shop)
    found = find(tables, [f"c{n:04}" for n in range(100)])  # the first to register
    assert "leave them out with `without`" in found.describe()
    assert len(found.warnings("ru")) == 1


def test_the_same_segment_gives_the_same_list(shop: Shop, result: LookalikeResult) -> None:
    again = find(filled(shop), TOLD)
    assert again.customers.equals(result.customers)
    assert again.auc == result.auc


@pytest.mark.torture
def test_small_batches_give_the_same_list(shop: Shop, result: LookalikeResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookalike, "BATCH", 9)
    assert find(filled(shop), TOLD).customers.equals(result.customers)


def test_learning_from_some_customers_still_ranks_all(shop: Shop) -> None:
    found = find(filled(shop), TOLD, customers=100, size=1000)
    assert len(found.ids) == 400 - len(TOLD)


def test_too_few_inside_or_outside_is_refused(shop: Shop) -> None:
    tables = filled(shop)
    with pytest.raises(SpecError, match="segment: 3 known customers inside it; at least 50 are needed"):
        find(tables, SELDOM[:3])
    with pytest.raises(SpecError, match="0 known customers outside it"):
        find(tables, [f"c{n:04}" for n in range(400)])


def test_a_list_of_nobody_is_refused(shop: Shop) -> None:
    with pytest.raises(SpecError, match="size"):
        find(filled(shop), TOLD, size=0)
