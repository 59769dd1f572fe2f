from __future__ import annotations

from datetime import timedelta

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DeliveryError, SetupError
from smartcom_kernel.delivery.breaker import RECENT, TROUBLES_IN_A_ROW
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from smartcom_kernel.state.sendings import SendingStatus
from tests.delivery.posts import NOW, address, book, go, planned, sent_to, standing

LATER = DeliveryError("greylisted", code="450", retryable=True)
NEVER = DeliveryError("no such user", code="550 5.1.1")
SILENCE = DeliveryError("no answer after the dot", uncertain=True)


class IdempotentChannel(MemoryChannel):
    """A provider that knows the keys it has seen."""

    idempotent = True


def status(state: State, sending_id: int) -> SendingStatus:
    with state.transaction() as connection:
        return sendings.get(connection, sending_id).status


def test_everybody_gets_it_once_and_the_sending_is_finished(state: State) -> None:
    sending = planned(state, 25)
    channel = MemoryChannel()
    report = go(state, channel, batch=7, window=3)
    assert sorted(sent_to(channel)) == sorted(f"c{n}" for n in range(25))
    assert report.accepted == report.count(MessageState.ACCEPTED) == report.accounted == report.people == 25
    assert status(state, sending) is SendingStatus.FINISHED


def test_delivering_again_sends_nothing_and_says_so(state: State) -> None:
    planned(state, 3)
    go(state, MemoryChannel())
    channel = MemoryChannel()
    assert go(state, channel).describe() == "Nothing is waiting to be sent"
    assert channel.sent == []


def test_control_group_and_people_without_an_address_have_a_row_with_the_reason(state: State) -> None:
    planned(state, {"c1": "c1@example.com", "c2": "c2@example.com", "c3": ""}, controls=["c2"])
    channel = MemoryChannel()
    report = go(state, channel)
    assert sent_to(channel) == ["c1"]
    assert standing(state, "c2") == "skipped:control_group"
    assert standing(state, "c3") == "skipped:no_contact"
    assert report.accounted == report.people == 3


def test_who_has_not_agreed_is_not_written_to(state: State) -> None:
    planned(state, 4)
    book(state).allow("c0", "email", source="form")
    book(state).allow("c1", "sms", source="form")
    book(state).forbid("c2", "email", source="link")
    book(state).allow("c3", "email", source="form")
    book(state).suppress("C3@Example.com", reason="complaint")
    channel = MemoryChannel()
    go(state, channel, consent_default=False)
    assert sent_to(channel) == ["c0"]
    assert [standing(state, c) for c in ("c1", "c2", "c3")] == [
        "skipped:no_consent", "skipped:no_consent", "skipped:suppressed",
    ]  # fmt: skip


def test_a_customer_whose_text_cannot_be_made_is_skipped_and_the_others_are_not(state: State) -> None:
    planned(state, {"c1": "c1@example.com", "bad": "bad@example.com"})
    channel = MemoryChannel()
    go(state, channel)
    assert sent_to(channel) == ["c1"]
    assert standing(state, "bad") == "skipped:template_error"


def test_templates_that_fail_for_many_pause_the_sending_before_anybody_is_skipped(state: State) -> None:
    people = [*(f"bad{n}" for n in range(20)), *(f"c{n}" for n in range(30))]
    sending = planned(state, {c: address(c) for c in people})
    channel = MemoryChannel()
    report = go(state, channel)
    assert channel.sent == []
    assert report.count(MessageState.PLANNED) == 50
    assert report.paused == {
        "spring once": "the text could not be made for 20 of 50 people; the last: customer.first_name is missing"
    }
    assert status(state, sending) is SendingStatus.PAUSED


def test_a_passing_refusal_is_tried_again_later_and_not_before(state: State) -> None:
    planned(state, 2)
    channel, clock = MemoryChannel(), FixedClock(NOW)
    channel.fail(address("c1"), LATER)
    first = go(state, channel, clock=clock)
    assert (first.accepted, first.waiting) == (1, 1)
    assert go(state, channel, clock=clock).accepted == 0
    assert first.waiting_until is not None
    clock.advance(first.waiting_until - NOW)
    assert go(state, channel, clock=clock).accepted == 1
    assert sent_to(channel) == ["c0", "c1"]


def test_the_last_try_fails_for_good(state: State) -> None:
    planned(state, 1)
    channel, clock = MemoryChannel(), FixedClock(NOW)
    channel.fail(address("c0"), LATER, times=99)
    for _ in range(3):
        go(state, channel, clock=clock, attempts=3)
        clock.advance(timedelta(hours=1))
    assert standing(state, "c0") == "failed"
    channel.fail(address("c0"), LATER, times=0)
    go(state, channel, clock=clock, attempts=3)
    assert channel.sent == []


def test_every_try_carries_the_same_key_and_the_same_date(state: State) -> None:
    planned(state, 1)
    channel, clock = IdempotentChannel(), FixedClock(NOW)
    channel.fail(address("c0"), SILENCE, arrives=True)
    go(state, channel, clock=clock)
    clock.advance(timedelta(hours=1))
    go(state, channel, clock=clock)
    first, second = channel.sent
    assert first == second


