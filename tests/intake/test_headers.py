from __future__ import annotations

import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.lake.connect import Lake
from tests.intake.conftest import Take


def test_every_fault_of_a_header_is_said_at_once_and_nothing_is_loaded(lake: Lake, take: Take) -> None:
    before = lake.snapshot_id()
    with pytest.raises(DataError) as refused:
        take("receipts", "issued_at,totl,status,STATUS,,receipt_status\n2024-01-31,5,paid,paid,,\n")
    assert str(refused.value).splitlines() == [
        "receipts: 6 faults, nothing was loaded",
        "  rows.csv: there is no column 'totl' in receipts; did you mean 'total'?",
        "  rows.csv: column 5 has no name",
        "  rows.csv: there is no column 'receipt_status' in receipts; did you mean 'receipt_id'?",
        "  rows.csv: column 'status' stands 2 times in the header",
        "  rows.csv: column 'receipt_id' is missing; it is required",
        "  rows.csv: column 'total' is missing; it is required",
    ]
    assert lake.snapshot_id() == before


def test_columns_that_the_load_fills_are_not_taken_from_files(take: Take) -> None:
    with pytest.raises(DataError, match="column 'email_quality' is filled by the load itself; leave it out"):
        take("customers", "customer_id,email_quality\nC1,0\n")


def test_a_thousand_faults_are_said_in_ten_lines(take: Take) -> None:
    names = ",".join(f"x{n}" for n in range(1000))
    with pytest.raises(DataError, match="1,001 faults") as refused:
        take("customers", f"{names}\n{names}\n")
    assert str(refused.value).splitlines()[-1] == "  and 991 more"
    assert len(str(refused.value).splitlines()) == 12
