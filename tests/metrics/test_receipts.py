from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_cancelled_receipts_do_not_count_and_receipts_without_a_status_do(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2017-10-01", status="paid"),
        receipt("anna", "2017-10-02", status="cancelled"),
        receipt("anna", "2017-10-03", status="new"),
        receipt("anna", "2017-10-04", status=None),
    ]
    assert ask("receipts", receipts) == {"anna": 3}


def test_receipts_after_the_moment_do_not_count(ask: Ask) -> None:
    receipts = [receipt("anna", "2017-10-01T10:00:00Z"), receipt("anna", "2017-10-01T10:00:01Z")]
    assert ask("receipts", receipts, as_of="2017-10-01T10:00:00Z") == {"anna": 1}


def test_a_customer_without_receipts_has_none_and_a_receipt_without_a_customer_is_nobodys(ask: Ask) -> None:
    nameless = receipt("anna", "2017-10-02") | {"customer_id": None}
    assert ask("receipts", [receipt("anna", "2017-10-01"), nameless], others=["boris"]) == {"anna": 1, "boris": 0}
