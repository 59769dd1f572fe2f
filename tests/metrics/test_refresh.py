from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pytest

from smartcom_kernel.core.settings import NAMES, Rfm
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored, touched
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Aggregate, Metric
from smartcom_kernel.metrics.refresh import RefreshReport, refresh
from smartcom_kernel.state import refreshes, snapshots
from smartcom_kernel.state.connect import State
from tests.shop import reach

AS_OF = datetime(2018, 1, 1, tzinfo=UTC)
EARLIER = AS_OF - timedelta(days=2)


def sell(lake: Lake, customer_id: str, day: str, total: int = 100) -> None:
    lake.run("INSERT INTO lake.main.customers (customer_id) VALUES (?)", [customer_id])
    lake.run(
        "INSERT INTO lake.main.receipts (receipt_id, customer_id, issued_at, total) VALUES (?, ?, ?::TIMESTAMPTZ, ?)",
        [f"{customer_id} {day}", customer_id, day, total],
    )


def make(
    lake: Lake, state: State, as_of: datetime = AS_OF, *, zone: str = "UTC", rfm: Rfm | None = None
) -> RefreshReport:
    tables = Tables(lake, as_of, zone=zone, rfm=rfm)
    return refresh(lake, state, tables)


def revenue(lake: Lake) -> dict[str, Any]:
    return dict(lake.rows(f"SELECT customer_id, total FROM lake.main.{stored.AGGREGATE_TABLE} ORDER BY 1"))


@pytest.fixture
def shop(lake: Lake) -> Lake:
    sell(lake, "anna", "2017-12-01", 100)
    sell(lake, "boris", "2017-12-31", 200)
    return lake


def test_metrics_and_rfm_of_everybody_are_written_in_one_snapshot_and_recorded(shop: Lake, state: State) -> None:
    shop.create_tables(stored.declared(Tables(shop, AS_OF)))
    before = shop.snapshot_id()
    report = make(shop, state)
    assert shop.snapshot_id() == report.snapshot_id == before + 1
    assert (report.customers, report.changed, report.as_of) == (2, True, AS_OF)
    assert report.names == dict.fromkeys(NAMES, 0) | {"lost": 1, "new": 1}
    assert revenue(shop) == {"anna": 100, "boris": 200}
    named = shop.rows(
        "SELECT customer_id, r, f, m, recency_days, frequency, monetary, name FROM lake.main.customer_rfm"
    )
    assert sorted(named) == [("anna", 1, 1, 1, 31, 1, 100, "lost"), ("boris", 5, 1, 5, 1, 1, 200, "new")]
    with state.transaction() as connection:
        recorded = refreshes.latest(connection)
        kept = snapshots.referred_to(connection)
    assert recorded is not None
    assert (recorded.read_snapshot_id, recorded.written_snapshot_id) == (before, report.snapshot_id)
    assert (recorded.as_of, recorded.customers, kept) == (AS_OF, 2, {before, report.snapshot_id})


def test_refreshing_again_with_the_same_facts_writes_nothing_also_after_compaction(shop: Lake, state: State) -> None:
    first = make(shop, state)
    before = shop.snapshot_id()
    again = make(shop, state)
    assert (again.changed, shop.snapshot_id(), again.snapshot_id) == (False, before, first.snapshot_id)
    assert again.names == first.names
    assert "were there already, nothing has changed since" in again.describe()
    assert "ничего не изменилось" in again.describe("ru")
    maintain(shop)
    assert shop.snapshot_id() > before
    assert not make(shop, state).changed


def test_a_rehearsal_leaves_the_numbers_of_its_own_moment_as_they_were(shop: Lake, state: State) -> None:
    """What was known at that moment knows nothing of what was sent because of it; a moment later it is known."""

    def received() -> list[tuple[Any, ...]]:
        return shop.rows(f"SELECT messages_received_email FROM lake.main.{stored.AGGREGATE_TABLE} ORDER BY customer_id")

    make(shop, state)
    with state.transaction() as connection:
        message_id = reach(connection, customer_id="anna", at=AS_OF.isoformat())
        connection.execute(
            "UPDATE sendings SET replay = true WHERE sending_id = "
            "(SELECT sending_id FROM messages WHERE message_id = %s)", [message_id],
        )  # fmt: skip
    assert (make(shop, state).changed, received()) == (False, [(0,), (0,)])
    make(shop, state, AS_OF + timedelta(seconds=1))
    assert received() == [(1,), (0,)]


def test_a_full_refresh_computes_also_where_nothing_has_changed(shop: Lake, state: State) -> None:
    make(shop, state)
    tables = Tables(shop, AS_OF)
    assert refresh(shop, state, tables, full=True).changed


