from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from smartcom_kernel.insight.cohorts import cohorts
from tests.shop import Rows, Shop

MOSCOW = "Europe/Moscow"


def receipt(number: int, customer: str | None, at: str, total: str, status: str = "paid") -> dict[str, str | None]:
    return {"receipt_id": str(number), "customer_id": customer, "issued_at": at, "total": total, "status": status}


RECEIPTS: Rows = [
    receipt(1, "anna", "2017-01-10T12:00:00Z", "100"),
    receipt(2, "anna", "2017-01-20T12:00:00Z", "50"),
    receipt(3, "anna", "2017-03-05T12:00:00Z", "30.01"),
    receipt(4, "boris", "2017-01-31T12:00:00Z", "10"),
    receipt(5, "boris", "2017-02-01T12:00:00Z", "-4"),
    receipt(6, "clara", "2017-02-03T12:00:00Z", "7"),
    receipt(7, "clara", "2017-03-31T12:00:00Z", "8"),
    receipt(8, "clara", "2017-01-03T12:00:00Z", "999", "cancelled"),
    receipt(9, None, "2017-01-03T12:00:00Z", "999"),
    receipt(10, "dina", "2017-01-03T12:00:00Z", "-5"),
]


def values(frame: pd.DataFrame) -> list[list[float | None]]:
    return [[None if pd.isna(v) else float(v) for v in row] for row in frame.to_numpy()]


def test_newcomers_are_followed_month_by_month_and_months_without_a_purchase_are_zeros(shop: Shop) -> None:
    """A receipt below zero is no purchase, but lessens the revenue; cancelled and unknown receipts do not count."""
    found = cohorts(shop.fill(as_of="2017-04-01T00:00:00Z", receipts=RECEIPTS))
    assert list(found.matrix().index) == [date(2017, 1, 1), date(2017, 2, 1)]
    assert values(found.matrix("customers"))[0][0] == 2
    assert values(found.matrix("buyers")) == [[2, 0, 1], [1, 1, None]]
    assert values(found.matrix()) == [[1, 0, 0.5], [1, 1, None]]
    assert values(found.matrix("receipts")) == [[3, 0, 1], [1, 1, None]]
    assert list(found.cells["revenue"]) == [Decimal(n) for n in ("160", "-4", "30.01", "7", "8")]
    assert list(found.cells["revenue_so_far"]) == [Decimal(n) for n in ("80.00", "78.00", "93.01", "7.00", "15.00")]
    assert found.cells["is_whole"].all()


def test_a_month_begins_at_midnight_in_the_shops_own_zone(shop: Shop) -> None:
    rows = [
        receipt(1, "anna", "2017-01-31T20:59:00Z", "1"),  # 23:59 in Moscow
        receipt(2, "anna", "2017-01-31T21:00:00Z", "1"),  # midnight of 1 February
        receipt(3, "boris", "2017-01-31T21:00:00Z", "1"),
    ]
    found = cohorts(shop.fill(as_of="2017-02-10T00:00:00Z", zone=MOSCOW, receipts=rows))
    assert values(found.matrix("buyers")) == [[1, 1], [1, None]]


@pytest.mark.parametrize(
    ("as_of", "newest", "whole"),
    [
        ("2017-02-28T21:00:00Z", "2017-02-28T12:00:00Z", True),  # midnight of 1 March in Moscow
        ("2017-02-28T20:59:59Z", "2017-02-28T12:00:00Z", False),  # a second before
        ("2017-06-01T00:00:00Z", "2017-02-27T12:00:00Z", False),  # nothing is known of the last day
    ],
)
def test_a_month_is_whole_when_it_is_over_and_known_to_its_last_day(
    shop: Shop, as_of: str, newest: str, whole: bool
) -> None:
    rows = [receipt(1, "anna", "2017-01-10T12:00:00Z", "1"), receipt(2, "anna", newest, "1")]
    found = cohorts(shop.fill(as_of=as_of, zone=MOSCOW, receipts=rows))
    assert list(found.cells["is_whole"]) == [True, whole]
    assert found.retention_after(1) == (1.0 if whole else None)
    assert found.matrix(whole_only=True).shape == (1, 2 if whole else 1)


def test_receipts_after_the_moment_are_left_out_also_of_the_whole_history(shop: Shop) -> None:
    tables = shop.fill(as_of="2017-02-02T00:00:00Z", receipts=RECEIPTS).whole_history
    assert values(cohorts(tables).matrix("buyers")) == [[2, 0]]


def test_every_customer_who_bought_is_in_one_cohort_across_a_new_year(shop: Shop) -> None:
    rows = [receipt(n, f"c{n % 7}", f"201{6 + n // 30}-{1 + n % 12:02}-15T12:00:00Z", "1") for n in range(60)]
    found = cohorts(shop.fill(receipts=rows))
    newcomers = found.cells[found.cells["months_since"] == 0]
    assert newcomers["customers"].sum() == 7
    assert newcomers["buyers"].sum() == 7
    assert found.cells["revenue"].sum() == 60
    assert found.cells["month"].max() == date(2017, 12, 1)


def test_cohorts_say_themselves_in_both_languages(shop: Shop) -> None:
    found = cohorts(shop.fill(as_of="2017-04-01T00:00:00Z", receipts=RECEIPTS), currency="USD")
    assert found.describe("en") == "2 cohorts (Jan 2017 to Feb 2017), 3 customers; bought again: 33.3% after 1 month"
    assert "Когорт: 2 (янв 2017 – фев 2017), клиентов: 3; покупали: через 1 мес. – 33,3\u202f%" in found.describe("ru")
    assert "<td>$93.01</td>" in found._repr_html_()


def test_without_receipts_it_says_what_to_do(shop: Shop) -> None:
    found = cohorts(shop.fill(receipts=[receipt(1, None, "2017-01-03T12:00:00Z", "5")]))
    assert found.cells.empty
    assert "smartcom load receipts" in found.describe("en")
    assert "smartcom load receipts" in found._repr_html_()
    assert found.matrix().empty


def test_those_who_only_brought_back_are_in_no_cohort(shop: Shop) -> None:
    found = cohorts(shop.fill(receipts=[receipt(1, "dina", "2017-01-03T12:00:00Z", "-5")]))
    assert found.cells.empty
    assert found.describe()
