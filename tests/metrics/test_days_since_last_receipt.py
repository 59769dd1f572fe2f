from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_it_counts_midnights_and_not_hours(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01T23:59:00Z"), receipt("boris", "2017-10-02T00:00:00Z")]
    found = ask("days_since_last_receipt", receipts, others=["vera"], as_of="2017-10-02T00:01:00Z")
    assert found == {"anna": 1, "boris": 0, "vera": None}


def test_midnight_is_that_of_the_shop(ask: Ask) -> None:
    """03:00 UTC is still the evening before in New York; in Moscow it is the same morning."""
    receipts = [receipt("anna", "2017-10-02T03:00:00Z")]
    moment = "2017-10-02T12:00:00Z"
    assert ask("days_since_last_receipt", receipts, as_of=moment, zone="America/New_York") == {"anna": 1}
    assert ask("days_since_last_receipt", receipts, as_of=moment, zone="Europe/Moscow") == {"anna": 0}
