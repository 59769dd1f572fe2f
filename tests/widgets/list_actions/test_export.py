"""The chosen customers as a file in the workspace, with an entry in the audit log."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.person import user
from smartcom_kernel.list_actions.export import Export
from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act, ask
from widgets.rfm_matrix import RFMMatrix
from widgets.segment_list import SegmentList


def exported(wb: Workbench, file: str) -> list[str]:
    """Whom the file tells of."""
    with (wb.folder / "exports" / file).open(encoding="utf-8-sig", newline="") as lines:
        return [row["customer_id"] for row in csv.DictReader(lines)]


def test_it_says_where_the_file_is_and_what_was_left_out(wb: Workbench, matrix: RFMMatrix) -> None:
    act(matrix, "export", file="best.csv")
    assert matrix.said.startswith("3 customers with 6 columns exported to exports/best.csv; personal data left out (")
    assert matrix.said.endswith(f"): {user()} is not in [exports] personal_data_by.")
    assert exported(wb, "best.csv") == ["C53", "C54", "C55"]


def test_a_second_one_replaces_the_file_and_has_an_entry_of_its_own(wb: Workbench, matrix: RFMMatrix) -> None:
    before = len(wb.audit)
    act(matrix, "export", file="again.csv")
    ask(matrix, cells={"RF": [[1, 1]]})
    act(matrix, "export", file="again.csv")
    assert exported(wb, "again.csv") == ["C11"]
    assert len(wb.audit) == before + 2


def test_of_a_saved_segment_the_audit_log_has_the_name(wb: Workbench) -> None:
    widget = SegmentList(wb, lang="ru")
    ask(widget, chosen=["late"])
    act(widget, "export", file="поздние.xlsx")
    assert widget.said.startswith("Выгружено: 15 клиентов, столбцов 6, файл exports/поздние.xlsx")
    assert (wb.folder / "exports" / "поздние.xlsx").read_bytes().startswith(b"PK")
    entry: Any = next(iter(wb.audit))
    assert (entry.segment, entry.customers) == ("late", 15)


@pytest.mark.parametrize("file", ["best.txt", "../best.csv", "a/b.csv", ".csv", "/best.csv", "best.csv.exe"])
def test_another_ending_or_another_folder_is_refused(wb: Workbench, matrix: RFMMatrix, file: str) -> None:
    act(matrix, "export", file=file)
    assert matrix.error == "File: does not fit; what does: a name ending in .csv or .xlsx"
    assert not (wb.folder / "exports").exists()


def test_what_fails_leaves_no_file_and_no_entry(wb: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(wb.audit)
    monkeypatch.setattr("smartcom_kernel.segments.spreadsheet.MOST_ROWS", 1)
    with pytest.raises(DataError, match=r"export to a \.csv file"):
        Export(file="many.xlsx").act(wb, "late")
    assert list((wb.folder / "exports").iterdir()) == []
    assert len(wb.audit) == before
