from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from smartcom_kernel.core.errors import DataError, UnknownName
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake.load import LoadReport
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.state.connect import State
from tests.intake.conftest import Take, Write, faults

PEOPLE = "customer_id,first_name,city,birth_on\nC1,Anna,Kazan,1990-01-31\nC2,Boris,Omsk,\nC3,Clara,,1985-12-01\n"


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    return report.rows_in, report.loaded, report.unchanged, report.rejected


def people(lake: Lake) -> list[tuple[Any, ...]]:
    return lake.rows("SELECT customer_id, first_name, city, birth_on FROM lake.main.customers ORDER BY ALL")


def test_rows_come_in_once_and_say_what_became_of_them(lake: Lake, take: Take) -> None:
    report = take("customers", PEOPLE)
    assert counts(report) == (3, 3, 0, 0)
    assert report.rejects is None
    assert people(lake) == [
        ("C1", "Anna", "Kazan", date(1990, 1, 31)),
        ("C2", "Boris", "Omsk", None),
        ("C3", "Clara", None, date(1985, 12, 1)),
    ]
    assert report.snapshot_id == lake.snapshot_id()


def test_the_same_rows_again_change_nothing_make_no_snapshot_and_are_recognised(lake: Lake, take: Take) -> None:
    before = take("customers", PEOPLE, "monday.csv").snapshot_id
    again = take("customers", PEOPLE, "tuesday.csv")
    assert counts(again) == (3, 0, 3, 0)
    assert lake.snapshot_id() == before
    assert any("the same content was loaded before" in said and "monday.csv" in said for said in again.warnings)
    header, *rows = PEOPLE.splitlines()
    reordered = take("customers", "\n".join([header, *reversed(rows)]))
    assert counts(reordered) == (3, 0, 3, 0)
    assert lake.snapshot_id() == before
    assert not any("loaded before" in said for said in reordered.warnings)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_categories_of_mailings_that_the_settings_do_not_have_are_named_with_the_nearest(take: Take, lang: str) -> None:
    head, named = "customer_id,category,medium,active\n", "'promotoins' (→ 'promotions'?), 'xyz'"
    settings = Settings(language=lang, mailing_categories={"news": {}, "promotions": {}})
    rows = "".join(f"C1,{category},email,true\n" for category in ("news", "xyz", "promotoins"))
    report = take("subscriptions", head + rows, settings=settings)
    said = {
        "en": "no mailing can be of these categories, since the settings have no [mailing_categories.NAME] for them: ",
        "ru": "рассылок этих категорий быть не может, так как в настройках для них нет [mailing_categories.ИМЯ]: ",
    }
    assert report.loaded == 3
    assert report.warnings == (said[lang] + named,)
    assert take("subscriptions", f"{head}C2,news,email,true\n", settings=settings).warnings == ()


def test_one_changed_row_is_one_loaded_row_in_one_snapshot(lake: Lake, take: Take) -> None:
    before = take("customers", PEOPLE).snapshot_id
    report = take("customers", PEOPLE.replace("Omsk", "Tomsk") + "C4,Dora,,\n")
    assert counts(report) == (4, 2, 2, 0)
    assert report.snapshot_id == before + 1
    assert people(lake)[1] == ("C2", "Boris", "Tomsk", None)


def test_absent_columns_keep_what_is_stored_and_empty_values_clear_it(lake: Lake, take: Take) -> None:
    take("customers", PEOPLE)
    assert counts(take("customers", "customer_id,city\nC1,\nC3,Perm\n")) == (2, 2, 0, 0)
    assert people(lake)[0] == ("C1", "Anna", None, date(1990, 1, 31))
    assert people(lake)[2] == ("C3", "Clara", "Perm", date(1985, 12, 1))


def test_the_last_of_several_loads_wins(lake: Lake, take: Take) -> None:
    take("customers", PEOPLE)
    take("customers", PEOPLE.replace("Omsk", "Tomsk"))
    assert counts(take("customers", PEOPLE)) == (3, 1, 2, 0)
    assert people(lake)[1][2] == "Omsk"


