from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from tests.shop import Shop

HAPPENED = {
    "viewer": [("view", "2017-12-01T10:00:00Z"), ("buy", "2017-12-05T10:00:00Z")],
    "late": [("view", "2017-12-01T10:00:00Z"), ("buy", "2017-12-09T10:00:00Z")],
    "again": [("view", "2017-11-01T10:00:00Z"), ("view", "2017-12-06T10:00:00Z"), ("buy", "2017-12-09T10:00:00Z")],
    "backwards": [("buy", "2017-12-01T10:00:00Z"), ("view", "2017-12-02T10:00:00Z")],
    "at_once": [("view", "2017-12-01T10:00:00Z"), ("buy", "2017-12-01T10:00:00Z")],
    "three": [("view", "2017-12-01T10:00:00Z"), ("add", "2017-12-02T10:00:00Z"), ("buy", "2017-12-03T10:00:00Z")],
    "skipped": [("add", "2017-12-01T10:00:00Z"), ("view", "2017-12-02T10:00:00Z"), ("buy", "2017-12-03T10:00:00Z")],
}
SHOP: dict[str, Any] = {
    "customers": [{"customer_id": name} for name in HAPPENED],
    "web_events": [
        {"event_id": f"{name} {n}", "session_id": "s", "customer_id": name, "occurred_at": at, "name": what}
        for name, events in HAPPENED.items()
        for n, (what, at) in enumerate(events)
        if what != "buy"
    ],
    "receipts": [
        {"receipt_id": f"{name} {n}", "customer_id": name, "issued_at": at, "total": 1}
        for name, events in HAPPENED.items()
        for n, (what, at) in enumerate(events)
        if what == "buy"
    ],
}


def on_site(name: str) -> dict[str, Any]:
    return {"kind": "web_events", "where": {"name": {"eq": name}}}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"steps": [on_site("view"), "receipts"], "step_days": 7}, ["again", "skipped", "three", "viewer"]),
        ({"steps": [on_site("view"), "receipts"], "step_days": 8}, ["again", "late", "skipped", "three", "viewer"]),
        ({"steps": [on_site("view"), on_site("add"), "receipts"], "step_days": 7}, ["three"]),
        ({"steps": ["receipts", on_site("view")], "step_days": 7}, ["backwards"]),
        ({"steps": [on_site("view"), on_site("view")], "step_days": 50}, ["again"]),
        ({"steps": [on_site("view"), "receipts"], "step_days": 7, "since": "2017-12-02"}, ["again", "skipped"]),
    ],
)
def test_each_step_follows_later_than_the_one_before_and_soon_enough(
    shop: Shop, asked: dict[str, Any], expected: list[str]
) -> None:
    assert shop.found({"kind": "did_in_sequence", **asked}, shop.fill(**SHOP)) == expected


@pytest.mark.parametrize(
    ("steps", "expected"), [(["accruals", "receipts"], ["viewer"]), (["receipts", "accruals"], [])]
)
def test_points_of_ours_are_a_step_like_what_is_loaded(shop: Shop, steps: list[str], expected: list[str]) -> None:
    given = [{"customer_id": "viewer", "occasion": "spring", "amount": "100", "at": "2017-12-04"}]
    tables = shop.fill(**SHOP, points=given)
    assert shop.found({"kind": "did_in_sequence", "steps": steps, "step_days": 7}, tables) == expected


def test_one_step_is_no_sequence() -> None:
    with pytest.raises(SpecError, match="steps: "):
        CONDITIONS.parse({"kind": "did_in_sequence", "steps": ["receipts"], "step_days": 1})
