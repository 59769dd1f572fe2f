"""A person who asks for it is gone from everywhere, and the books and the others stay."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Reason
from smartcom_kernel.workbench import Workbench

NOW = "2026-03-01T12:00:00Z"
WHY = "request 17"
CUSTOMERS = (
    "customer_id,first_name,last_name,email,phone\n"
    "ANNA-77,Annabella,Zyuganskaya,anna.z@example.com,+79000000001\n"
    "BORIS-78,Boris,Petrov,boris@example.com,+79000000002\n"
    "CLARA-79,Clara,Petrova,clara@example.com,+79000000002\n"
)
RECEIPTS = (
    "receipt_id,customer_id,issued_at,total\nR1,ANNA-77,2026-02-01T10:00:00Z,100.50\n"
    "R2,BORIS-78,2026-02-02T10:00:00Z,20.00\nR3,ANNA-77,2026-02-03T10:00:00Z,7.00\n"
)
LINES = "receipt_id,line_no,product_id,quantity,amount\nR1,1,P1,1,100.50\nR2,1,P1,1,20.00\nR3,1,P2,1,7.00\n"
TRACES = (b"ANNA-77", b"anna.z@example.com", b"79000000001", b"Annabella", b"Zyuganskaya")


def load(wb: Workbench, table: str, text: str, folder: Path) -> None:
    file = folder / f"{table}.csv"
    file.write_text(text, encoding="utf-8")
    wb.load(table, file)
    file.unlink()


@pytest.fixture
def shop(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock(NOW)) as wb:
        for table, text in (("customers", CUSTOMERS), ("receipts", RECEIPTS), ("receipt_lines", LINES)):
            load(wb, table, text, tmp_path)
        wb.refresh(as_of=NOW)
        wb.consent.allow("ANNA-77", "email", source="form")
        wb.tags.put("vip", ["ANNA-77"])
        wb.maintain()

        yield wb


def said_in(path: Path) -> bytes:
    """The bytes of a file, and what they stand for where they are compressed."""
    table = str(pq.read_table(path).to_pydict()).encode() if path.suffix == ".parquet" else b""
    return path.read_bytes() + table


def files_with(folder: Path) -> list[str]:
    """Files in which a trace of Anna stands."""
    texts = {p: said_in(p) for p in folder.rglob("*") if p.is_file()}
    return sorted(str(p) for p, text in texts.items() if any(trace in text for trace in TRACES))


def rows_with(state: State) -> list[str]:
    """Tables in which a trace of Anna stands."""
    found = []
    with state.transaction() as connection:
        names = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables "
            "WHERE schemaname IN ('smartcom', 'lake')"
        ).fetchall()
        for row in names:
            texts = connection.execute(f"SELECT t::text AS row FROM {row['name']} t".encode()).fetchall()
            if any(trace.decode() in text["row"] for text in texts for trace in TRACES):
                found.append(row["name"])
    return found


def revenue(wb: Workbench) -> tuple[int, Decimal]:
    [(n, total)] = wb.lake.rows("SELECT count(*), sum(total) FROM lake.main.receipts")
    return n, total


def test_after_an_erasure_no_file_and_no_table_of_the_workspace_names_the_person(shop: Workbench) -> None:
    made = shop.folder / "mailbox" / "email" / "00" / "k.eml"
    made.parent.mkdir(parents=True)
    made.write_text("To: Anna.Z@example.com", encoding="utf-8")
    before = revenue(shop)
    report = shop.personal.erase(["ANNA-77"], reason=WHY)
    assert files_with(shop.folder) == []
    assert rows_with(shop.state) == []
    assert revenue(shop) == before == (3, Decimal("127.50"))
    assert report.files == ("mailbox/email/00/k.eml",)
    assert [path.name for path in report.acts] == ["erasure-1.html"]
    shop.refresh(as_of=NOW)
    assert rows_with(shop.state) == []


def test_what_is_not_erased_is_found_by_the_same_search(shop: Workbench) -> None:
    assert files_with(shop.folder) != []
    assert rows_with(shop.state) != []


def test_the_others_stay_as_they_were(shop: Workbench) -> None:
    shop.personal.erase(["ANNA-77"], reason=WHY)
    kept = shop.lake.rows("SELECT customer_id, phone FROM lake.main.customers ORDER BY 1")
    assert kept == [("BORIS-78", "+79000000002"), ("CLARA-79", "+79000000002")]
    assert shop.lake.rows("SELECT receipt_id, customer_id FROM lake.main.receipt_lines ORDER BY 1") == [
        ("R1", None), ("R2", "BORIS-78"), ("R3", None),
    ]  # fmt: skip


def test_a_number_that_somebody_else_has_too_is_still_written_to(shop: Workbench) -> None:
    report = shop.personal.erase(["BORIS-78"], reason=WHY)
    shop.consent.allow("CLARA-79", "sms", source="form")
    shop.consent.allow("new", "email", source="form")
    assert report.shared == 1
    assert shop.consent.why_not("CLARA-79", "sms", "+79000000002") is None
    assert shop.consent.why_not("new", "email", "Boris@example.com") is Reason.SUPPRESSED


def test_the_next_file_of_the_shop_does_not_bring_the_person_back(shop: Workbench, tmp_path: Path) -> None:
    shop.personal.erase(["ANNA-77"], reason=WHY)
    again = tmp_path / "again.csv"
    again.write_text(CUSTOMERS + "DORA-80,Dora,D,anna.z@example.com,\n", encoding="utf-8")
    report = shop.load("customers", again)
    assert (report.rejected, report.loaded) == (1, 1)
    assert report.rejects is not None
    assert "ANNA" not in report.rejects.read_text(encoding="utf-8")
    load(shop, "receipts", RECEIPTS.replace("R3", "R4"), tmp_path)
    assert shop.lake.rows("SELECT customer_id FROM lake.main.receipts WHERE receipt_id = 'R4'") == [(None,)]
    found = shop.lake.rows("SELECT customer_id, email_quality FROM lake.main.customers ORDER BY 1")
    assert found == [("BORIS-78", 0), ("CLARA-79", 0), ("DORA-80", 50)]


def test_erasing_again_finds_nobody_and_writes_no_second_act(shop: Workbench) -> None:
    shop.personal.erase(["ANNA-77"], reason=WHY)
    report = shop.personal.erase(["ANNA-77"], reason=WHY)
    assert (report.customers, report.already, report.acts) == (0, 1, ())


def test_an_erasure_without_a_reason_or_of_nobody_known_is_refused(shop: Workbench) -> None:
    with pytest.raises(SpecError, match="say why"):
        shop.personal.erase(["ANNA-77"], reason=" ")
    with pytest.raises(SpecError, match="nobody is known as 'anna'"):
        shop.personal.erase(["ANNA-77", "anna"], reason=WHY)
    assert rows_with(shop.state) != []


def test_a_rehearsal_changes_nothing(shop: Workbench) -> None:
    before = rows_with(shop.state)
    assert shop.personal.erase(["ANNA-77"], reason=WHY, dry_run=True).is_dry_run
    assert rows_with(shop.state) == before


def test_the_act_says_what_the_order_asks_for_and_names_nobody(shop: Workbench) -> None:
    [act] = shop.personal.erase(["ANNA-77"], reason="<b>17</b>").acts
    text = act.read_text(encoding="utf-8")
    assert [word for word in ("Оператор", "Перечень категорий", "Информационная система", "Способ", "Причина", "Дата")
            if word not in text] == []  # fmt: skip
    assert "<b>17" not in text
    [row] = csv.DictReader(act.with_suffix(".csv").read_text(encoding="utf-8").splitlines())
    with shop.state.transaction() as connection:
        [code] = connection.execute("SELECT encode(keyed_hash('customer', 'ANNA-77'), 'hex') AS code").fetchall()
    assert row["person"] == code["code"]
