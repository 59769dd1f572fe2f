from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.sendings import Sending, SendingStatus
from tests.delivery.posts import NOW, STAGE, planned

PLAN: dict[str, Any] = {"control": "control", "spec": {"v": 2}, "as_of": NOW, "snapshot_id": 7, "now": NOW}


def begin(state: State) -> Sending:
    with state.transaction() as connection:
        return sendings.begin(connection, mailing="m", occasion="o", spec={"v": 1}, as_of=NOW, snapshot_id=1)


def stage(state: State, attempt: str, *customers: str) -> None:
    with state.transaction() as connection, connection.cursor() as cursor:
        cursor.executemany(STAGE, [(attempt, c, "a", "email", "t", f"{c}@example.com", "") for c in customers])


def people(state: State) -> list[str]:
    with state.transaction() as connection:
        rows = connection.execute("SELECT customer_id FROM messages ORDER BY customer_id").fetchall()
    return [row["customer_id"] for row in rows]


def test_a_sending_exists_once_however_often_it_is_begun(state: State) -> None:
    assert begin(state).sending_id == begin(state).sending_id
    assert begin(state).status is SendingStatus.PLANNING


def test_an_audience_becomes_messages_and_the_sending_opens(state: State) -> None:
    sending = begin(state)
    stage(state, "x", "c1", "c2")
    with state.transaction() as connection:
        assert sendings.complete(connection, sending.sending_id, attempt="x", staged=2, **PLAN)
        opened = sendings.get(connection, sending.sending_id)
    assert people(state) == ["c1", "c2"]
    assert (opened.status, opened.people, opened.spec, opened.snapshot_id) == (SendingStatus.SENDING, 2, {"v": 2}, 7)


def test_an_audience_that_is_not_whole_plans_nothing(state: State) -> None:
    sending = begin(state)
    stage(state, "x", "c1")
    with pytest.raises(DataError, match="2 people were staged but 1 planned"), state.transaction() as connection:
        sendings.complete(connection, sending.sending_id, attempt="x", staged=2, **PLAN)
    assert people(state) == []
    assert begin(state).status is SendingStatus.PLANNING


def test_what_an_attempt_that_died_has_staged_is_not_mixed_in(state: State) -> None:
    sending = begin(state)
    stage(state, "died", "c1", "gone")
    stage(state, "x", "c1", "c2")
    with state.transaction() as connection:
        sendings.complete(connection, sending.sending_id, attempt="x", staged=2, **PLAN)
    assert people(state) == ["c1", "c2"]


def test_the_second_of_two_planners_changes_nothing(state: State) -> None:
    sending = begin(state)
    stage(state, "x", "c1")
    stage(state, "y", "c2")
    with state.transaction() as connection:
        assert sendings.complete(connection, sending.sending_id, attempt="x", staged=1, **PLAN)
    with state.transaction() as connection:
        assert not sendings.complete(connection, sending.sending_id, attempt="y", staged=1, **PLAN)
    assert people(state) == ["c1"]


def test_a_sending_is_finished_only_when_nothing_is_open(state: State) -> None:
    sending = planned(state, 1)
    with state.transaction() as connection:
        assert not sendings.finish(connection, sending, now=NOW)
        connection.execute("UPDATE messages SET state = 'intent'")
        assert not sendings.finish(connection, sending, now=NOW)
        connection.execute("UPDATE messages SET state = 'uncertain'")
        assert sendings.finish(connection, sending, now=NOW)
        assert sendings.get(connection, sending).finished_at == NOW


def test_a_sending_is_paused_resumed_and_reopened_only_from_where_that_makes_sense(state: State) -> None:
    sending = planned(state, 0)
    with state.transaction() as connection:
        assert not sendings.resume(connection, sending)
        assert sendings.pause(connection, sending, "a broken certificate")
        assert not sendings.pause(connection, sending, "another reason")
        assert sendings.get(connection, sending).why == "a broken certificate"
        assert not sendings.finish(connection, sending, now=NOW)
        assert sendings.resume(connection, sending)
        assert not sendings.reopen(connection, sending)
        assert sendings.finish(connection, sending, now=NOW)
        assert sendings.reopen(connection, sending)


def test_the_latest_sending_of_a_mailing_is_found_without_naming_the_occasion(state: State) -> None:
    with state.transaction() as connection:
        for occasion in ("2026-02", "2026-03"):
            sendings.begin(connection, mailing="m", occasion=occasion, spec={}, as_of=NOW, snapshot_id=1)
        found = sendings.find(connection, "m")
        assert found is not None
        assert found.occasion == "2026-03"
        assert sendings.find(connection, "m", "2026-04") is None
        assert [s.occasion for s in sendings.in_status(connection, SendingStatus.PLANNING)] == ["2026-02", "2026-03"]


def test_no_two_messages_share_a_key_even_in_two_databases(state: State) -> None:
    one, other = planned(state, 0, mailing="m"), planned(state, 0, mailing="n")
    with state.transaction() as connection:
        keys = {sendings.get(connection, sending).key(1) for sending in (one, other)}
    assert len(keys) == 2
