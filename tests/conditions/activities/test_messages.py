from __future__ import annotations

from typing import Any

import pytest

from tests.shop import Shop

MESSAGES: list[dict[str, Any]] = [
    {"customer_id": "anna", "at": "2017-12-01T10:00:00Z", "opened": ["2017-12-01T11:00:00Z", "2017-12-02T11:00:00Z"]},
    {"customer_id": "anna", "at": "2017-12-20T10:00:00Z", "medium": "sms"},
    {"customer_id": "boris", "at": "2017-12-01T10:00:00Z", "scanned": ["2017-12-01T10:00:01Z"]},
    {"customer_id": "vera", "at": "2017-12-01T10:00:00Z", "state": "bounced"},
]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"what": {"kind": "messages", "where": {"mailing": {"eq": "news"}, "what": {"eq": "opened"}}}}, ["anna"]),
        ({"what": {"kind": "messages", "where": {"mailing": {"eq": "winter"}}}}, []),
        ({"what": {"kind": "messages", "where": {"variant": {"eq": "A"}, "medium": {"eq": "sms"}}}}, ["anna"]),
        ({"what": {"kind": "messages", "where": {"what": {"eq": "received"}}}, "count": {"gte": 2}}, ["anna"]),
        (
            {"what": {"kind": "messages", "where": {"what": {"eq": "received"}}}, "count": {"lt": 2},
             "within_days": 31},
            ["boris", "vera"],
        ),
        (
            {"what": {"kind": "messages", "where": {"what": {"eq": "received"}}},
             "max": {"of": "happened_at", "is": {"more_than_days_ago": 20}}},
            ["boris"],
        ),
    ],
)  # fmt: skip
def test_how_often_and_when_somebody_was_written_to_can_be_asked(
    shop: Shop, asked: dict[str, Any], expected: list[str]
) -> None:
    """What bounced was not received, and robots open nothing."""
    tables = shop.fill(
        as_of="2017-12-31T12:00:00Z",
        customers=[{"customer_id": c} for c in ("anna", "boris", "vera")],
        messages=MESSAGES,
    )
    assert shop.found({"kind": "did", **asked}, tables) == expected
