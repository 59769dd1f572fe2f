from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from tests.shop import Shop

NOW = "2018-01-01T00:00:00Z"
BOUGHT = {
    "monthly": ["2017-12-20", "2017-11-20", "2017-10-20", "2017-09-20"],
    "twice": ["2017-12-20", "2017-12-21", "2017-11-20", "2017-11-21"],
    "once": ["2017-12-20"],
    "edges": ["2018-01-01T00:00:00Z", "2017-12-02T00:00:00Z"],
}
SHOP: dict[str, Any] = {
    "customers": [{"customer_id": name} for name in (*BOUGHT, "never")],
    "receipts": [
        {"receipt_id": f"{name} {n}", "customer_id": name, "issued_at": at, "total": 1}
        for name, instants in BOUGHT.items()
        for n, at in enumerate(instants)
    ],
}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"periods": 4, "at_least": 4}, ["monthly"]),
        ({"periods": 4, "at_least": 2}, ["edges", "monthly", "twice"]),
        ({"periods": 2, "at_least": 2, "times": 2}, ["twice"]),
        ({"periods": 1, "at_least": 1}, ["edges", "monthly", "once", "twice"]),
    ],
)
def test_periods_are_counted_back_from_the_moment(shop: Shop, asked: dict[str, Any], expected: list[str]) -> None:
    """Exactly 30 days before the moment is the end of the period before the last, which reaches back from there."""
    condition = {"kind": "did_regularly", "what": "receipts", "every_days": 30, **asked}
    assert shop.found(condition, shop.fill(as_of=NOW, **SHOP)) == expected


def test_more_periods_than_there_are_cannot_be_asked_for() -> None:
    with pytest.raises(SpecError, match="asks for 3 of 2 periods: `at_least` may not exceed `periods`"):
        CONDITIONS.parse({"kind": "did_regularly", "what": "receipts", "every_days": 30, "periods": 2, "at_least": 3})
