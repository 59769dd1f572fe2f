from __future__ import annotations

from datetime import UTC, datetime

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_it_is_the_earliest_that_was_not_cancelled(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2017-10-03T07:00:00Z"),
        receipt("anna", "2017-10-02T07:30:15Z"),
        receipt("anna", "2017-10-01T07:00:00Z", status="cancelled"),
    ]
    found = ask("first_receipt_at", receipts, others=["boris"])
    assert found == {"anna": datetime(2017, 10, 2, 7, 30, 15, tzinfo=UTC), "boris": None}
