from __future__ import annotations

from decimal import Decimal

from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask


def test_of_an_odd_number_it_is_the_middle_one(ask: Ask) -> None:
    receipts = [receipt("anna", f"2017-10-0{day}", total) for day, total in ((1, 900), (2, 1), (3, "20.50"))]
    assert ask("median_receipt", receipts, others=["boris"]) == {"anna": Decimal("20.50"), "boris": None}


def test_of_an_even_number_it_is_half_way_between_the_two_in_the_middle(ask: Ask) -> None:
    receipts = [receipt("anna", f"2017-10-0{day}", total) for day, total in ((1, 900), (2, 1), (3, 2), (4, "2.01"))]
    assert ask("median_receipt", receipts) == {"anna": Decimal("2.01")}
