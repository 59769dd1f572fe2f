from __future__ import annotations

from datetime import UTC, datetime

from smartcom_kernel.state import refreshes, runs, sendings, snapshots
from smartcom_kernel.state.connect import State

NOW = datetime(2017, 10, 1, tzinfo=UTC)


def test_every_snapshot_that_a_run_a_sending_or_a_refresh_names_is_referred_to(state: State) -> None:
    with state.transaction() as connection:
        assert snapshots.referred_to(connection) == set()
        sendings.begin(connection, mailing="winback", occasion="2017-10", spec={}, as_of=NOW, snapshot_id=4)
        runs.begin(connection, "r1", "a.ipynb", {}, pid=1, host="here", now=NOW, deadline_at=NOW, snapshot_id=5)
        runs.begin(connection, "r2", "a.ipynb", {}, pid=1, host="here", now=NOW, deadline_at=NOW)
        refreshes.record(
            connection, as_of=NOW, fingerprint="f", read_snapshot_id=6, written_snapshot_id=7, customers=1, seconds=1
        )
        assert snapshots.referred_to(connection) == {4, 5, 6, 7}


def test_of_refreshes_only_the_newest_are_referred_to(state: State) -> None:
    with state.transaction() as connection:
        for number in range(1, 5):
            refreshes.record(
                connection, as_of=NOW, fingerprint="f", read_snapshot_id=number * 10,
                written_snapshot_id=number * 10 + 1, customers=1, seconds=1,
            )  # fmt: skip
        assert snapshots.referred_to(connection, refreshes=2) == {30, 31, 40, 41}
