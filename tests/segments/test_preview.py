"""A segment while it is being made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.members import count, sql, summary
from smartcom_kernel.segments.preview import Preview, preview
from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop

BUYS: dict[str, Any] = {"kind": "did", "what": "receipts", "count": {"gte": 2}}
GONE: dict[str, Any] = {"kind": "in_segment", "name": "gone"}
UNCOMPUTED: dict[str, Any] = {"kind": "metric", "name": "revenue", "within_days": 77, "is": {"gte": 1}}


@pytest.fixture
def tables(shop: Shop) -> Tables:
    return shop.fill(**SHOP)


def seen(spec: dict[str, Any], tables: Tables) -> Preview:
    return preview(CONDITIONS.parse(spec), tables, "en")


def test_it_is_what_a_segment_of_these_conditions_would_be(tables: Tables) -> None:
    early: list[Preview] = []
    found = preview(CONDITIONS.parse(BUYS), tables, "en", early=early.append)
    assert found.sample is not None
    assert found.summary.customers == count(BUYS, tables) == len(found.sample) > 0
    assert early == [replace(found, sample=None, sql=None)]
    again = preview(CONDITIONS.parse(BUYS), tables, "en", among=found.everybody)
    assert again == found
    assert found.summary == summary(BUYS, tables)
    assert found.sql == sql(BUYS, tables)
    assert found.summary.sentence == CONDITIONS.parse(BUYS).describe("en")
    spent = [row["revenue"] for row in found.sample]
    assert spent == sorted(spent, reverse=True)


def test_what_only_the_data_show_to_be_wrong_is_said_at_its_path_all_at_once(tables: Tables) -> None:
    with pytest.raises(SpecError) as refused:
        seen({"kind": "all", "of": [BUYS, {"kind": "not", "of": GONE}, {"kind": "any", "of": [UNCOMPUTED]}]}, tables)
    assert [fault.where for fault in refused.value.faults] == ["of[1].of.name", "of[2].of[0].within_days"]
    assert "there is no segment called 'gone'" in str(refused.value)
    assert "revenue is not computed for 77 days" in str(refused.value)
