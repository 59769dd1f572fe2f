"""What providers say later: late, twice, in any order, and before their own answer."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from smartcom_kernel.channels.channel import Accepted
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import OptOut, Report, Verdict
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.delivery.devices import DeviceBook
from smartcom_kernel.delivery.heard import Heard, record
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Reason
from smartcom_kernel.state.sendings import SendingStatus
from tests.delivery.posts import NOW, address, book, go, planned, sent_to, standing

LATER = NOW + timedelta(minutes=5)
TOKEN = "ab12" * 16
TOLD = {"d": Verdict.DELIVERED, "b": Verdict.BOUNCED, "c": Verdict.COMPLAINED}


def said(verdict: str, *, event_id: str = "", **about: Any) -> Report:
    return Report(event_id or f"{verdict}-{about}", TOLD[verdict], LATER, **about)


def hear(state: State, *told: Report | OptOut, medium: str = "email") -> Heard:
    return record(state, medium, told, now=LATER)


def keys(channel: MemoryChannel) -> dict[str, str]:
    """The key of each customer's message."""
    return {outgoing.address.partition("@")[0]: outgoing.key for outgoing in channel.sent}


def sent(state: State, people: int = 1) -> dict[str, str]:
    """Messages that were accepted, by customer their keys."""
    planned(state, people)
    channel = MemoryChannel()
    go(state, channel)
    return keys(channel)


def status(state: State) -> tuple[SendingStatus, str]:
    with state.transaction() as connection:
        found = sendings.find(connection, "spring")
    assert found is not None
    return found.status, found.why


@pytest.mark.parametrize("order", list(permutations("dbc")))
def test_the_strongest_word_holds_whatever_the_order(state: State, order: tuple[str, ...]) -> None:
    key = sent(state)["c0"]
    for verdict in order:
        hear(state, said(verdict, key=key))
    assert standing(state, "c0") == "complained"


@pytest.mark.parametrize(
    ("told", "stands"), [("d", "delivered"), ("b", "bounced"), ("db", "bounced"), ("bd", "bounced")]
)
def test_a_message_stands_as_its_provider_says(state: State, told: str, stands: str) -> None:
    key = sent(state)["c0"]
    hear(state, *[said(verdict, key=key) for verdict in told])
    assert standing(state, "c0") == stands


def test_what_is_told_a_thousand_times_counts_once(state: State) -> None:
    key = sent(state)["c0"]
    soft = said("b", event_id="e1", key=key, quality=3)
    assert hear(state, *[soft] * 500) == Heard(500, 1, 1)
    assert hear(state, *[soft] * 500) == Heard(500, 0, 0)
    quality = book(state).quality(address("c0"))
    assert quality is not None
    assert (quality.code, len(quality.soft_at)) == (3, 1)


def test_a_hard_bounce_ends_the_address(state: State) -> None:
    key = sent(state)["c0"]
    hear(state, said("b", key=key, quality=32, code="5.1.1"))
    book(state).allow("c0", "email", source="form")
    assert book(state).why_not("c0", "email", address("c0")) is Reason.BAD_ADDRESS


def test_a_bounce_that_names_only_the_address_ends_it_too(state: State) -> None:
    hear(state, said("b", address="Gone@example.com", quality=32))
    quality = book(state).quality("gone@example.com")
    assert quality is not None
    assert quality.is_hard


def test_whoever_complains_has_opted_out_of_that_medium(state: State) -> None:
    key = sent(state)["c0"]
    book(state).allow("c0", "email", source="form")
    book(state).allow("c0", "sms", source="form")
    hear(state, said("c", key=key, quality=36))
    words = book(state).of("c0")
    assert (words["email"].granted, words["email"].source, words["sms"].granted) == (False, "complaint", True)
    hear(state, said("c", key=key, quality=36), said("c", event_id="again", key=key, quality=36))
    assert [word.source for word in book(state).history("c0")].count("complaint") <= 2


def test_a_delivery_ends_the_doubt(state: State) -> None:
    planned(state, 1)
    channel = MemoryChannel()
    channel.fail(address("c0"), DeliveryError("silence", uncertain=True), arrives=True)
    go(state, channel)
    assert standing(state, "c0") == "uncertain"
    hear(state, said("d", key=keys(channel)["c0"]))
    assert standing(state, "c0") == "delivered"


