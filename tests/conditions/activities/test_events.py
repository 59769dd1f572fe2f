from __future__ import annotations

from typing import Any

import pytest

from tests.shop import Shop

EVENTS: list[dict[str, Any]] = [
    {"event_id": "1", "customer_id": "anna", "occurred_at": "2017-12-01", "name": "call",
     "context": '{"reason": "delivery", "minutes": 4.5, "solved": true, "agent": {"name": "Пётр"}}'},
    {"event_id": "2", "customer_id": "boris", "occurred_at": "2017-12-01", "name": "call",
     "context": '{"reason": "price", "minutes": "long", "solved": false, "due": "2018-01-03T00:00:00Z"}'},
    {"event_id": "3", "customer_id": "vera", "occurred_at": "2017-12-01", "name": "login", "context": None},
    {"event_id": "4", "customer_id": None, "occurred_at": "2017-12-01", "name": "call", "context": "{}"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"name": {"eq": "call"}}, ["anna", "boris"]),
        ({"context.reason": {"eq": "delivery"}}, ["anna"]),
        ({"context.reason": {"starts_with": "p"}}, ["boris"]),
        ({"context.minutes": {"gte": 4.5}}, ["anna"]),
        ({"context.minutes": {"exists": True}}, ["anna", "boris"]),
        ({"context.solved": {"eq": False}}, ["boris"]),
        ({"context.agent.name": {"eq": "Пётр"}}, ["anna"]),
        ({"context.due": {"within_next_days": 3}}, ["boris"]),
        ({"context.reason": {"ne": "price"}, "name": {"eq": "login"}}, ["vera"]),
    ],
)
def test_what_an_event_carries_is_asked_by_its_path_as_what_it_is_compared_with(
    shop: Shop, where: dict[str, Any], expected: list[str]
) -> None:
    """Of another type than asked means unknown: a number is not found in "long"."""
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], events=EVENTS)
    assert shop.found({"kind": "did", "what": {"kind": "events", "where": where}}, tables) == expected


def test_numbers_inside_are_added_up(shop: Shop) -> None:
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris")], events=EVENTS)
    asked = {"kind": "did", "what": "events", "sum": {"of": "context.minutes", "is": {"gte": 4.5}}}
    assert shop.found(asked, tables) == ["anna"]
