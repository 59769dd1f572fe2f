"""Caps, quiet hours and the end of a message's life hold at the moment it is claimed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.rules import terms
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.state import contacts
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.contacts import Trouble
from smartcom_kernel.state.messages import Cap, MessageState, Terms
from tests.delivery.posts import NOW, address, book, go, planned, sent_to, standing

NIGHT: dict[str, Any] = {"quiet_hours": {"sms": "21:00-09:00"}}
ONE_A_DAY: dict[str, Any] = {"caps": [{"messages": 1}]}
MOSCOW_EVENING = datetime(2026, 3, 1, 19, tzinfo=UTC)  # 22:00 in Moscow
MOSCOW_MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)


class Wire(MemoryChannel):
    """A channel that reaches people."""

    leaves = True


def of(state: State, mailing: str) -> dict[str, str]:
    """Where the messages of a mailing stand, by customer."""
    with state.transaction() as connection:
        rows = connection.execute(
            "SELECT customer_id, concat_ws(':', state, nullif(reason, '')) AS stands FROM messages "
            "JOIN sendings USING (sending_id) WHERE mailing = %s",
            [mailing],
        ).fetchall()
    return {row["customer_id"]: row["stands"] for row in rows}


def test_an_address_that_is_known_to_be_of_no_use_is_skipped(state: State) -> None:
    planned(state, 2)
    with state.transaction() as connection:
        contacts.note(connection, [Trouble("email", address("c1").upper(), 32, NOW)])
    channel = MemoryChannel()
    go(state, channel)
    assert sent_to(channel) == ["c0"]
    assert standing(state, "c1") == "skipped:bad_address"


def test_an_sms_waits_for_the_morning_and_then_leaves(state: State) -> None:
    planned(state, {"c1": "+79000000001"}, medium="sms", zone="Europe/Moscow")
    channel = Wire()
    night = go(state, {"sms": channel}, clock=FixedClock(MOSCOW_EVENING), **NIGHT)
    assert channel.sent == []
    assert night.count(MessageState.PLANNED) == 1
    assert (night.waiting, night.waiting_until) == (1, MOSCOW_MORNING)
    go(state, {"sms": channel}, clock=FixedClock(MOSCOW_MORNING), **NIGHT)
    assert len(channel.sent) == 1


def test_what_only_goes_into_a_folder_wakes_nobody(state: State) -> None:
    planned(state, {"c1": "+79000000001"}, medium="sms", zone="Europe/Moscow")
    channel = MemoryChannel()
    go(state, {"sms": channel}, clock=FixedClock(MOSCOW_EVENING), **NIGHT)
    assert len(channel.sent) == 1


def test_a_sending_that_starts_at_night_is_planned_for_the_morning_of_each(state: State) -> None:
    asked = Terms(zone="Europe/Moscow", quiet_hours={"sms": ("21:00", "09:00")})
    start: dict[str, Any] = {"starts_at": MOSCOW_EVENING, "terms": asked}
    planned(state, {"c1": "+79000000001"}, medium="sms", mailing="east", zone="Asia/Vladivostok", **start)
    planned(state, {"c2": "+79000000002"}, medium="sms", mailing="unknown", **start)
    planned(state, {"c3": "c3@example.com"}, mailing="letter", **start)
    with state.transaction() as connection:
        rows = connection.execute("SELECT customer_id, not_before FROM messages").fetchall()
    assert {row["customer_id"]: row["not_before"] for row in rows} == {
        "c1": datetime(2026, 3, 1, 23, tzinfo=UTC), "c2": MOSCOW_MORNING, "c3": MOSCOW_EVENING,
    }  # fmt: skip


def test_nothing_leaves_before_the_sending_starts(state: State) -> None:
    planned(state, 1, starts_at=NOW + timedelta(hours=2))
    channel = MemoryChannel()
    assert go(state, channel).waiting_until == NOW + timedelta(hours=2)
    assert channel.sent == []
    go(state, channel, clock=FixedClock(NOW + timedelta(hours=2)))
    assert sent_to(channel) == ["c0"]


@pytest.mark.parametrize(("hours_later", "stands"), [(3.9, "accepted"), (4, "skipped:expired")])
def test_a_message_that_is_too_old_is_not_sent(state: State, hours_later: float, stands: str) -> None:
    planned(state, 1, lifetime=timedelta(hours=4))
    channel = MemoryChannel()
    go(state, channel, clock=FixedClock(NOW + timedelta(hours=hours_later)))
    assert standing(state, "c0") == stands
    assert len(channel.sent) == (stands == "accepted")


def test_a_message_that_would_be_too_old_by_morning_is_given_up_at_once(state: State) -> None:
    planned(state, {"c1": "+79000000001"}, medium="sms", zone="Europe/Moscow", lifetime=timedelta(hours=12))
    go(state, {"sms": Wire()}, clock=FixedClock(MOSCOW_EVENING), **NIGHT)
    assert standing(state, "c1") == "skipped:expired"


def test_a_try_that_failed_is_not_repeated_beyond_the_end_of_the_messages_life(state: State) -> None:
    planned(state, 1, lifetime=timedelta(hours=1))
    channel = MemoryChannel()
    channel.fail(address("c0"), DeliveryError("busy", retryable=True))
    go(state, channel)
    go(state, channel, clock=FixedClock(NOW + timedelta(hours=2)))
    assert (standing(state, "c0"), channel.sent) == ("skipped:expired", [])


def test_whoever_has_got_a_message_today_gets_no_second_one(state: State) -> None:
    planned(state, 2, mailing="first")
    go(state, MemoryChannel(), **ONE_A_DAY)
    planned(state, 3, mailing="second")
    channel = MemoryChannel()
    report = go(state, channel, clock=FixedClock(NOW + timedelta(hours=3)), **ONE_A_DAY)
    assert sent_to(channel) == ["c2"]
    assert report.count(MessageState.SKIPPED, "capped") == 2


@pytest.mark.parametrize(
    ("zone", "first", "second", "per", "stands"),
    [
        ("UTC", NOW, NOW + timedelta(hours=11), "day", "skipped:capped"),
        ("UTC", NOW, NOW + timedelta(hours=12), "day", "accepted"),
        ("Asia/Vladivostok", NOW, NOW + timedelta(hours=3), "day", "accepted"),  # 22:00 and 01:00 there
        ("America/New_York", NOW, NOW + timedelta(hours=16), "day", "skipped:capped"),  # 07:00 and 23:00 there
        ("Pacific/Nowhere", NOW, NOW + timedelta(hours=12), "day", "accepted"),
        ("UTC", NOW - DAY, NOW, "week", "skipped:capped"),  # Saturday and Sunday
        ("UTC", NOW, NOW + DAY, "week", "accepted"),  # Sunday and Monday
    ],
)
def test_a_day_and_a_week_are_the_customers(
    state: State, zone: str, first: datetime, second: datetime, per: str, stands: str
) -> None:
    caps: dict[str, Any] = {"caps": [{"messages": 1, "per": per}]}
    for mailing, at in (("first", first), ("second", second)):
        planned(state, 1, mailing=mailing, zone=zone)
        go(state, MemoryChannel(), clock=FixedClock(at), **caps)
    assert of(state, "second") == {"c0": stands}


@pytest.mark.parametrize(
    ("cap", "stands"),
    [
        ({"medium": "email"}, "skipped:capped"),
        ({"medium": "sms"}, "accepted"),
        ({"category": "news"}, "skipped:capped"),
        ({"category": "sales"}, "accepted"),
        ({"medium": "email", "category": "news"}, "skipped:capped"),
    ],
)
def test_a_cap_may_speak_of_a_medium_or_a_category(state: State, cap: dict[str, str], stands: str) -> None:
    settings: dict[str, Any] = {"caps": [{"messages": 1, **cap}]}
    for mailing in ("first", "second"):
        planned(state, 1, mailing=mailing, terms=Terms(category="news"))
        go(state, MemoryChannel(), categories={"news": MailingCategory()}, **settings)
    assert of(state, "second") == {"c0": stands}


def test_a_message_that_was_refused_counts_for_no_cap_and_one_in_doubt_does(state: State) -> None:
    planned(state, {"refused": address("refused"), "doubt": address("doubt")}, mailing="first")
    channel = MemoryChannel()
    channel.fail(address("refused"), DeliveryError("no such user", code="550"))
    channel.fail(address("doubt"), DeliveryError("silence", uncertain=True))
    go(state, channel, **ONE_A_DAY)
    planned(state, {"refused": address("refused"), "doubt": address("doubt")}, mailing="second")
    go(state, MemoryChannel(), **ONE_A_DAY)
    assert of(state, "second") == {"refused": "accepted", "doubt": "skipped:capped"}


def test_a_message_that_went_on_its_second_day_counts_for_that_day(state: State) -> None:
    planned(state, 1, mailing="first")
    channel = MemoryChannel()
    channel.fail(address("c0"), DeliveryError("busy", retryable=True))
    go(state, channel, **ONE_A_DAY)
    go(state, channel, clock=FixedClock(NOW + DAY), **ONE_A_DAY)
    planned(state, 1, mailing="second")
    go(state, channel, clock=FixedClock(NOW + DAY), **ONE_A_DAY)
    assert of(state, "second") == {"c0": "skipped:capped"}


def test_service_messages_wait_for_nothing_and_count_for_nothing(state: State) -> None:
    service = terms(Delivery.model_validate({**ONE_A_DAY, **NIGHT}), {}, purpose="service")
    assert (service.caps, service.quiet_hours, service.consent_default) == ((), {}, True)
    planned(state, 1, mailing="order", terms=service)
    channel = MemoryChannel()
    go(state, channel, **ONE_A_DAY, consent_default=False)
    planned(state, 1, mailing="spring")
    go(state, channel, **ONE_A_DAY)
    assert sent_to(channel) == ["c0", "c0"]


def test_whoever_has_forbidden_service_messages_gets_none(state: State) -> None:
    book(state).forbid("c0", "email", source="call centre", purpose="service")
    book(state).forbid("c1", "email", source="link")
    planned(state, 2, terms=Terms(purpose="service"))
    channel = MemoryChannel()
    go(state, channel, consent_default=False)
    assert sent_to(channel) == ["c1"]
    assert standing(state, "c0") == "skipped:no_consent"


def test_two_senders_at_once_keep_the_cap(state: State) -> None:
    """Both ask in the same moment; without taking turns both would find that nothing has been sent yet."""
    people = {f"c{n}": address(f"c{n}") for n in range(40)}
    numbers = [planned(state, people, mailing=f"m{n}") for n in range(4)]
    asked = Terms(consent_default=True, caps=(Cap(1),))
    start = Barrier(len(numbers))
    allowed: list[str] = []

    def send(sending: int) -> None:
        with Hold(state, lease_seconds=60) as hold:
            claimed = hold.claim(sending, batch=40, now=NOW)
            start.wait(10)
            answers = hold.intend(claimed, version=1, terms=asked, dated=NOW, now=NOW)
            allowed.extend(m.customer_id for m in claimed if answers[m.message_id] == "")

    senders = [Thread(target=send, args=(number,)) for number in numbers]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert sorted(allowed) == sorted(people)


def test_a_rehearsal_on_history_waits_for_nothing() -> None:
    rehearsed = terms(Delivery.model_validate({**ONE_A_DAY, **NIGHT}), {}, replay=True)
    assert (rehearsed.caps, rehearsed.quiet_hours) == ((), {})


def test_people_read_why_in_their_language(state: State) -> None:
    planned(state, 1, lifetime=timedelta(hours=1))
    report = go(state, MemoryChannel(), clock=FixedClock(NOW + DAY))
    assert "срок отправки истёк: 1" in report.describe("ru")
