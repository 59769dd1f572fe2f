from __future__ import annotations

from typing import Any

from tests.metrics.conftest import Ask


def seen(customer_id: str | None, at: str) -> dict[str, Any]:
    return {"event_id": f"{customer_id} {at}", "session_id": "s", "customer_id": customer_id, "occurred_at": at,
            "name": "page_view"}  # fmt: skip


def test_the_last_visit_before_the_moment_counts_in_midnights_of_the_shop(ask: Ask) -> None:
    events = [
        seen("anna", "2017-12-01T10:00:00Z"),
        seen("anna", "2017-12-29T21:30:00Z"),
        seen("anna", "2018-01-01T00:00:01Z"),
        seen("boris", "2018-01-05T10:00:00Z"),
        seen(None, "2017-12-31T10:00:00Z"),
    ]
    assert ask("days_since_site_visit", web_events=events, others=["vera"]) == {"anna": 3, "boris": None, "vera": None}
    in_moscow = ask("days_since_site_visit", web_events=events, others=["vera"], zone="Europe/Moscow")
    assert in_moscow == {"anna": 2, "boris": None, "vera": None}
