"""Cascades: one message, two ways, and a person who gets it once wherever the first way says in time what it did."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.cascade import CascadeChannel
from smartcom_kernel.channels.channel import CHANNELS, Channel
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.report import Callback, Report, Verdict
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DeliveryError, NotAuthentic, SpecError
from smartcom_kernel.delivery.heard import record
from smartcom_kernel.mailings.control import cancel, pause
from smartcom_kernel.state import contacts
from smartcom_kernel.state.connect import State
from tests.delivery.posts import NOW, go, planned

PHONE = "+79000000000"
MINUTE = timedelta(minutes=1)
LATER = NOW + 16 * MINUTE


class Ways:
    """Viber and SMS in memory, and a cascade of both."""

    def __init__(self) -> None:
        self.viber, self.sms = MemoryChannel(), MemoryChannel()
        self.cascade = CascadeChannel(first=self.viber, then=self.sms, after_minutes=15)

    def go(self, state: State, at: datetime = NOW, **settings: Any) -> None:
        go(state, {"sms": self.cascade}, clock=FixedClock(at), quiet_hours={}, **settings)

    def came(self) -> tuple[int, int]:
        return len(self.viber.sent), len(self.sms.sent)


@pytest.fixture
def ways() -> Ways:
    return Ways()


def stands(state: State) -> tuple[str, str, int]:
    with state.transaction() as connection:
        row = connection.execute("SELECT state, code, leg FROM messages").fetchall()[0]
    return row["state"], row["code"], row["leg"]


def said(verdict: Verdict, *, leg: int = 1, at: datetime = NOW + MINUTE, remote_id: str = "memory-1") -> Report:
    return Report(f"{leg}/{verdict}", verdict, at, remote_id=remote_id, code=f"leg {leg}", leg=leg)


def test_what_the_first_delivers_in_time_goes_no_second_way(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    record(state, "sms", [said(Verdict.DELIVERED)], now=NOW + MINUTE)
    ways.go(state, LATER)
    assert (ways.came(), stands(state)) == ((1, 0), ("delivered", "leg 1", 1))


def test_what_the_first_does_not_deliver_in_time_goes_the_second_way_once(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    ways.go(state, NOW + 14 * MINUTE)
    assert ways.came() == (1, 0)
    for minutes in (16, 40, 400):
        ways.go(state, NOW + minutes * MINUTE)
    assert (ways.came(), stands(state)) == ((1, 1), ("accepted", "", 2))
    first, second = ways.viber.sent[0].key, ways.sms.sent[0].key
    assert second == f"{first}.2"


def test_what_the_first_refuses_goes_the_second_way_at_once_and_the_number_stays_good(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.viber.fail(PHONE, DeliveryError("no such user", code="no viber", quality=32))
    ways.go(state)
    assert (ways.came(), stands(state)[0]) == ((0, 1), "accepted")
    with state.transaction() as connection:
        assert contacts.find(connection, "sms", PHONE) is None


def test_refusals_by_the_first_do_not_stop_the_sending(state: State, ways: Ways) -> None:
    people = {f"c{n}": f"+7900000{n:04}" for n in range(100)}
    planned(state, people, medium="sms")
    for phone in people.values():
        ways.viber.fail(phone, DeliveryError("no such user", code="no viber", quality=32))
    ways.go(state)
    assert ways.came() == (0, 100)


def test_what_the_first_could_not_take_for_long_goes_the_second_way(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.viber.fail(PHONE, DeliveryError("busy", code="503", retryable=True), times=99)
    for hours in range(6):
        ways.go(state, NOW + timedelta(hours=hours), attempts=3)
    assert ways.came() == (0, 1)


def test_whether_the_first_took_it_is_unknown_so_nothing_goes_the_second_way(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.viber.fail(PHONE, DeliveryError("no answer", uncertain=True), arrives=True)
    ways.go(state)
    ways.go(state, LATER)
    assert (ways.came(), stands(state)[0]) == ((1, 0), "uncertain")


def test_a_first_way_that_says_it_failed_is_followed_at_once(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    record(state, "sms", [said(Verdict.BOUNCED)], now=NOW + MINUTE)
    assert stands(state) == ("accepted", "", 1)
    ways.go(state, NOW + MINUTE)
    assert (ways.came(), stands(state)) == ((1, 1), ("accepted", "", 2))


def test_a_first_way_that_delivers_while_the_second_waits_is_enough(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    ways.sms.fail(PHONE, DeliveryError("busy", code="503", retryable=True))
    ways.go(state, LATER)
    assert stands(state) == ("planned", "503", 2)
    record(state, "sms", [said(Verdict.DELIVERED, at=LATER)], now=LATER)
    ways.go(state, LATER + timedelta(hours=1))
    assert (ways.came(), stands(state)) == ((1, 0), ("delivered", "leg 1", 2))


FIRST_LATE = said(Verdict.DELIVERED, at=LATER + MINUTE)
FIRST_LOST = said(Verdict.BOUNCED, at=LATER + MINUTE)
SECOND = said(Verdict.DELIVERED, leg=2, at=LATER + 2 * MINUTE)
SECOND_LOST = said(Verdict.BOUNCED, leg=2, at=LATER + 2 * MINUTE)


@pytest.mark.parametrize("order", list(permutations((FIRST_LOST, SECOND))))
def test_what_the_second_delivers_is_delivered_whatever_the_first_says(
    state: State, ways: Ways, order: tuple[Report, ...]
) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    ways.go(state, LATER)
    for one in order:
        record(state, "sms", [one], now=LATER + 3 * MINUTE)
    assert (ways.came(), stands(state)) == ((1, 1), ("delivered", "leg 2", 2))


def test_a_first_way_that_delivers_late_is_believed(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    ways.go(state, LATER)
    record(state, "sms", [FIRST_LATE], now=LATER + 3 * MINUTE)
    assert stands(state) == ("delivered", "leg 1", 2)


def test_what_neither_delivers_has_come_back(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    ways.go(state, LATER)
    record(state, "sms", [FIRST_LOST, SECOND_LOST], now=LATER + 3 * MINUTE)
    assert stands(state) == ("bounced", "leg 2", 2)


def test_reports_of_both_ways_are_told_apart_over_connections(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    ways.viber.say(Report("7", Verdict.BOUNCED, NOW, remote_id="memory-1", quality=32))
    ways.sms.say(Report("7", Verdict.DELIVERED, LATER, remote_id="memory-1"))
    with ways.cascade.open(Path()) as sender:
        told = list(sender.reports())
    assert [(one.event_id, one.leg, one.quality) for one in told if isinstance(one, Report)] == [
        ("1/7", 1, 0), ("2/7", 2, 0),
    ]  # fmt: skip
    record(state, "sms", told[:1], now=NOW)
    ways.go(state, NOW + MINUTE)
    record(state, "sms", told[1:], now=LATER)
    assert stands(state) == ("delivered", "", 2)


def test_who_opts_out_in_between_gets_no_second_way_and_the_first_stays_counted(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.go(state)
    ConsentBook(state).forbid("c0", "sms", source="a link")
    ways.go(state, LATER)
    ways.go(state, LATER + timedelta(hours=1))
    assert (ways.came(), stands(state)[0]) == ((1, 0), "accepted")


def test_who_opts_out_before_any_way_took_it_is_skipped(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms")
    ways.viber.fail(PHONE, DeliveryError("no such user", code="no viber"))
    ways.sms.fail(PHONE, DeliveryError("busy", code="503", retryable=True))
    ways.go(state)
    ConsentBook(state).forbid("c0", "sms", source="a link")
    ways.go(state, LATER)
    assert (ways.came(), stands(state)[0]) == ((0, 0), "skipped")


def test_a_sending_that_is_given_up_goes_no_second_way_and_a_paused_one_waits(state: State, ways: Ways) -> None:
    people = {"c0": PHONE, "c1": "+79000000001"}
    sending_id = planned(state, people, medium="sms")
    ways.go(state, limit=1)
    pause(state, sending_id, "a look")
    ways.go(state, LATER)
    assert ways.came() == (1, 0)
    cancel(state, sending_id, "a mistake", now=LATER)
    ways.go(state, LATER)
    assert ways.came() == (1, 0)


def test_what_is_too_late_goes_no_second_way(state: State, ways: Ways) -> None:
    planned(state, {"c0": PHONE}, medium="sms", lifetime=10 * MINUTE)
    ways.go(state)
    ways.go(state, LATER)
    assert (ways.came(), stands(state)[0]) == ((1, 0), "accepted")


# settings ---------------------------------------------------------------------------------------------------------

SMSC = {"kind": "http_sms", "preset": "smsc", "sender": "MyShop", "login_env": "L", "password_env": "P"}


@pytest.mark.parametrize(
    ("legs", "why"),
    [
        ({"first": {"kind": "fcm", "credentials_env": "F"}, "then": SMSC}, "first: fcm carries no SMS"),
        ({"first": SMSC, "then": SMSC}, "first: http_sms, as it is set, never learns that a message was delivered"),
        ({"first": {**SMSC, "callback_secret_env": "H"}, "then": {"kind": "esp"}}, "then"),
        ({"first": SMSC}, "then"),
    ],
)  # fmt: skip
def test_legs_that_cannot_make_a_cascade_are_refused(legs: dict[str, Any], why: str) -> None:
    with pytest.raises(SpecError, match=why):
        CHANNELS.parse({"kind": "cascade", **legs})


def test_a_call_is_believed_where_either_provider_can_have_made_it() -> None:
    first = {**SMSC, "callback_secret_env": "FIRST", "parameters": {"viber": "1"}}
    channel: Channel = CHANNELS.parse(
        {"kind": "cascade", "first": first, "then": {**SMSC, "callback_secret_env": "THEN"}}
    )
    secrets = {"FIRST": "f" * 24, "THEN": "t" * 24}
    body = b"id=41&status=1&phone=79000000000"
    for secret, leg in (("f" * 24, 1), ("t" * 24, 2)):
        (report,) = channel.hear(Callback("POST", {}, {"secret": secret}, body, NOW), secrets)
        assert isinstance(report, Report)
        assert (report.leg, report.verdict) == (leg, Verdict.DELIVERED)
    with pytest.raises(NotAuthentic, match=r"first: .* then: "):
        channel.hear(Callback("POST", {}, {"secret": "x" * 24}, body, NOW), secrets)
