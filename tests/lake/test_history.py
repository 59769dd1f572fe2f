from __future__ import annotations

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.history import same_rows, snapshots
from smartcom_kernel.lake.maintain import maintain

MANY = "INSERT INTO lake.main.customers (customer_id) SELECT i::VARCHAR FROM range(100) t(i)"
ONE = "INSERT INTO lake.main.stores (store_id) VALUES ('s1')"


def test_only_the_tables_that_were_written_to_have_changed(lake: Lake) -> None:
    before = lake.snapshot_id()
    lake.run(ONE)
    after = lake.snapshot_id()
    assert not same_rows(lake, ["stores", "customers"], before, after)
    assert same_rows(lake, ["customers", "receipts"], before, after)


def test_it_does_not_matter_which_snapshot_is_the_older_one(lake: Lake) -> None:
    before = lake.snapshot_id()
    lake.run(MANY)
    assert not same_rows(lake, ["customers"], lake.snapshot_id(), before)
    assert same_rows(lake, ["stores"], lake.snapshot_id(), before)


def test_deleting_changes_rows_and_compacting_does_not(lake: Lake) -> None:
    lake.run(MANY)
    lake.run(ONE)
    full = lake.snapshot_id()
    lake.run("DELETE FROM lake.main.customers WHERE customer_id < '5'")
    fewer = lake.snapshot_id()
    maintain(lake)
    assert not same_rows(lake, ["customers"], full, fewer)
    assert lake.snapshot_id() > fewer
    assert same_rows(lake, ["customers", "stores"], fewer, lake.snapshot_id())


def test_where_the_snapshots_between_have_expired_nothing_is_taken_for_the_same(lake: Lake) -> None:
    before = lake.snapshot_id()
    lake.run(ONE)
    lake.run(MANY)
    maintain(lake, keep={before}, keep_days=0)
    assert before in snapshots(lake)
    assert not same_rows(lake, ["receipts"], before, lake.snapshot_id())
