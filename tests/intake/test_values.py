from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake.convention import Convention, Settled
from smartcom_kernel.intake.values import parsed, raw
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.lake.sql import literal
from tests.intake.conftest import Take, faults

BERLIN = Settled("Europe/Berlin")


@pytest.fixture
def value(engine: Any) -> Any:
    """What a text becomes in a column, or the reason why it is refused."""
    engine.raw_sql("SET TimeZone = 'UTC'")

    def value(column: str, text: str, rules: Settled = BERLIN) -> Any:
        table, _, name = column.partition(".")
        contract = CONTRACTS[table]
        good, why = parsed(contract, contract[name], "VARCHAR", rules)
        source = f'SELECT {raw(contract, contract[name], literal(text), "VARCHAR")} AS "{name}"'
        answer, reason = engine.raw_sql(f"SELECT {good}, {why} FROM ({source})").fetchone()
        return reason if answer is None else answer

    return value


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12", "12"), ("-12.5", "-12.50"), ("+3.10", "3.10"), (".5", "0.50"), ("7.", "7"), (" 8 ", "8"), ("0", "0"),
        ("1,234.50", "1234.50"), ("1 234.50", "1234.50"), ("1\u00a0234\u202f567", "1234567"), ("12.3400", "12.34"),
        ("1'234", "1234"), ("007", "7"),
    ],
)  # fmt: skip
def test_amounts_come_in_many_writings(text: str, amount: str, value: Any) -> None:
    assert value("receipts.total", text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "amount"), [("12,50", "12.50"), ("1 234,5", "1234.50"), ("1.234,50", "1234.50"), ("1.234", "1234")]
)
def test_amounts_with_a_decimal_comma(text: str, amount: str, value: Any) -> None:
    assert value("receipts.total", text, Settled("UTC", ",")) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.234", "has more than 2 decimals"),
        ("12,50", "is no number with '.' as its decimal sign"),
        ("1,23,4", "is no number with '.' as its decimal sign"),
        ("1 23", "is no number with '.' as its decimal sign"),
        ("12 ₽", "is no number with '.' as its decimal sign"),
        ("nan", "is no number with '.' as its decimal sign"),
        ("1.5E+3", "was shortened by a spreadsheet; give the column the format Text there and export it again"),
        ("12345678901234567890", "is too large"),
    ],
)
def test_what_is_no_amount_says_why(text: str, reason: str, value: Any) -> None:
    assert value("receipts.total", text) == reason


def test_quantities_keep_four_decimals(value: Any) -> None:
    assert value("receipt_lines.quantity", "0.1234") == Decimal("0.1234")
    assert value("receipt_lines.quantity", "0.12345") == "has more than 4 decimals"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7", 7),
        ("-7", -7),
        ("1.0", "is not a whole number"),
        ("1e3", "is not a whole number"),
        (str(2**63), "is too large"),
    ],
)
def test_whole_numbers_are_whole(text: str, found: Any, value: Any) -> None:
    assert value("receipt_lines.line_no", text) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("true 1 yes YES y Y да Да", True),
        ("false 0 no N нет НЕТ", False),
        ("maybe 2 -", "is none of true, false, 1, 0, yes, no, y, n, да, нет"),
    ],
)
def test_yes_and_no_in_the_words_of_the_contract(words: str, found: Any, value: Any) -> None:
    assert {value("receipts.paid", word) for word in words.split()} == {found}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-02-29", "2024-02-29"),
        ("2024-2-1", "2024-02-01"),
        ("2024/02/01", "2024-02-01"),
        ("1990-02-13 00:00:00", "1990-02-13"),
        ("13.02.1990", "1990-02-13"),
        ("1/2/1990", "1990-02-01"),
        ("31.02.2024", "is a day that no calendar has"),
        ("2023-02-29", "is a day that no calendar has"),
        ("1900-02-29", "is a day that no calendar has"),
        ("0000-00-00", "lies outside the years 1900 to 2100"),
        ("9999-12-31", "lies outside the years 1900 to 2100"),
        ("1899-12-31", "lies outside the years 1900 to 2100"),
    ],
)
def test_dates_are_days_of_the_calendar(text: str, found: str, value: Any) -> None:
    assert str(value("customers.birth_on", text, Settled("UTC", dates={"birth_on": "DMY"}))) == found


@pytest.mark.parametrize(
    "text", ["01/02/03", "13.02.90", "20240131", "1990-02-13 10:00", "13 Feb 1990", "infinity", "today", "x"]
)
def test_what_is_no_date_says_what_one_looks_like(text: str, value: Any) -> None:
    assert "is no date such as 2024-01-31" in value("customers.birth_on", text)


