from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_receipts_of_no_known_channel_are_neither(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2016-01-01", channel="online"),
        receipt("anna", "2017-05-01", channel="offline"),
        receipt("anna", "2017-05-02", channel="offline"),
        receipt("anna", "2017-05-03"),
        receipt("boris", "2017-05-03"),
    ]
    assert ask("online_share", receipts) == {"anna": Decimal("0.3333"), "boris": None}
    assert ask("online_share", receipts, within_days=365) == {"anna": 0, "boris": None}
