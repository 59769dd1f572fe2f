from __future__ import annotations

from datetime import timedelta
from typing import Any

from smartcom_kernel.attribution.last_touch import LastTouch
from smartcom_kernel.attribution.summary import by_variant, credited
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state.connect import State
from tests.attribution.shop import AS_OF, fill, send

PEOPLE = {"a1": "A", "b1": "B", "no": "A", "c1": "control"}


def summary(lake: Lake, sending_id: int) -> list[dict[str, Any]]:
    rows = lake.arrow(by_variant(credited(Tables(lake, AS_OF), [sending_id], LastTouch(within_days=10)))).to_pylist()
    return [{**row, "revenue": float(row["revenue"])} for row in rows]


def test_a_replayed_mailing_counts_from_its_as_of_and_a_real_one_from_acceptance(lake: Lake, state: State) -> None:
    fill(lake, [("before acceptance", "a1", 0.1, 10), ("after", "a1", 1, 20)])
    replayed = send(state, PEOPLE, replay=True)
    assert summary(lake, replayed.sending_id) == [{"variant": "A", "receipts": 2, "customers": 1, "revenue": 30.0}]
    with state.transaction() as connection:
        connection.execute("UPDATE sendings SET replay = false")
    assert summary(lake, replayed.sending_id) == [{"variant": "A", "receipts": 1, "customers": 1, "revenue": 20.0}]


def test_the_control_group_and_people_nobody_wrote_to_are_credited_with_nothing(lake: Lake, state: State) -> None:
    fill(lake, [("1", "no", 1, 10), ("2", "c1", 1, 20), ("3", "b1", 1, 5)])
    sending = send(state, PEOPLE)
    assert [row["variant"] for row in summary(lake, sending.sending_id)] == ["B"]


def test_a_receipt_owed_to_a_later_sending_is_not_counted_for_an_earlier_one(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 1, 10), ("2", "a1", 4, 20)])
    first = send(state, PEOPLE)
    second = send(state, PEOPLE, as_of=AS_OF + timedelta(days=3), occasion="2")
    assert [row["revenue"] for row in summary(lake, first.sending_id)] == [10.0]
    assert [row["revenue"] for row in summary(lake, second.sending_id)] == [20.0]
