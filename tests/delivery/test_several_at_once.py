"""A window over several connections: the same guarantees as over one."""

from __future__ import annotations

import pytest

from smartcom_kernel.channels.memory import MemoryChannel, MemorySender
from smartcom_kernel.channels.smtp_sink import SmtpSink
from smartcom_kernel.delivery.breaker import TROUBLES_IN_A_ROW
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from tests.channels.conftest import channel_to
from tests.delivery.posts import address, go, planned, sent_to, standing

PEOPLE = 60
CONNECTIONS = 4


def test_everybody_gets_it_once_over_as_many_connections_as_allowed(state: State) -> None:
    planned(state, PEOPLE)
    with SmtpSink() as sink:
        sink.answer("dot", "", times=PEOPLE, after_seconds=0.02)
        report = go(state, channel_to(sink, connections=CONNECTIONS))
        assert sorted(r.recipients for r in sink.received) == sorted((address(f"c{n}"),) for n in range(PEOPLE))
    assert report.accepted == report.count(MessageState.ACCEPTED) == PEOPLE
    assert sink.connections == CONNECTIONS


@pytest.mark.parametrize("times", [1, 1000])
def test_a_server_that_allows_fewer_connections_gets_everything_over_those(state: State, times: int) -> None:
    planned(state, PEOPLE)
    with SmtpSink() as sink:
        sink.answer("connect", "", times=2)
        sink.answer("connect", "421 4.7.0 too many connections from you", times=times)
        sink.answer("dot", "", times=PEOPLE, after_seconds=0.01)
        report = go(state, channel_to(sink, connections=8))
        assert sorted(r.recipients for r in sink.received) == sorted((address(f"c{n}"),) for n in range(PEOPLE))
    assert (report.accepted, report.waiting) == (PEOPLE, 0)


def test_refusals_belong_to_the_messages_that_were_refused(state: State) -> None:
    planned(state, PEOPLE)
    with SmtpSink() as sink:
        sink.answer("rcpt", "", times=5)
        sink.answer("rcpt", "550 5.1.1 no such user")
        sink.answer("dot", "", times=9, after_seconds=0.01)
        sink.answer("dot", None, logged=True)
        report = go(state, channel_to(sink, connections=CONNECTIONS))
        arrived = {r.recipients[0].partition("@")[0] for r in sink.received}
    assert (report.accepted, report.count(MessageState.FAILED), report.uncertain) == (PEOPLE - 2, 1, 1)
    (failed,) = {f"c{n}" for n in range(PEOPLE)} - arrived
    assert standing(state, failed) == "failed"


def test_troubles_in_a_row_pause_the_sending_with_no_more_than_is_under_way(state: State) -> None:
    planned(state, PEOPLE)
    with SmtpSink() as sink:
        sink.answer("rcpt", "451 4.3.0 later", times=PEOPLE)
        report = go(state, channel_to(sink, connections=CONNECTIONS))
    assert report.count(MessageState.PLANNED) == PEOPLE
    assert TROUBLES_IN_A_ROW <= report.waiting < TROUBLES_IN_A_ROW + CONNECTIONS
    (why,) = report.paused.values()
    assert "451 4.3.0 later" in why


def test_a_server_that_turns_us_away_fails_nobody(state: State) -> None:
    planned(state, PEOPLE)
    with SmtpSink() as sink:
        sink.answer("connect", "554 5.7.1 your address is blocked", times=PEOPLE)
        report = go(state, channel_to(sink, connections=CONNECTIONS))
        assert sink.connections <= CONNECTIONS
    assert (report.count(MessageState.PLANNED), report.waiting) == (PEOPLE, 0)
    assert "your address is blocked" in "".join(report.paused.values())


def test_an_error_nobody_foresaw_leaves_one_message_in_doubt_and_loses_none(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemorySender, "at_once", CONNECTIONS)
    planned(state, PEOPLE)
    channel = MemoryChannel()
    broken = type("Broken", (), {"times": 1, "arrives": False, "error": ZeroDivisionError("deep down")})
    channel._failures[address("c2")] = broken()
    with pytest.raises(ZeroDivisionError):
        go(state, channel)
    assert standing(state, "c2") == "uncertain"
    with state.transaction() as connection:
        row = connection.execute("SELECT detail FROM messages WHERE state = 'uncertain'").fetchone()
    assert row == {"detail": "ZeroDivisionError: deep down"}
    go(state, channel)
    assert sorted(sent_to(channel)) == sorted(f"c{n}" for n in range(PEOPLE) if n != 2)
