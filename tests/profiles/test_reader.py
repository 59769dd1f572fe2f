"""What a profile reads is exactly what the lake holds, wherever that is kept and whoever was asked about before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.lake.among import Among, One
from smartcom_kernel.metrics.interests import interest_table
from smartcom_kernel.profiles.reader import MOST
from smartcom_kernel.workbench import Workbench

RECEIPTS = "".join(f"R{i:03},C{i % 7},2017-12-{1 + i % 28:02}T10:00:00Z,{10 + i}.00,paid\n" for i in range(300))
HEAD = "receipt_id,customer_id,issued_at,total,status\n"
LINES = "".join(f"R{i:03},1,{'latte' if i % 3 else 'soap'},1,{10 + i}.00\n" for i in range(300))
FILES = {
    "customers": "customer_id\n" + "".join(f"C{i}\n" for i in range(7)) + "nobody\n",
    "categories": "category_id,name\ncoffee,Coffee\nwash,Washing\n",
    "products": "product_id,name,category_id\nlatte,Latte,coffee\nsoap,Soap,wash\n",
    "receipts": HEAD + RECEIPTS,
    "receipt_lines": "receipt_id,line_no,product_id,quantity,amount\n" + LINES,
}
"""Enough receipts that they are written to a file; customers and products stay in the catalogue."""


def load(wb: Workbench, folder: Path, table: str, text: str) -> None:
    (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    assert wb.load(table, folder / f"{table}.csv").rejected == 0


@pytest.fixture
def wb(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2018-01-02"), name="Shop") as opened:
        for table, text in FILES.items():
            load(opened, tmp_path, table, text)
        yield opened


def as_asked_of_all(wb: Workbench, customer_id: str) -> dict[str, Any]:
    """The same by expressions over everybody, planned for this question alone."""
    lake, tables = wb.lake, wb.present.tables
    of_customer = One(customer_id)
    [metrics] = lake.arrow(of_customer.of(wb.metrics)).to_pylist()
    receipts = lake.arrow(of_customer.of(tables.receipts)).to_pylist()
    interests = lake.arrow(interest_table(Among(tables, of_customer), top=5).order_by("place")).to_pylist()
    newest = sorted(receipts, key=lambda r: (r["issued_at"], r["receipt_id"]), reverse=True)[:MOST]
    del metrics["customer_id"]
    return {"metrics": metrics, "receipts": [(r["receipt_id"], r["total"]) for r in newest], "interests": interests}


def as_profile_says(wb: Workbench, customer_id: str) -> dict[str, Any]:
    profile = wb.profile(customer_id)
    return {
        "metrics": profile.metrics,
        "receipts": [(r["receipt_id"], r["total"]) for r in profile.receipts],
        "interests": profile.interests,
    }


def assert_same(wb: Workbench) -> None:
    for customer_id in ("C0", "nobody", "C1", "C6", "nobody", "C0"):
        assert as_profile_says(wb, customer_id) == as_asked_of_all(wb, customer_id)


def in_files(wb: Workbench, table: str) -> tuple[bool, bool]:
    """Whether a table has data files, and files of deleted rows."""
    files = wb.lake.rows(f"SELECT data_file, delete_file FROM ducklake_list_files('lake', '{table}')")
    return bool(files), any(deleted for _, deleted in files)


@pytest.mark.parametrize("refreshed", [pytest.param(False, marks=pytest.mark.torture), True])
def test_rows_in_files_deleted_ones_and_those_in_the_catalogue_all_count(
    wb: Workbench, tmp_path: Path, refreshed: bool
) -> None:
    corrected = RECEIPTS.replace(".00,paid", ".50,paid")
    load(wb, tmp_path, "receipts", HEAD + "".join(corrected.splitlines(keepends=True)[:100]))
    assert in_files(wb, "receipts") == (True, True)
    few = """R000,C0,2017-12-31T10:00:00Z,999.00,paid
R001,C1,2017-12-02T10:00:00Z,11.00,cancelled
R900,C6,2018-01-01T10:00:00Z,5.00,paid
"""
    load(wb, tmp_path, "receipts", HEAD + few)
    assert in_files(wb, "customers") == (False, False)
    if refreshed:
        wb.refresh(as_of="2018-01-02")
    assert wb.profile("C0").receipts[0]["total"] == Decimal("999.00")
    assert wb.profile("C6").receipts[0]["receipt_id"] == "R900"
    assert_same(wb)
    wb.maintain()
    assert in_files(wb, "receipts") == (True, False)
    assert in_files(wb, "customers") == (True, False)
    assert_same(wb)


def test_who_was_asked_about_first_does_not_matter(wb: Workbench) -> None:
    wb.refresh(as_of="2018-01-02")
    assert wb.profile("nobody").metrics["receipts"] == 0
    assert_same(wb)
    wb.lake.temporary(wb.tables.stores)  # another table in memory has prepared statements planned anew
    assert wb.profile("nobody").receipts == []
    assert_same(wb)


def test_a_table_that_was_empty_is_read_once_somebody_has_rows(wb: Workbench, tmp_path: Path) -> None:
    assert [wb.profile(c).scores for c in ("C1", "C2")] == [[], []]
    load(wb, tmp_path, "customer_scores", "customer_id,model,score,as_of\nC1,will_buy,0.7,2017-12-31\n")
    assert [len(wb.profile(c).scores) for c in ("C1", "C2")] == [1, 0]


def test_messages_of_a_moment_ago_count_though_the_lake_is_as_it_was(wb: Workbench, tmp_path: Path) -> None:
    load(wb, tmp_path, "customers", "customer_id,email,email_consent\nC1,anna@example.com,true\n")
    received = "messages_received_email"
    assert wb.profile("C1").metrics[received] == 0
    wb.segments.save("everybody", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
    wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>Hello</p>"})
    variants = [{"name": "A", "templates": {"email": "hello"}}]
    wb.mailings.save("new_year", {"segment": "everybody", "control_share": 0.0, "variants": variants})
    wb.mailings.send("new_year")
    wb.deliver()
    assert wb.profile("C1").metrics[received] == as_asked_of_all(wb, "C1")["metrics"][received] == 1


def test_nothing_of_a_customer_stays_in_memory(wb: Workbench, tmp_path: Path) -> None:
    tables = "SELECT table_name FROM duckdb_tables() WHERE temporary"
    wb.profile("C1")
    held = [name for (name,) in wb.lake.rows(tables)]
    rows = [wb.lake.rows(f"SELECT * FROM {name}") for name in held]
    assert "C1" not in str(rows)
    load(wb, tmp_path, "receipts", "receipt_id,customer_id,issued_at,total\nR999,C1,2017-12-31T10:00:00Z,5\n")
    wb.profile("C1")
    assert len(wb.lake.rows(tables)) == len(held)
