"""One row per attempt, one attempt at a time per occurrence."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import errors

from smartcom_kernel.core.clock import instant
from smartcom_kernel.state import runs
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.runs import RunState

NOW = instant("2026-05-04T07:00Z")
MONDAY = {"schedule": "winback", "occurrence": NOW}


def begin(state: State, run_id: str, **options: Any) -> bool:
    with state.transaction() as connection:
        return runs.begin(
            connection, run_id, "winback.ipynb", {"share": 0.1}, pid=1, host="here", now=NOW, deadline_at=NOW, **options
        )


def end(state: State, run_id: str, verdict: RunState) -> bool:
    with state.transaction() as connection:
        return runs.end(connection, run_id, verdict, now=NOW, output="a.ipynb", error="In [3]: ValueError")


def test_a_run_is_kept_with_its_verdict(state: State) -> None:
    begin(state, "a1", as_of=NOW, snapshot_id=7)
    end(state, "a1", RunState.FAILED)
    with state.transaction() as connection:
        (run,) = runs.history(connection)
    assert (run.run_id, run.state, run.output, run.error) == ("a1", RunState.FAILED, "a.ipynb", "In [3]: ValueError")
    assert (run.parameters, run.as_of, run.snapshot_id, run.ended_at) == ({"share": 0.1}, NOW, 7, NOW)


def test_runs_without_a_schedule_never_stand_in_each_others_way(state: State) -> None:
    assert begin(state, "a1")
    assert begin(state, "a2")


@pytest.mark.parametrize(
    "verdict", [RunState.RUNNING, RunState.SUCCEEDED, RunState.FAILED, RunState.TIMED_OUT, RunState.LOST]
)
def test_an_occurrence_takes_no_second_attempt_unless_its_state_may_be_repeated(
    state: State, verdict: RunState
) -> None:
    begin(state, "a1", **MONDAY)
    if verdict is not RunState.RUNNING:
        end(state, "a1", verdict)
    assert not begin(state, "a2", **MONDAY)
    repeatable = {RunState.FAILED, RunState.TIMED_OUT, RunState.LOST}
    assert begin(state, "a3", **MONDAY, repeatable=repeatable) is (verdict in repeatable)


def test_the_attempts_that_came_to_nothing_stay_beside_the_newest(state: State) -> None:
    begin(state, "a1", **MONDAY)
    end(state, "a1", RunState.FAILED)
    begin(state, "a2", **MONDAY, repeatable=[RunState.FAILED])
    with state.transaction() as connection:
        assert {run.run_id for run in runs.of_occurrence(connection, "winback", NOW)} == {"a1", "a2"}


def test_the_database_itself_refuses_a_second_success(state: State) -> None:
    twice = (
        "INSERT INTO runs (run_id, notebook, parameters, schedule, occurrence, state, deadline_at) "
        "SELECT n, 'a.ipynb', '{}', 'winback', now(), 'succeeded', now() FROM unnest(ARRAY['a1', 'a2']) n"
    )
    with state.transaction() as connection, pytest.raises(errors.UniqueViolation, match="runs_of_occurrence"):
        connection.execute(twice)


def test_a_run_declared_lost_takes_no_later_verdict(state: State) -> None:
    begin(state, "a1")
    assert end(state, "a1", RunState.LOST)
    assert not end(state, "a1", RunState.SUCCEEDED)


def test_how_far_a_schedule_was_looked_after_is_remembered(state: State) -> None:
    later = instant("2026-05-04T08:00Z")
    with state.transaction() as connection:
        assert runs.settled(connection) == {}
        runs.settle(connection, "winback", NOW)
        runs.settle(connection, "winback", later)
        assert runs.settled(connection) == {"winback": later}
