from __future__ import annotations

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.metrics.chosen import chosen
from tests.metrics.bought import receipt
from tests.metrics.conftest import Ask
from tests.shop import Rows

PRODUCTS = [
    {"product_id": "green", "brand": "Чайный дом"},
    {"product_id": "black", "brand": "Чайный дом"},
    {"product_id": "jam", "brand": "Acme"},
    {"product_id": "bag"},
]
OLD, NEW = "anna 2016-12-31", "anna 2017-12-31"
RECEIPTS = [receipt("anna", "2016-12-31"), receipt("anna", "2017-12-31"), receipt("boris", "2017-12-31")]
LINES: Rows = [
    {"receipt_id": OLD, "product_id": "green", "amount": 100},
    {"receipt_id": NEW, "product_id": "black", "amount": 50},
    {"receipt_id": NEW, "product_id": "black", "amount": "-20.50"},
    {"receipt_id": NEW, "product_id": "jam", "amount": 7},
    {"receipt_id": "boris 2017-12-31", "product_id": "bag", "amount": 3},
]


def test_products_of_one_brand_add_up_and_returns_are_taken_away(ask: Ask) -> None:
    found = ask("brand_revenue", RECEIPTS, lines=LINES, products=PRODUCTS, of="Чайный дом")
    assert {c: str(value) for c, value in found.items()} == {"anna": "129.50", "boris": "0.00"}


def test_a_window_holds_the_purchases_of_its_days_alone(ask: Ask) -> None:
    found = ask("brand_revenue", RECEIPTS, lines=LINES, products=PRODUCTS, of="Чайный дом", within_days=365)
    assert {c: str(value) for c, value in found.items()} == {"anna": "29.50", "boris": "0.00"}


def test_two_brands_whose_columns_would_share_a_name_are_refused() -> None:
    with pytest.raises(SpecError, match="two metrics would be called brand_revenue_acme_co: rename"):
        chosen(Measures(of={"brand_revenue": ["Acme Co", "acme-co"]}))


def test_a_metric_of_nothing_that_is_given_brands_is_refused_with_the_one_that_takes_them() -> None:
    with pytest.raises(SpecError, match=r"revenue: takes no list of categories.*did you mean 'brand_revenue'\?"):
        chosen(Measures(of={"revenue": ["Acme"]}))
