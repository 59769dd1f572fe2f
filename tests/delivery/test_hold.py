from __future__ import annotations

import time
from typing import Any

import pytest

from smartcom_kernel.channels.channel import Accepted
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.delivery.outcomes import accepted
from smartcom_kernel.state import messages
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Terms
from tests.delivery.posts import NOW, go, planned, standing


def leased(state: State) -> int:
    with state.transaction() as connection:
        row = connection.execute("SELECT count(*) AS n FROM messages WHERE lease_until > clock_timestamp()").fetchone()
    assert row is not None
    return int(row["n"])


def test_a_heartbeat_keeps_a_lease_alive(state: State) -> None:
    sending = planned(state, 3)
    with Hold(state, lease_seconds=1) as hold:
        hold.claim(sending, batch=3, now=NOW)
        time.sleep(2)
        assert hold.alive
        assert leased(state) == 3


def test_leaving_lets_go_of_everything_also_when_it_goes_wrong(state: State) -> None:
    sending = planned(state, 3)
    with pytest.raises(ZeroDivisionError), Hold(state, lease_seconds=60) as hold:
        1 / len(hold.claim(sending, batch=3, now=NOW)[3:])
    assert leased(state) == 0


def test_a_hold_without_a_heartbeat_dies_and_its_outcomes_are_refused(state: State) -> None:
    sending = planned(state, 1)
    hold = Hold(state, lease_seconds=0.3)
    claimed = hold.claim(sending, batch=1, now=NOW)
    hold.intend(claimed, version=1, terms=Terms(consent_default=True), dated=NOW, now=NOW)
    time.sleep(0.4)
    assert not hold.alive
    with state.transaction() as connection:
        assert messages.recover(connection, sending_id=sending, repeatable=[], attempts=9, now=NOW) == 1
    assert hold.settle([accepted(claimed[0], Accepted("remote"), now=NOW)], now=NOW) == [claimed[0].message_id]
    assert standing(state, "c0") == "uncertain"


def test_the_outcomes_of_a_window_are_committed_with_the_intents_of_the_next(state: State) -> None:
    sending = planned(state, 2)
    allowed: Any = {"version": 1, "terms": Terms(consent_default=True), "dated": NOW, "now": NOW}
    with Hold(state, lease_seconds=60) as hold:
        first, second = hold.claim(sending, batch=2, now=NOW)
        hold.intend([first], **allowed)
        refused, asked = hold.go_on([accepted(first, Accepted("remote"), now=NOW)], [second], **allowed)
    assert (refused, asked) == ([], {second.message_id: ""})
    assert (standing(state, "c0"), standing(state, "c1")) == ("accepted", "intent")


def test_outcomes_are_recorded_though_the_next_window_cannot_be_begun(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(state, 4)
    intend, asked = messages.intend, list[int]()

    def intend_once(*args: Any, **more: Any) -> dict[int, str]:
        asked.append(1)
        if len(asked) > 1:
            raise ZeroDivisionError("at the second window")
        return intend(*args, **more)

    monkeypatch.setattr(messages, "intend", intend_once)
    with pytest.raises(ZeroDivisionError, match="at the second window"):
        go(state, MemoryChannel(), window=2)
    assert sorted(standing(state, f"c{n}") for n in range(4)) == ["accepted", "accepted", "planned", "planned"]


def test_two_holds_of_one_process_have_different_owners(state: State) -> None:
    assert Hold(state, lease_seconds=60).owner != Hold(state, lease_seconds=60).owner
