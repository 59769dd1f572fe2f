from __future__ import annotations

from typing import Any

import pytest

from tests.shop import Shop

GIVEN = [
    {"customer_id": "anna", "occasion": "spring", "amount": "100", "at": "2017-12-30"},
    {"customer_id": "anna", "occasion": "birthday 2017", "amount": "200", "at": "2017-06-01"},
    {"customer_id": "boris", "occasion": "spring", "amount": "100", "at": "2017-12-01"},
]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"what": {"kind": "accruals", "where": {"occasion": {"eq": "spring"}}}, "within_days": 7}, ["anna"]),
        ({"what": {"kind": "accruals"}, "sum": {"of": "amount", "is": {"gte": 300}}}, ["anna"]),
        ({"what": {"kind": "accruals"}, "exists": False}, ["vera"]),
    ],
)
def test_what_points_were_given_for_and_when_can_be_asked(
    shop: Shop, asked: dict[str, Any], expected: list[str]
) -> None:
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], points=GIVEN)
    assert shop.found({"kind": "did", **asked}, tables) == expected
