"""A mail server that puts us off, or changes its mind in the middle, met by a whole sending."""

from __future__ import annotations

from datetime import timedelta

import pytest

from smartcom_kernel.channels.smtp_sink import SmtpSink
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from tests.channels.conftest import channel_to
from tests.delivery.posts import NOW, address, go, planned

PEOPLE = 60


class Rotating(SmtpSink):
    """A server whose password is changed after it took so many messages."""

    changes_after = 20

    def take(self, sender: str, recipients: list[str], content: bytes) -> str:
        answer = super().take(sender, recipients, content)
        if self.messages == self.changes_after:
            self.login = ("shop", "changed")
        return answer


def test_greylisted_messages_leave_after_the_wait_that_was_asked_for(state: State) -> None:
    planned(state, PEOPLE)
    clock = FixedClock(NOW)
    with SmtpSink() as sink:
        sink.answer("rcpt", "450 4.2.0 Greylisted, please try again in 30 minutes", times=3)
        first = go(state, channel_to(sink), clock=clock)
        assert (first.accepted, first.waiting) == (PEOPLE - 3, 3)
        assert first.waiting_until == NOW + timedelta(minutes=30)
        clock.advance(timedelta(minutes=29))
        assert go(state, channel_to(sink), clock=clock).accepted == 0
        clock.advance(timedelta(minutes=1))
        assert go(state, channel_to(sink), clock=clock).accepted == 3
        everybody = sorted((address(f"c{n}"),) for n in range(PEOPLE))
        assert sorted(r.recipients for r in sink.received) == everybody


@pytest.mark.parametrize("connections", [1, 4])
def test_a_password_changed_in_the_middle_pauses_the_sending_and_fails_nobody(
    state: State, monkeypatch: pytest.MonkeyPatch, connections: int
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "canary")
    sending = planned(state, PEOPLE)
    login = {"user": "shop", "password_env": "SHOP_PASSWORD"}
    with Rotating(login=("shop", "canary")) as sink:
        channel = channel_to(sink, messages_per_connection=5, connections=connections, **login)
        report = go(state, channel)
        accepted = report.count(MessageState.ACCEPTED)
        assert Rotating.changes_after <= accepted == sink.messages < PEOPLE
        assert report.count(MessageState.PLANNED) == PEOPLE - accepted
        assert report.waiting == 0
        (why,) = report.paused.values()
        assert "does not let shop in (535" in why
        assert "canary" not in why

        monkeypatch.setenv("SHOP_PASSWORD", "changed")
        with state.transaction() as connection:
            sendings.resume(connection, sending)
        assert go(state, channel).count(MessageState.ACCEPTED) == PEOPLE
        assert sink.messages == PEOPLE


def test_a_server_that_closes_after_every_few_messages_gets_them_all(state: State) -> None:
    planned(state, PEOPLE)
    with SmtpSink() as sink:
        for _ in range(5):
            sink.answer("mail", "", times=9)
            sink.answer("mail", "421 4.7.0 enough over this connection")
        assert go(state, channel_to(sink)).accepted == PEOPLE
        assert (sink.messages, sink.connections) == (PEOPLE, 6)
