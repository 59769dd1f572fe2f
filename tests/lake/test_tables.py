"""Tables at states of the lake that were there before a column came into their contract."""

from __future__ import annotations

import pyarrow as pa
import pytest

from smartcom_kernel.consent.contactable import usable
from smartcom_kernel.core.clock import instant
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables


@pytest.mark.parametrize("pinned_before", [True, False])
def test_a_column_that_is_younger_than_a_snapshot_is_null_in_it(lake: Lake, pinned_before: bool) -> None:
    lake.run("ALTER TABLE lake.main.customers DROP COLUMN phone_is_landline")
    lake.insert("customers", lake.temporary(pa.table({"customer_id": ["c1"], "phone": ["+74951234567"]})))
    old = lake.snapshot_id()
    if pinned_before:
        lake.table("customers", old)
    lake.run("ALTER TABLE lake.main.customers ADD COLUMN phone_is_landline BOOLEAN")
    lake.run("UPDATE lake.main.customers SET phone_is_landline = true")
    found = {}
    for snapshot_id in (old, lake.snapshot_id()):
        customers = Tables(lake, instant("2026-01-01"), snapshot_id=snapshot_id).customers
        asked = customers.select("phone_is_landline", address=usable(customers, "phone"))
        [found[snapshot_id]] = lake.arrow(asked).to_pylist()
    assert found == {
        old: {"phone_is_landline": None, "address": "+74951234567"},
        lake.snapshot_id(): {"phone_is_landline": True, "address": None},
    }
