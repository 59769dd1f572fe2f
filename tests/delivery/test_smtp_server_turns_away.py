"""A mail server that wants nothing of us at all, met by a whole sending."""

from __future__ import annotations

import pytest

from smartcom_kernel.channels.smtp_sink import SmtpSink
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from tests.channels.conftest import channel_to
from tests.delivery.posts import go, planned

PEOPLE = 60


def test_a_server_that_turns_us_away_pauses_the_sending_at_once_and_fails_nobody(state: State) -> None:
    sending = planned(state, PEOPLE)
    with SmtpSink() as sink:
        sink.answer("connect", "554 5.7.1 your address is blocked")
        report = go(state, channel_to(sink))
        assert report.count(MessageState.PLANNED) == PEOPLE
        assert report.waiting == 0
        (why,) = report.paused.values()
        assert why.startswith(f"127.0.0.1:{sink.port} turns us away")
        assert "554 5.7.1 your address is blocked" in why
        assert sink.connections == 1

        with state.transaction() as connection:
            sendings.resume(connection, sending)
        assert go(state, channel_to(sink)).accepted == PEOPLE


def test_a_refused_login_pauses_the_sending_at_once_and_fails_nobody(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(state, PEOPLE)
    monkeypatch.setenv("SHOP_PASSWORD", "wr0ng-canary")
    with SmtpSink(login=("shop", "right")) as sink:
        report = go(state, channel_to(sink, user="shop", password_env="SHOP_PASSWORD"))
        assert report.count(MessageState.PLANNED) == PEOPLE
        (why,) = report.paused.values()
        assert why.startswith(f"127.0.0.1:{sink.port} does not let shop in (535")
        assert "check SHOP_PASSWORD" in why
        assert "wr0ng-canary" not in why
        assert (sink.connections, sink.messages) == (1, 0)


def test_a_server_that_turns_us_away_in_the_middle_keeps_what_it_took(state: State) -> None:
    planned(state, PEOPLE)
    with SmtpSink() as sink:
        channel = channel_to(sink)
        assert go(state, channel, limit=20).accepted == 20
        sink.answer("ehlo", "550 5.7.0 enough of you")
        report = go(state, channel)
    assert report.count(MessageState.ACCEPTED) == 20
    assert report.count(MessageState.PLANNED) == PEOPLE - 20
    assert "550 5.7.0 enough of you" in "".join(report.paused.values())