def test_a_message_that_is_known_to_have_arrived_is_not_repeated(state: State) -> None:
    planned(state, 1)
    channel = MemoryChannel()
    channel.fail(address("c0"), DeliveryError("silence", uncertain=True), arrives=True)
    go(state, channel, on_uncertain="resend")
    assert standing(state, "c0") == "planned"
    hear(state, said("d", key=keys(channel)["c0"]))
    go(state, channel, on_uncertain="resend")
    assert (standing(state, "c0"), sent_to(channel)) == ("delivered", ["c0"])


class Gateway(MemoryChannel):
    """Names messages itself, and may say what became of one before it answers."""

    hasty: bool = False

    def send(self, outgoing: Outgoing) -> Accepted:
        super().send(outgoing)
        remote_id = f"id-{outgoing.address}"
        if self.hasty:
            self.say(said("d", remote_id=remote_id))
        return Accepted(remote_id)


def sms(state: State, channel: MemoryChannel, people: int = 1) -> None:
    planned(state, {f"c{n}": f"+7900000000{n}" for n in range(people)}, medium="sms")
    go(state, {"sms": channel})


def test_a_provider_names_messages_by_its_own_ids(state: State) -> None:
    sms(state, Gateway(), people=2)
    hear(state, said("b", remote_id="id-+79000000001", quality=33), medium="sms")
    assert [standing(state, c) for c in ("c0", "c1")] == ["accepted", "bounced"]


def test_what_is_said_over_the_connection_is_heard_while_sending(state: State) -> None:
    sms(state, Gateway(hasty=True))
    assert standing(state, "c0") == "delivered"


def test_what_is_said_before_the_answer_waits_for_it(state: State) -> None:
    assert hear(state, said("d", remote_id="id-+79000000000"), medium="sms") == Heard(1, 1, 0)
    sms(state, Gateway())
    assert standing(state, "c0") == "delivered"


def test_what_is_said_of_a_message_on_the_wire_waits_until_it_is_settled(state: State) -> None:
    planned(state, 1)

    class Tells(MemoryChannel):
        def send(self, outgoing: Outgoing) -> Accepted:
            assert hear(state, said("d", key=outgoing.key)) == Heard(1, 1, 0)
            return super().send(outgoing)

    go(state, Tells())
    assert standing(state, "c0") == "delivered"


def test_what_is_said_of_messages_nobody_knows_is_kept_and_harms_nobody(state: State) -> None:
    sent(state)
    nobody = [
        said("b", key="0" * 32 + ".1"), said("b", key="'; DROP TABLE messages; --"), said("b", remote_id="unknown"),
        said("c", key="f" * 32 + "." + "9" * 18), said("d", key="." * 40),
    ]  # fmt: skip
    assert hear(state, *nobody) == Heard(5, 5, 0)
    assert standing(state, "c0") == "accepted"


def test_a_key_of_another_medium_is_nobodys(state: State) -> None:
    key = sent(state)["c0"]
    hear(state, said("b", key=key), medium="sms")
    assert standing(state, "c0") == "accepted"


def test_words_in_any_order_come_to_the_same(state: State) -> None:
    by_customer = sent(state, people=30)
    chance = random.Random(7)
    told = [said(v, key=key, quality={"d": 0, "b": 32, "c": 36}[v]) for key in by_customer.values() for v in "dbc"
            if chance.random() < 0.5]  # fmt: skip
    chance.shuffle(told)
    expected = {}
    for customer, key in by_customer.items():
        verdicts = [r.verdict for r in told if r.key == key]
        strongest = max(verdicts, key=list(Verdict).index, default=None)
        expected[customer] = strongest.value if strongest else "accepted"
    for at in range(0, len(told), 7):
        hear(state, *told[at : at + 7])
    assert {c: standing(state, c) for c in by_customer} == expected


def test_a_sending_whose_messages_come_back_pauses(state: State) -> None:
    by_customer = sent_half(state, people=600)
    bounced = [said("b", key=key, quality=32) for key in list(by_customer.values())[-25:]]
    hear(state, *bounced[:24])
    assert status(state)[0] is SendingStatus.SENDING
    hear(state, bounced[24])
    assert status(state) == (SendingStatus.PAUSED, "25 of the last 500 messages came back for good")