def test_a_lasting_refusal_fails_with_its_code(state: State) -> None:
    planned(state, 2)
    channel = MemoryChannel()
    channel.fail(address("c0"), NEVER)
    report = go(state, channel)
    assert (report.count(MessageState.FAILED), report.accepted) == (1, 1)
    with state.transaction() as connection:
        row = connection.execute("SELECT code, detail FROM messages WHERE state = 'failed'").fetchone()
    assert row == {"code": "550 5.1.1", "detail": "no such user"}


def test_a_silence_after_the_message_is_uncertain_and_held(state: State) -> None:
    planned(state, 2)
    channel, clock = MemoryChannel(), FixedClock(NOW)
    channel.fail(address("c0"), SILENCE, arrives=True)
    report = go(state, channel, clock=clock)
    assert report.uncertain == 1
    clock.advance(timedelta(days=3))
    go(state, channel, clock=clock)
    assert sorted(sent_to(channel)) == ["c0", "c1"]


def test_an_uncertain_message_is_repeated_where_that_is_wished(state: State) -> None:
    planned(state, 1)
    channel, clock = MemoryChannel(), FixedClock(NOW)
    channel.fail(address("c0"), SILENCE, arrives=True)
    go(state, channel, clock=clock, on_uncertain="resend")
    clock.advance(timedelta(hours=1))
    report = go(state, channel, clock=clock, on_uncertain="resend")
    assert sent_to(channel) == ["c0", "c0"]
    assert report.count(MessageState.ACCEPTED) == 1


def test_troubles_in_a_row_pause_the_sending_and_fail_nobody(state: State) -> None:
    sending = planned(state, 100)
    channel = MemoryChannel()
    refused = DeliveryError("connection refused", code="connection", retryable=True)
    for n in range(100):
        channel.fail(address(f"c{n}"), refused, times=99)
    report = go(state, channel)
    assert report.count(MessageState.PLANNED) == 100
    assert report.waiting == TROUBLES_IN_A_ROW
    why = "20 messages in a row could not be handed over; the last: connection refused"
    assert report.paused == {"spring once": why}
    assert status(state, sending) is SendingStatus.PAUSED


def test_a_channel_that_works_for_nobody_pauses_at_once(state: State) -> None:
    planned(state, 30)
    channel = MemoryChannel()
    channel.fail(address("c0"), SetupError("mail.example does not let shop in (535)"))
    report = go(state, channel)
    assert report.count(MessageState.PLANNED) == 30
    assert report.waiting == 0
    assert report.paused == {"spring once": "mail.example does not let shop in (535)"}


def test_lasting_refusals_of_one_in_twenty_pause_the_sending(state: State) -> None:
    planned(state, RECENT)
    channel = MemoryChannel()
    for n in range(0, RECENT, 10):
        channel.fail(address(f"c{n}"), NEVER)
    report = go(state, channel)
    assert report.count(MessageState.FAILED) == RECENT // 20
    (why,) = report.paused.values()
    assert why.startswith("25 of the last ")
    assert why.endswith(" messages were refused for good; the last: no such user")


def test_a_paused_sending_goes_on_where_it_stopped(state: State) -> None:
    sending = planned(state, 30)
    channel = MemoryChannel()
    channel.fail(address("c10"), SetupError("wrong password"))
    go(state, channel)
    assert go(state, channel).people == 0
    with state.transaction() as connection:
        sendings.resume(connection, sending)
    go(state, channel)
    assert sorted(sent_to(channel)) == sorted(f"c{n}" for n in range(30))


def test_a_medium_without_a_channel_pauses_the_sending_before_anybody_is_written_to(state: State) -> None:
    planned(state, {"c1": "+79990000001"}, medium="sms")
    report = go(state, MemoryChannel())
    assert list(report.paused.values()) == ["no channel carries sms: name one in smartcom.toml, [channels]"]
    assert standing(state, "c1") == "planned"


def test_a_limit_ends_the_call_and_the_next_one_goes_on(state: State) -> None:
    planned(state, 10)
    channel = MemoryChannel()
    assert go(state, channel, limit=4).accepted == 4
    assert go(state, channel).accepted == 6
    assert len(set(sent_to(channel))) == 10


def test_an_error_nobody_foresaw_leaves_one_message_in_doubt_and_the_rest_planned(state: State) -> None:
    planned(state, 10)
    channel = MemoryChannel()
    channel._failures[address("c2")] = type(
        "Broken", (), {"times": 1, "arrives": False, "error": ZeroDivisionError()}
    )()
    with pytest.raises(ZeroDivisionError):
        go(state, channel)
    assert standing(state, "c2") == "uncertain"
    assert [standing(state, c) for c in ("c1", "c3")] == ["accepted", "planned"]
    go(state, channel)
    assert sorted(sent_to(channel)) == sorted(f"c{n}" for n in range(10) if n != 2)


def test_the_report_says_where_everybody_stands_in_two_languages(state: State) -> None:
    planned(state, {"c1": "c1@example.com", "<b>": ""})
    report = go(state, MemoryChannel())
    assert report.describe() == (
        "Accepted now: 1; everybody is accounted for: 2 of 2\n"
        "  accepted by the provider: 1\n"
        "  not written to: no usable address: 1"
    )
    assert report.describe("ru") == (
        "Принято сейчас: 1; учтён каждый: 2 из 2\n  принято провайдером: 1\n  не отправляли: нет пригодного адреса: 1"
    )
    assert "<td>accepted by the provider</td>" in report._repr_html_()
