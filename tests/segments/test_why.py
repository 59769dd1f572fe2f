"""Why somebody belongs to a segment or does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.segments.members import count
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.why import Why, why
from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop

KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
BUYS: dict[str, Any] = {"kind": "did", "what": "receipts", "count": {"gte": 2}}
SPENDS: dict[str, Any] = {"kind": "metric", "name": "revenue", "is": {"gte": 1500}}
CUSTOMERS = [{"customer_id": "anna", "city": "Казань"}, {"customer_id": "boris", "city": None}]
SEGMENTS = {"local": Segment.parse("local", KAZAN)}


def asked(shop: Shop, spec: dict[str, Any], who: str) -> Why:
    tables = shop.fill(segments=SEGMENTS, tagged={"vip": ["anna"]}, **{**SHOP, "customers": CUSTOMERS})
    return why(CONDITIONS.parse(spec), tables, who)


def test_each_condition_is_answered_with_the_customers_own_value(shop: Shop) -> None:
    found = asked(shop, {"kind": "all", "of": [KAZAN, BUYS, {"kind": "not", "of": SPENDS}]}, "anna")
    assert found.holds
    assert [(part.holds, part.value) for part in found.parts] == [(True, "Казань"), (True, 2), (True, None)]
    assert [(part.holds, part.value) for part in found.parts[2].parts] == [(False, Decimal(1200))]


def test_an_unknown_value_is_said_to_be_unknown_and_no_condition_is_left_out(shop: Shop) -> None:
    found = asked(shop, {"kind": "any", "of": [KAZAN, {"kind": "tag", "name": "vip"}, SPENDS]}, "boris")
    assert found.describe("en") == (
        "✓ city is Казань or has the tag “vip” or revenue is at least 1,500\n"
        "  ✗ city is Казань [no value]\n"
        "  ✗ has the tag “vip”\n"
        "  ✓ revenue is at least 1,500 [2,000]"
    )


def test_a_day_inside_json_is_told_as_it_stands_there(shop: Shop) -> None:
    since = {"kind": "attribute", "name": "custom.since", "is": {"more_than_days_ago": 30}}
    customers = [{"customer_id": "anna", "custom": '{"since": "2017-03-05"}'}]
    found = why(CONDITIONS.parse(since), shop.fill(customers=customers, zone="Europe/Moscow"), "anna")
    assert (found.holds, found.value) == (True, "2017-03-05")


def test_a_saved_segment_tells_its_own_condition(shop: Shop) -> None:
    found = asked(shop, {"kind": "in_segment", "name": "local"}, "anna")
    assert [(part.condition.kind, part.holds, part.value) for part in found.parts] == [("attribute", True, "Казань")]


def test_the_answer_is_that_of_the_segment(shop: Shop) -> None:
    for spec in (KAZAN, BUYS, SPENDS):
        answers = [asked(shop, spec, who).holds for who in ("anna", "boris")]
        tables = shop.fill(segments=SEGMENTS, tagged={"vip": ["anna"]}, **{**SHOP, "customers": CUSTOMERS})
        assert sum(answers) == count(spec, tables)


def test_somebody_unknown_is_refused(shop: Shop) -> None:
    with pytest.raises(UnknownName, match="there is no customer called 'zoe'"):
        asked(shop, KAZAN, "zoe")
