from __future__ import annotations

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask

STORES = [{"store_id": s} for s in ("north", "south")]


def test_most_receipts_win_and_among_equals_the_id_that_sorts_first(ask: Ask) -> None:
    receipts = [
        receipt("anna", "2016-01-01", store_id="south"),
        receipt("anna", "2016-01-02", store_id="south"),
        receipt("anna", "2017-12-01", store_id="north", total=1000),
        receipt("anna", "2017-12-02"),
        receipt("boris", "2017-12-01", store_id="south"),
        receipt("boris", "2017-12-02", store_id="north"),
        receipt("vera", "2017-12-02"),
    ]
    found = ask("favourite_store", receipts, stores=STORES)
    assert found == {"anna": "south", "boris": "north", "vera": None}
    assert ask("favourite_store", receipts, stores=STORES, within_days=365)["anna"] == "north"
