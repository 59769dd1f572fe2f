from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_it_is_the_span_of_visits_over_the_gaps_between_them(ask: Ask) -> None:
    receipts = [receipt("anna", day) for day in ("2017-10-01", "2017-10-02", "2017-10-08", "2017-10-11")]
    assert ask("average_interval_days", receipts) == {"anna": Decimal("3.3333")}


def test_with_fewer_than_two_visits_it_is_empty(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01T08:00:00Z"), receipt("anna", "2017-10-01T09:00:00Z")]
    assert ask("average_interval_days", receipts, others=["boris"]) == {"anna": None, "boris": None}
