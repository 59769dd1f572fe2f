from __future__ import annotations

from typing import Any

import pytest

from tests.shop import Shop

CODES: list[dict[str, Any]] = [
    {"code": "A1", "customer_id": "anna", "promo_group": "spring", "issued_at": "2017-03-01", "used_at": "2017-03-05"},
    {"code": "A2", "customer_id": "anna", "promo_group": "spring", "issued_at": "2017-04-01"},
    {"code": "B1", "customer_id": "boris", "promo_group": "spring", "issued_at": "2017-03-01", "used_at": "2018-02-01",
     "receipt_id": "r9"},
    {"code": "V1", "customer_id": "vera", "promo_group": "spring", "issued_at": "2018-03-01"},
    {"code": "free", "promo_group": "spring"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"what": {"kind": "promo_codes", "where": {"promo_group": {"eq": "spring"}}}, "count": {"gte": 2}}, ["anna"]),
        ({"what": {"kind": "promo_codes", "where": {"used_at": {"exists": True}}}}, ["anna"]),
        ({"what": {"kind": "promo_codes", "where": {"used_at": {"exists": False}}}}, ["anna", "boris"]),
        ({"what": {"kind": "promo_codes", "where": {"receipt_id": {"exists": True}}}}, []),
        ({"what": "promo_codes", "exists": False}, ["vera"]),
    ],
)
def test_codes_are_known_once_issued_and_their_use_once_it_happened(
    shop: Shop, asked: dict[str, Any], expected: list[str]
) -> None:
    """Boris will use his code after the moment that is asked about."""
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], promo_codes=CODES)
    assert shop.found({"kind": "did", **asked}, tables) == expected
