from __future__ import annotations

import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.intake.convention import Convention
from smartcom_kernel.lake.connect import Lake
from tests.intake.conftest import Take, faults


def born(lake: Lake) -> list[str]:
    found = lake.rows("SELECT customer_id, birth_on FROM lake.main.customers WHERE birth_on IS NOT NULL ORDER BY ALL")
    return [f"{customer} {day}" for customer, day in found]


def test_a_day_above_twelve_proves_the_order_of_its_column(lake: Lake, take: Take) -> None:
    report = take("customers", "customer_id,birth_on\nC1,01/02/1990\nC2,13/02/1990\n")
    assert born(lake) == ["C1 1990-02-01", "C2 1990-02-13"]
    assert report.warnings == ("dates were read day first: birth_on is '13/02/1990' in row 2 of rows.csv",)
    report = take("customers", "customer_id,birth_on\nC1,02/01/1990\nC2,02/13/1990\n")
    assert born(lake) == ["C1 1990-02-01", "C2 1990-02-13"]
    assert report.unchanged == 2


def test_dates_that_could_be_either_are_refused_and_nothing_is_loaded(lake: Lake, take: Take) -> None:
    before = lake.snapshot_id()
    text = "customer_id,birth_on,registered_at\nC0,,\nC1,05.05.1990,2024-01-01\nC2,01.02.1990,03/04/2024 10:00\n"
    with pytest.raises(DataError) as refused:
        take("customers", text)
    assert str(refused.value).splitlines() == [
        "customers: 2 faults, nothing was loaded",
        "  birth_on is '01.02.1990' in row 3 of rows.csv: day first or month first? No value of the column tells; "
        "state it: dates='DMY' or dates='MDY' (--dates on the command line)",
        "  registered_at is '03/04/2024 10:00' in row 3 of rows.csv: day first or month first? No value of the column "
        "tells; state it: dates='DMY' or dates='MDY' (--dates on the command line)",
    ]
    assert lake.snapshot_id() == before
    take("customers", text, convention=Convention(date="MDY"))
    assert born(lake) == ["C1 1990-05-05", "C2 1990-01-02"]


def test_a_date_that_reads_the_same_both_ways_needs_no_proof(lake: Lake, take: Take) -> None:
    take("customers", "customer_id,birth_on\nC1,05.05.1990\n")
    assert born(lake) == ["C1 1990-05-05"]


def test_iso_dates_prove_nothing_and_need_nothing(lake: Lake, take: Take) -> None:
    take("customers", "customer_id,birth_on\nC1,1990-02-01\nC2,1990-12-11\n")
    assert born(lake) == ["C1 1990-02-01", "C2 1990-12-11"]


def test_a_column_with_both_orders_is_refused_until_one_is_stated(lake: Lake, take: Take) -> None:
    text = "customer_id,birth_on\nC1,13/02/1990\nC2,02/13/1990\n"
    with pytest.raises(DataError, match=r"some dates write the day first .*13/02.* and some the month .*02/13"):
        take("customers", text)
    report = take("customers", text, convention=Convention(date="DMY"))
    assert born(lake) == ["C1 1990-02-13"]
    assert faults(report) == [(2, "birth_on", "is a day that no calendar has")]


def prices(lake: Lake) -> list[str]:
    return [str(price) for (price,) in lake.rows("SELECT price FROM lake.main.products ORDER BY product_id")]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("12,50|1.234|7", ["12.50", "1234.00", "7.00"]),
        ("1.234,50|1,5|2", ["1234.50", "1.50", "2.00"]),
        ("1 234,50|1.000.000|2", ["1234.50", "1000000.00", "2.00"]),
        ("12.50|1,234|7", ["12.50", "1234.00", "7.00"]),
        ("1,234,567|1,000|0.5", ["1234567.00", "1000.00", "0.50"]),
        ("1 234|2\u00a0345|7", ["1234.00", "2345.00", "7.00"]),
        ("0.450|12|7", ["0.45", "12.00", "7.00"]),
    ],
)
def test_one_number_that_can_only_be_read_one_way_settles_the_others(
    texts: str, found: list[str], lake: Lake, take: Take
) -> None:
    rows = "".join(f"P{n};{text}\n" for n, text in enumerate(texts.split("|")))
    take("products", f"product_id;price\n{rows}")
    assert prices(lake) == found


def test_the_proof_may_stand_in_another_column_or_file(lake: Lake, take: Take) -> None:
    take("products", "product_id;price;old_price\nP1;1,234;\nP2;;12,5\n", convention=Convention(decimal=","))
    assert take("products", "product_id;stock;old_price\nP1;1,234;\nP2;;12,5\n").rejected == 0
    assert [str(s) for (s,) in lake.rows("SELECT stock FROM lake.main.products ORDER BY product_id")] == [
        "1.2340",
        "None",
    ]


def test_numbers_that_could_be_either_are_refused(lake: Lake, take: Take) -> None:
    with pytest.raises(
        DataError, match=r"price is '1,234' in row 1 of rows.csv: thousands or decimals\?.*decimal='\.'"
    ):
        take("products", "product_id;price\nP1;1,234\nP2;5\n")
    with pytest.raises(DataError, match=r"some numbers have a decimal point .*1\.5.* and some a decimal comma .*2,5"):
        take("products", "product_id;price\nP1;1.5\nP2;2,5\n")
    report = take("products", "product_id;price\nP1;1.5\nP2;2,5\nP3;1,234\n", convention=Convention(decimal="."))
    assert prices(lake) == ["1.50", "1234.00"]
    assert faults(report) == [(2, "price", "is no number with '.' as its decimal sign")]


def test_the_zone_of_instants_can_be_stated(lake: Lake, take: Take) -> None:
    take(
        "receipts", "receipt_id,issued_at,total\nR,2024-01-31 12:00,1\n", convention=Convention(time_zone="Asia/Tokyo")
    )
    assert lake.rows("SELECT hour(issued_at) FROM lake.main.receipts") == [(3,)]
    with pytest.raises(ValueError, match="there is no time zone 'Mars'"):
        Convention(time_zone="Mars")