def test_of_rows_with_one_key_the_first_counts(lake: Lake, take: Take) -> None:
    report = take("customers", "customer_id,city\nC1,Kazan\nC2,Omsk\nC1,Kazan\n C1 ,Perm\nC1,Kazan\n")
    assert counts(report) == (5, 2, 2, 1)
    assert faults(report) == [(4, "customer_id", "row 1 has the same key and other values")]
    assert lake.rows("SELECT city FROM lake.main.customers ORDER BY customer_id") == [("Kazan",), ("Omsk",)]


def test_a_bad_row_does_not_stand_in_the_way_of_a_good_one_with_its_key(lake: Lake, take: Take) -> None:
    report = take("customers", "customer_id,birth_on\nC1,2023-02-29\nC1,2023-02-28\n")
    assert counts(report) == (2, 1, 0, 1)
    assert lake.rows("SELECT birth_on FROM lake.main.customers") == [(date(2023, 2, 28),)]


def test_several_files_are_one_load(lake: Lake, take: Take, write: Write, state: State) -> None:
    parts = [
        write("customer_id,city\nC1,Kazan\nC2,Omsk\n", "1.csv"),
        write("CITY;Customer_ID \nPerm;C1\nPerm;C3\n", "2.csv"),
    ]
    report = take("customers", parts)
    assert counts(report) == (4, 3, 0, 1)
    assert faults(report) == [(1, "customer_id", "row 1 of an earlier file has the same key and other values")]
    found = state.rows("loads.earlier", {"table": "customers", "sha256": "none"})
    assert found == []
    assert len(report.load_ids) == 2
    with pytest.raises(DataError, match=r"its columns differ from those of 1\.csv"):
        take("customers", [parts[0], write("customer_id\nC9\n", "3.csv")])


def test_an_order_of_customers_nobody_knows_makes_stubs(lake: Lake, take: Take) -> None:
    take("customers", PEOPLE)
    orders = (
        "receipt_id,customer_id,issued_at,total,store_id,till_id\nR1,C1,2024-01-31,5,S1,T1\nR2,C9,2024-01-31,5,S1,\n"
    )
    report = take("receipts", orders)
    assert counts(report) == (2, 2, 0, 0)
    assert report.stubs == {"customers": 1, "stores": 1, "tills": 1}
    stub = "SELECT first_name, email, email_quality, phone_quality FROM lake.main.customers WHERE customer_id = 'C9'"
    assert lake.rows(stub) == [(None, None, 30, 30)]
    assert counts(take("customers", "customer_id,first_name\nC9,Igor\n")) == (1, 1, 0, 0)
    assert lake.rows(stub) == [("Igor", None, 30, 30)]


def test_a_tree_of_categories_gets_a_stub_only_for_parents_outside_the_file(lake: Lake, take: Take) -> None:
    report = take("categories", "category_id,parent_id\nbeans,coffee\ncoffee,drinks\n")
    assert report.stubs == {"categories": 1}
    tree = lake.rows("SELECT category_id, parent_id FROM lake.main.categories ORDER BY ALL")
    assert tree == [("beans", "coffee"), ("coffee", "drinks"), ("drinks", None)]


def test_instants_without_an_offset_are_wall_clock_time_of_the_workspace(lake: Lake, take: Take) -> None:
    orders = (
        "receipt_id,issued_at,total\nR1,2024-01-31 12:00,5\nR2,2024-01-31T12:00:00+05:00,5\nR3,2024-01-31T12:00Z,5\n"
    )
    report = take("receipts", orders)
    assert "issued_at: instants without an offset were read as wall-clock time in Europe/Moscow" in report.warnings
    found = lake.rows("SELECT issued_at FROM lake.main.receipts ORDER BY receipt_id")
    assert [row[0].hour for row in found] == [9, 7, 12]


def parquet(tmp_path: Path, **columns: pa.Array) -> Path:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_keeps_the_types_it_has(lake: Lake, take: Take, tmp_path: Path) -> None:
    moment = datetime(2024, 1, 31, 12, tzinfo=UTC)
    path = parquet(
        tmp_path,
        receipt_id=pa.array([1, 2, 3, 4]),
        customer_id=pa.array([7.0, None, 1.5, 7.0]),
        issued_at=pa.array([moment] * 4, pa.timestamp("us", "UTC")),
        total=pa.array([0.1 + 0.2, 12.345, float("nan"), 1e30]),
        discount=pa.array([Decimal("1.000"), Decimal("1.230"), Decimal(0), Decimal(0)], pa.decimal128(10, 3)),
        paid=pa.array([True, False, None, True]),
    )
    report = take("receipts", path)
    assert counts(report) == (4, 2, 0, 2)
    assert {field for _, field, _ in faults(report)} == {"total"}
    assert lake.rows(
        "SELECT receipt_id, customer_id, issued_at, total, discount FROM lake.main.receipts ORDER BY 1"
    ) == [
        ("1", "7", moment, Decimal("0.30"), Decimal("1.00")),
        ("2", None, moment, Decimal("12.35"), Decimal("1.23")),
    ]
    assert counts(take("receipts", path)) == (4, 0, 2, 2)