@pytest.mark.parametrize(
    ("order", "text"), [("DMY", "03.04.1990"), ("MDY", "04/03/1990"), ("YMD", "19900403"), ("YMD", "1990.4.3")]
)
def test_dates_in_a_stated_order(order: Any, text: str, value: Any) -> None:
    assert str(value("customers.birth_on", text, Settled("UTC", dates={"birth_on": order}))) == "1990-04-03"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-01-31", "2024-01-30 23:00:00"),
        ("2024-01-31 12:00", "2024-01-31 11:00:00"),
        ("2024-07-31T12:00:30", "2024-07-31 10:00:30"),
        ("2024-01-31 12:00:00.5", "2024-01-31 11:00:00.500000"),
        ("31.01.2024 12:00", "2024-01-31 11:00:00"),
        ("2024-01-31T12:00Z", "2024-01-31 12:00:00"),
        ("2024-01-31 12:00+03", "2024-01-31 09:00:00"),
        ("2024-01-31 12:00:00.25 -0530", "2024-01-31 17:30:00.250000"),
        ("2024-01-31T12:00:00+14:00", "2024-01-30 22:00:00"),
        ("2024-10-27 02:30", "2024-10-27 01:30:00"),
    ],
)
def test_instants_with_and_without_an_offset(text: str, utc: str, value: Any) -> None:
    assert value("receipts.issued_at", text).astimezone(UTC).replace(tzinfo=None) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-03-31 02:30", "does not exist in Europe/Berlin: the clocks went forward"),
        ("2024-02-30 10:00", "is a day or a time that does not exist"),
        ("2024-01-31 25:00", "is a day or a time that does not exist"),
        ("2024-01-31 10:61Z", "is a day or a time that does not exist"),
        ("0000-00-00 00:00:00", "lies outside the years 1900 to 2100"),
        ("2024-01-31 10:00 Uhr", "is no instant such as 2024-01-31 14:30:00"),
        ("2024-01-31 10:00+25:00", "is no instant such as 2024-01-31 14:30:00"),
        ("1706695200", "is no instant such as 2024-01-31 14:30:00"),
    ],
)
def test_instants_that_never_were_say_why(text: str, reason: str, value: Any) -> None:
    assert reason in value("receipts.issued_at", text)


def test_every_hour_of_a_year_is_read_as_the_zone_has_it(value: Any) -> None:
    assert value("receipts.issued_at", "2024-03-31 01:59:59") == datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC)
    assert value("receipts.issued_at", "2024-03-31 03:00:00") == datetime(2024, 3, 31, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": [1, null, "NaN"]}', '{"a": [1, null, "NaN"]}'),
        ("{", "is not valid JSON"),
        ('{"a": NaN}', "is not valid JSON"),
        ("[Infinity]", "is not valid JSON"),
    ],
)
def test_json_is_json(text: str, found: str, value: Any) -> None:
    assert value("products.attributes", text) == found


def test_ids_lose_the_blanks_around_them_and_texts_lose_nothing(value: Any) -> None:
    assert value("customers.customer_id", "\u00a0C 1\t") == "C 1"
    assert value("customers.city", " Kazan ") == " Kazan "
    assert value("customers.gender", " f ") == "F"
    assert value("customers.gender", "x") == "is none of F, M"


def test_ids_that_a_spreadsheet_shortened_or_that_are_endless_are_refused(value: Any) -> None:
    assert "was shortened by a spreadsheet" in value("customers.customer_id", "7.91612E+10")
    assert "was shortened by a spreadsheet" in value("cards.card_number", "2,2E+15")
    assert value("customers.customer_id", "1E5") == "1E5"
    assert value("customers.customer_id", "x" * 201) == "is longer than 200 characters"
    assert value("customers.city", "x" * 10_001) == "is longer than 10,000 characters"


def test_naughty_strings_come_through_byte_for_byte(lake: Lake, take: Take, corpora: Path, tmp_path: Path) -> None:
    strings = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8"))
    strings = [s for s in strings if s and "\0" not in s]
    path = tmp_path / "blns.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        quoted = ('"' + s.replace('"', '""') + '"' for s in strings)
        file.write("customer_id,first_name\n" + "".join(f"C{n:04},{text}\n" for n, text in enumerate(quoted)))
    assert take("customers", path).loaded == len(strings)
    found = lake.rows("SELECT first_name FROM lake.main.customers ORDER BY customer_id")
    assert [name for (name,) in found] == strings


def test_several_faults_of_a_row_are_several_lines_and_one_reject(take: Take) -> None:
    text = "receipt_id,issued_at,total,paid\n,2024-02-30,x,maybe\nR2,2024-01-31,5,yes\n"
    report = take("receipts", text, settings=Settings(time_zone="UTC"), convention=Convention())
    assert (report.loaded, report.rejected) == (1, 1)
    assert [field for _, field, _ in faults(report)] == ["issued_at", "paid", "receipt_id", "total"]
    assert faults(report)[2] == (1, "receipt_id", "is required")
