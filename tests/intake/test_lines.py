from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.lake.connect import Lake
from tests.intake.conftest import Take, faults
from tests.intake.test_load import counts

RECEIPTS = (
    "receipt_id,customer_id,issued_at,total,status\nR1,C1,2024-01-31T10:00Z,30,paid\nR2,C2,2024-02-01T10:00Z,5,new\n"
)
LINES = "receipt_id,line_no,product_id,quantity,amount\nR1,1,P1,1,10\nR1,2,P2,1,20\nR2,1,P1,1,5\n"


def lines(lake: Lake) -> list[tuple[Any, ...]]:
    return lake.rows("SELECT receipt_id, line_no, CAST(amount AS INTEGER) FROM lake.main.receipt_lines ORDER BY ALL")


def carried(lake: Lake) -> list[tuple[Any, ...]]:
    return lake.rows(
        "SELECT DISTINCT receipt_id, customer_id, day(issued_at), status FROM lake.main.receipt_lines ORDER BY 1"
    )


@pytest.fixture
def stocked(take: Take) -> Take:
    take("receipts", RECEIPTS)
    take("receipt_lines", LINES)
    return take


def test_lines_carry_the_customer_time_and_status_of_their_receipt(lake: Lake, stocked: Take) -> None:
    assert carried(lake) == [("R1", "C1", 31, "paid"), ("R2", "C2", 1, "new")]
    assert counts(stocked("receipt_lines", LINES)) == (3, 0, 3, 0)


def test_a_line_of_an_unknown_receipt_is_a_reject_until_the_receipt_is_there(take: Take) -> None:
    report = take("receipt_lines", LINES)
    assert counts(report) == (3, 0, 0, 3)
    assert faults(report)[0] == (1, "receipt_id", "receipt R1 is unknown: load receipts before their lines")
    take("receipts", RECEIPTS)
    assert counts(take("receipt_lines", LINES)) == (3, 3, 0, 0)


def test_lines_replace_the_lines_of_their_receipt_as_a_set(lake: Lake, stocked: Take) -> None:
    report = stocked("receipt_lines", "receipt_id,line_no,product_id,quantity,amount\nR1,1,P1,1,30\n")
    assert counts(report) == (1, 1, 0, 0)
    assert report.removed == 1
    assert "1 removed with their old sets" in report.describe()
    assert lines(lake) == [("R1", 1, 30), ("R2", 1, 5)]


def test_a_set_that_only_shrinks_is_a_change_too(lake: Lake, stocked: Take) -> None:
    report = stocked("receipt_lines", "receipt_id,line_no,product_id,quantity,amount\nR1,2,P2,1,20\n")
    assert (*counts(report), report.removed) == (1, 0, 1, 0, 1)
    assert lines(lake) == [("R1", 2, 20), ("R2", 1, 5)]


def test_a_set_with_a_rejected_line_loses_nothing(lake: Lake, stocked: Take) -> None:
    bad = "receipt_id,line_no,product_id,quantity,amount\nR1,1,P1,1,11\nR1,2,P2,x,20\nR2,1,P1,1,5\n"
    report = stocked("receipt_lines", bad)
    assert (*counts(report), report.removed) == (3, 1, 1, 1, 0)
    assert lines(lake) == [("R1", 1, 11), ("R1", 2, 20), ("R2", 1, 5)]


def test_a_torn_line_may_belong_to_any_set_so_none_loses_lines(lake: Lake, stocked: Take) -> None:
    report = stocked("receipt_lines", "receipt_id,line_no,product_id,quantity,amount\nR1,1,P1,1,10\ntorn\n")
    assert (*counts(report), report.removed) == (2, 0, 1, 1, 0)
    assert len(lines(lake)) == 3


def test_a_corrected_receipt_takes_its_lines_along(lake: Lake, stocked: Take) -> None:
    corrected = "receipt_id,customer_id,issued_at,total,status\nR1,C7,2024-01-30T10:00Z,30,cancelled\n"
    before = lake.snapshot_id()
    assert counts(stocked("receipts", corrected)) == (1, 1, 0, 0)
    assert lake.snapshot_id() == before + 1
    assert carried(lake) == [("R1", "C7", 30, "cancelled"), ("R2", "C2", 1, "new")]
    assert counts(stocked("receipt_lines", LINES)) == (3, 0, 3, 0)