def test_parquet_with_wall_clock_time_and_lists_is_told_apart(take: Take, tmp_path: Path) -> None:
    noon = pa.array([datetime(2024, 1, 31, 12)], pa.timestamp("ns"))  # noqa: DTZ001
    report = take("receipts", parquet(tmp_path, receipt_id=pa.array(["R"]), issued_at=noon, total=pa.array([1])))
    assert any("wall-clock time in Europe/Moscow" in said for said in report.warnings)
    with pytest.raises(DataError, match="column 'name' holds lists or structures"):
        take("products", parquet(tmp_path, product_id=pa.array(["P"]), name=pa.array([["x"]])))
    taken = take("products", parquet(tmp_path, product_id=pa.array(["P"]), attributes=pa.array([{"fat": 3}])))
    assert counts(taken) == (1, 1, 0, 0)


def test_a_nul_character_that_no_database_takes_is_a_fault_of_its_row(take: Take, tmp_path: Path) -> None:
    path = parquet(tmp_path, customer_id=pa.array(["C1", "C2", "C\0"]), city=pa.array(["Omsk", "Om\0sk", "Omsk"]))
    report = take("customers", path)
    assert counts(report) == (3, 1, 0, 2)
    assert faults(report) == [(2, "city", "holds a NUL character"), (3, "customer_id", "holds a NUL character")]


def test_a_parquet_file_whose_pages_are_damaged_loads_nothing(lake: Lake, take: Take, write: Write) -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"customer_id": [f"C{n}" for n in range(50_000)]}), buffer, compression="zstd")
    damaged = bytearray(buffer.getvalue())
    damaged[2000:6000] = b"\xff" * 4000
    before = lake.snapshot_id()
    with pytest.raises(DataError, match=r"rows.parquet: a file is damaged"):
        take("customers", write(bytes(damaged), "rows.parquet"))
    assert lake.snapshot_id() == before


def test_an_empty_parquet_table_is_a_load_of_no_rows(take: Take, tmp_path: Path) -> None:
    assert counts(take("customers", parquet(tmp_path, customer_id=pa.array([], pa.string())))) == (0, 0, 0, 0)


def test_a_table_that_does_not_exist_is_named_with_the_nearest(take: Take) -> None:
    with pytest.raises(UnknownName, match="did you mean 'customers'"):
        take("customer", PEOPLE)


def test_progress_is_told_and_ends(take: Take) -> None:
    told: list[tuple[str, float]] = []
    take("customers", PEOPLE, progress=lambda step, done: told.append((step, done)))
    assert [step for step, done in told if done == 1.0] == [
        "hashing",
        "decoding",
        "reading",
        "checking",
        "comparing",
        "writing",
    ]
    assert all(0 <= done <= 1 for _, done in told)


def test_the_report_says_itself_in_two_languages_and_without_markup_of_its_own(take: Take) -> None:
    report = take("customers", "customer_id,city\nC1,Kazan\n,Omsk\n", "<b>1</b>.csv".replace("/", "_"))
    assert report.describe().startswith("customers: 2 rows in, 1 loaded, 0 unchanged, 1 rejected (see ")
    assert report.describe("ru").startswith(
        "customers: прочитано строк 2, загружено 1, без изменений 0, отклонено 1 (см. "
    )
    assert "<b>" not in report._repr_html_()
    assert "&lt;b&gt;" in report._repr_html_()


def test_a_country_of_its_own_completes_phone_numbers(lake: Lake, take: Take) -> None:
    take("customers", "customer_id,phone\nC1,030 123456\n", settings=Settings(country="DE"))
    assert lake.rows("SELECT phone FROM lake.main.customers") == [("+4930123456",)]
