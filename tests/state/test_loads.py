from __future__ import annotations

from smartcom_kernel.state import loads
from smartcom_kernel.state.connect import State


def record(state: State, file: str, sha256: str, table: str = "customers") -> int:
    with state.transaction() as connection:
        return loads.record(
            connection, table=table, file=file, sha256=sha256, rows_in=3, loaded=1, unchanged=1, rejected=1,
            rejects="rejects/customers-1.csv", snapshot_id=7,
        )  # fmt: skip


def test_content_that_came_before_is_recognised_by_its_hash_and_table(state: State) -> None:
    record(state, "monday.csv", "aa")
    newest = record(state, "tuesday.csv", "aa")
    record(state, "other.csv", "bb")
    with state.transaction() as connection:
        found = loads.earlier(connection, "customers", "aa")
        assert found is not None
        assert (found["load_id"], found["file_name"]) == (newest, "tuesday.csv")
        assert loads.earlier(connection, "receipts", "aa") is None


def test_a_register_entry_tells_what_became_of_every_row(state: State) -> None:
    load_id = record(state, "monday.csv", "aa")
    with state.transaction() as connection:
        entry = connection.execute("SELECT * FROM loads WHERE load_id = %s", [load_id]).fetchone()
    assert entry is not None
    assert entry["rows_in"] == entry["loaded"] + entry["unchanged"] + entry["rejected"] == 3
    assert (entry["rejects"], entry["snapshot_id"]) == ("rejects/customers-1.csv", 7)


def test_only_one_load_at_a_time_has_the_turn(state: State) -> None:
    waiting = "SELECT pg_try_advisory_xact_lock(%s) AS free"
    with state.transaction() as first:
        loads.alone(first)
        with state.transaction() as second:
            assert second.execute(waiting, [loads.LOCK]).fetchone() == {"free": False}
    with state.transaction() as third:
        assert third.execute(waiting, [loads.LOCK]).fetchone() == {"free": True}
