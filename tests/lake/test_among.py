from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcom_kernel.lake.among import Among, One, Those
from tests.metrics.bought import receipt
from tests.shop import Shop, open_shop


@pytest.fixture
def shop(server: str, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(server, tmp_path) as opened:
        yield opened


def test_some_of_some_are_those_who_are_both(shop: Shop) -> None:
    names = ("anna", "boris", "vera")
    tables = shop.fill(
        customers=[{"customer_id": name} for name in names],
        receipts=[receipt(name, "2017-12-01", 5) for name in names],
        products=[{"product_id": "tea"}],
    )
    two = Those(
        shop.lake.temporary(tables.customers.filter(tables.customers.customer_id != "vera").select("customer_id"))
    )
    both = Among(Among(tables, two), One("boris"))
    assert shop.lake.arrow(both.purchases)["customer_id"].to_pylist() == ["boris"]
    assert shop.lake.count(Among(Among(tables, two), One("vera")).customers) == 0
    assert shop.lake.count(both.whole_history.receipts) == 1
    assert shop.lake.count(both.products) == 1
