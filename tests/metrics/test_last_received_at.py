from __future__ import annotations

from datetime import UTC, datetime

from tests.metrics.conftest import Ask


def test_it_is_the_newest_of_the_medium_that_arrived_before_the_moment(ask: Ask) -> None:
    messages = [
        {"customer_id": "anna", "at": "2017-12-05T10:00:00Z"},
        {"customer_id": "anna", "at": "2017-12-01T10:00:00Z"},
        {"customer_id": "anna", "at": "2017-12-20T10:00:00Z", "state": "bounced"},
        {"customer_id": "anna", "at": "2017-12-21T10:00:00Z", "medium": "sms"},
        {"customer_id": "anna", "at": "2018-01-01T10:00:00Z"},
    ]
    found = ask("last_received_at", messages=messages, of="email", others=["boris"])
    assert found == {"anna": datetime(2017, 12, 5, 10, tzinfo=UTC), "boris": None}
