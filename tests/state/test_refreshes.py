from __future__ import annotations

import threading
from datetime import UTC, datetime

from smartcom_kernel.state import refreshes
from smartcom_kernel.state.connect import Connection, State

NOW = datetime(2017, 10, 1, tzinfo=UTC)


def record(connection: Connection, as_of: datetime, written_snapshot_id: int) -> None:
    refreshes.record(
        connection, as_of=as_of, fingerprint="f", read_snapshot_id=written_snapshot_id - 1,
        written_snapshot_id=written_snapshot_id, customers=1, seconds=0.5,
    )  # fmt: skip


def test_the_latest_refresh_is_the_one_recorded_last_whatever_its_moment(state: State) -> None:
    with state.transaction() as connection:
        assert refreshes.latest(connection) is None
        record(connection, NOW, 7)
        record(connection, datetime(2016, 1, 1, tzinfo=UTC), 8)
        latest = refreshes.latest(connection)
    assert latest is not None
    assert (latest.written_snapshot_id, latest.as_of.year, latest.fingerprint, latest.seconds) == (8, 2016, "f", 0.5)


def test_a_second_refresh_waits_until_the_first_has_ended(state: State) -> None:
    order: list[str] = []

    def second() -> None:
        with state.transaction() as connection:
            refreshes.wait_for_turn(connection)
            order.append("second")

    with state.transaction() as connection:
        refreshes.wait_for_turn(connection)
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.3)
        order.append("first")
    waiting.join(20)
    assert order == ["first", "second"]