def test_full_mailboxes_pause_nothing(state: State) -> None:
    by_customer = sent_half(state, people=600)
    hear(state, *[said("b", key=key, quality=3) for key in by_customer.values()])
    assert status(state)[0] is SendingStatus.SENDING


def test_a_sending_that_is_called_spam_pauses(state: State) -> None:
    by_customer = list(sent_half(state, people=1100).values())
    for key in by_customer[:4]:
        assert status(state)[0] is SendingStatus.SENDING
        hear(state, said("c", key=key, quality=36))
    assert status(state) == (SendingStatus.PAUSED, "4 of 1,050 people called it spam")


def sent_half(state: State, people: int) -> dict[str, str]:
    """A sending that is not over: all but fifty of its messages were accepted."""
    planned(state, people)
    channel = MemoryChannel()
    go(state, channel, limit=people - 50)
    return keys(channel)


def test_an_address_that_the_provider_refuses_for_good_is_not_tried_again(state: State) -> None:
    planned(state, 1)
    channel = MemoryChannel()
    channel.fail(address("c0"), DeliveryError("no such user", code="550 5.1.1", quality=32))
    go(state, channel)
    planned(state, 1, mailing="second")
    go(state, channel)
    assert channel.sent == []
    quality = book(state).quality(address("c0"))
    assert quality is not None
    assert (quality.code, quality.detail) == (32, "no such user")


def test_tries_that_will_be_repeated_are_not_counted_against_an_address(state: State) -> None:
    planned(state, 1)
    channel = MemoryChannel()
    channel.fail(address("c0"), DeliveryError("full", retryable=True, quality=3))
    go(state, channel)
    assert book(state).quality(address("c0")) is None


def test_whoever_sends_stop_gets_nothing_more_whoever_the_number_belongs_to(state: State) -> None:
    stop = OptOut("mo-1", "+79000000000", LATER, "СТОП")
    hear(state, stop, stop, medium="sms")
    channel = Gateway()
    sms(state, channel, people=2)
    assert [outgoing.address for outgoing in channel.sent] == ["+79000000001"]
    assert standing(state, "c0") == "skipped:suppressed"
    assert book(state).lift("+79000000000", medium="sms")
    assert not book(state).lift("+79000000000", medium="sms")


def test_a_wish_that_comes_while_sending_holds_for_the_next_batch(state: State) -> None:
    planned(state, {f"c{n}": f"+7900000000{n}" for n in range(3)}, medium="sms")
    channel = MemoryChannel()
    channel.say(OptOut("mo-1", "+79000000002", LATER, "STOP"))
    go(state, {"sms": channel}, batch=1)
    assert [outgoing.address[-1] for outgoing in channel.sent] == ["0", "1"]


def test_a_device_that_is_gone_is_written_to_again_once_it_is_registered_again(state: State) -> None:
    devices = DeviceBook(state, clock=FixedClock(NOW - timedelta(days=1)))
    devices.add("c0", "fcm", "token")
    planned(state, {"c0": "fcm:token"}, medium="push")
    channel = MemoryChannel()
    channel.fail("fcm:token", DeliveryError("no such device", code="UNREGISTERED", quality=32))
    go(state, {"push": channel})
    assert [device.gone_why for device in devices.of("c0")] == ["UNREGISTERED"]
    assert book(state).quality("fcm:token", medium="push") is None


def test_a_device_that_was_registered_after_the_providers_date_stays(state: State) -> None:
    devices = DeviceBook(state, clock=FixedClock(NOW - timedelta(days=1)))
    devices.add("c0", "apns", TOKEN)
    planned(state, {"c0": f"apns:{TOKEN}"}, medium="push")
    channel = MemoryChannel()
    old = NOW - timedelta(days=2)
    channel.fail(f"apns:{TOKEN}", DeliveryError("gone", code="Unregistered", quality=32, quality_at=old))
    go(state, {"push": channel})
    assert [device.gone_at for device in devices.of("c0")] == [None]
