from __future__ import annotations

from datetime import UTC, datetime

from tests.metrics.conftest import Ask


def test_it_is_the_newest_click_up_to_the_moment_itself(ask: Ask) -> None:
    clicks = ["2017-12-31T23:59:59Z", "2018-01-01T00:00:00Z", "2018-01-01T00:00:01Z"]
    messages = [{"customer_id": "anna", "at": "2017-12-01", "medium": "sms", "clicked": clicks}]
    found = ask("last_clicked_at", messages=messages, of="sms", others=["boris"])
    assert found == {"anna": datetime(2018, 1, 1, tzinfo=UTC), "boris": None}
    assert ask("last_clicked_at", messages=messages, of="email") == {"anna": None}
