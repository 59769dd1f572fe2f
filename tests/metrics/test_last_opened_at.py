from __future__ import annotations

from datetime import UTC, datetime

from tests.metrics.conftest import Ask


def test_it_is_the_newest_open_by_a_person_of_any_message(ask: Ask) -> None:
    messages = [
        {"customer_id": "anna", "at": "2017-12-01", "opened": ["2017-12-09T08:00:00Z"]},
        {"customer_id": "anna", "at": "2017-12-08", "opened": ["2017-12-08T08:00:00Z"], "scanned": ["2017-12-10"]},
        {"customer_id": "anna", "at": "2017-12-08", "clicked": ["2017-12-11"]},
    ]
    found = ask("last_opened_at", messages=messages, of="email", others=["boris"])
    assert found == {"anna": datetime(2017, 12, 9, 8, tzinfo=UTC), "boris": None}