def test_new_facts_another_moment_zone_or_setting_are(shop: Lake, state: State) -> None:
    assert make(shop, state).changed
    sell(shop, "vera", "2017-12-02")
    assert make(shop, state).changed
    assert revenue(shop) == {"anna": 100, "boris": 200, "vera": 100}
    assert make(shop, state, EARLIER).changed
    assert revenue(shop) == {"anna": 100, "boris": 0, "vera": 100}
    assert make(shop, state, EARLIER, zone="Europe/Moscow").changed
    assert make(shop, state, EARLIER, zone="Europe/Moscow", rfm=Rfm(period_days=30)).changed
    assert not make(shop, state, EARLIER, zone="Europe/Moscow", rfm=Rfm(period_days=30)).changed


def test_a_refresh_that_fails_leaves_the_old_numbers_and_no_record(shop: Lake, state: State) -> None:
    make(shop, state)
    sell(shop, "vera", "2017-12-02")

    def stop(step: str, done: float) -> None:
        if step == "RFM":
            raise KeyboardInterrupt

    tables = Tables(shop, AS_OF)
    with pytest.raises(KeyboardInterrupt):
        refresh(shop, state, tables, progress=stop)
    assert revenue(shop) == {"anna": 100, "boris": 200}
    assert make(shop, state).changed
    assert revenue(shop) == {"anna": 100, "boris": 200, "vera": 100}


def test_numbers_that_were_written_and_not_recorded_are_no_base_for_the_next_refresh(
    shop: Lake, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt of half past one leaves the window of a year between the two later moments."""
    monkeypatch.setattr(touched, "MOST", 100)
    year = timedelta(days=365)
    sell(shop, "gleb", "2017-12-31T01:30:00Z", 50)
    make(shop, state)

    def gone(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(refreshes, "record", gone)
        with pytest.raises(OSError, match="gone"):
            make(shop, state, AS_OF - timedelta(days=1) + year + timedelta(hours=3))
    report = make(shop, state, AS_OF - timedelta(days=1) + year)
    in_window = shop.rows(
        f"SELECT total_last_365_days FROM lake.main.{stored.AGGREGATE_TABLE} WHERE customer_id = 'gleb'"
    )
    assert in_window == [(50,)]
    assert report.recomputed == report.customers == 3


def test_of_two_at_once_one_computes_and_the_other_finds_it_done(
    shop: Lake, state: State, workspace: Path, database: str
) -> None:
    shop.create_tables(stored.declared(Tables(shop, AS_OF)))
    reports: list[RefreshReport] = []

    def work() -> None:
        own_state = State.open(workspace, database)
        own_lake = Lake(state.dsn, workspace / "lake")
        tables = Tables(own_lake, AS_OF)
        start.wait()
        reports.append(refresh(own_lake, own_state, tables))
        own_lake.close()
        own_state.close()

    start = threading.Barrier(2)
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(report.changed for report in reports) == [False, True]
    assert revenue(shop) == {"anna": 100, "boris": 200}


def test_a_large_shop_is_done_in_slices_with_the_same_result(shop: Lake, state: State) -> None:
    for number in range(5):
        sell(shop, f"c{number}", "2017-12-05", number)
    make(shop, state)
    whole = shop.rows("SELECT * FROM lake.main.customer_aggregates ORDER BY customer_id")
    sell(shop, "vera", "2018-12-31", 1)
    seen: list[tuple[str, float]] = []

    def tell(step: str, done: float) -> None:
        seen.append((step, done))

    tables = Tables(shop, AS_OF)
    refresh(shop, state, tables, full=True, receipts_at_a_time=2, progress=tell)
    assert [done for step, done in seen if step == "metrics"] == [0, 0.25, 0.5, 0.75, 1]
    assert (
        shop.rows("SELECT * FROM lake.main.customer_aggregates WHERE customer_id <> 'vera' ORDER BY customer_id")
        == whole
    )


class LargestReceipt(Metric):
    """The largest total."""

    kind = "largest_receipt"
    unit = "money"
    type = "money"
    en = "largest receipt"
    ru = "самый крупный чек"
    meaning_ru = "Самая большая сумма чека"
    needs = (Aggregate("largest", "receipts", "money", lambda r, where, _: r.total.max(where=where)),)

    def finish(self, known: Known) -> ir.Value:
        """The maximum."""
        return known.largest


def test_a_metric_of_the_users_own_adds_its_column_and_a_computation(
    shop: Lake, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(shop, state)
    monkeypatch.setitem(METRICS._kinds, LargestReceipt.kind, LargestReceipt)
    assert make(shop, state).changed
    found = dict(shop.rows("SELECT customer_id, largest FROM lake.main.customer_aggregates"))
    assert found == {"anna": 100, "boris": 200}
