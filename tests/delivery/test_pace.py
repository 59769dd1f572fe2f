"""Limits hold for all senders together, and nobody who is put off is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery, RateLimit
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import load_settings
from smartcom_kernel.delivery.pace import began_at
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from tests.delivery.posts import NOW, address, go, planned

MINUTE = timedelta(minutes=1)


def limited(*limits: dict[str, Any]) -> dict[str, Any]:
    return {"limits": limits}


def turns(state: State) -> dict[datetime, int]:
    """How many messages wait for which moment."""
    with state.transaction() as connection:
        rows = connection.execute(
            "SELECT not_before, count(*) AS n FROM messages WHERE state = 'planned' GROUP BY 1 ORDER BY 1"
        ).fetchall()
    return {row["not_before"]: row["n"] for row in rows}


def test_so_many_leave_in_a_minute_and_the_others_get_their_turns(state: State) -> None:
    planned(state, 25)
    channel = MemoryChannel()
    limit = limited({"messages": 10})
    assert go(state, channel, **limit).accepted == 10
    assert turns(state) == {NOW + MINUTE: 10, NOW + 2 * MINUTE: 5}
    assert go(state, channel, clock=FixedClock(NOW + MINUTE), **limit).accepted == 10
    assert go(state, channel, clock=FixedClock(NOW + 2 * MINUTE), **limit).accepted == 5
    assert len({outgoing.address for outgoing in channel.sent}) == 25


def test_a_limit_of_a_domain_holds_up_its_own_messages_and_no_others(state: State) -> None:
    people = {f"g{n}": f"g{n}@Gmail.example" for n in range(10)} | {f"o{n}": address(f"o{n}") for n in range(10)}
    planned(state, people)
    channel = MemoryChannel()
    go(state, channel, **limited({"messages": 4, "domain": "gmail.example"}))
    arrived = [outgoing.address.partition("@")[0][0] for outgoing in channel.sent]
    assert (arrived.count("g"), arrived.count("o")) == (4, 10)


def test_every_limit_holds(state: State) -> None:
    planned(state, {f"g{n}": f"g{n}@gmail.example" for n in range(30)})
    limit = limited({"messages": 20}, {"messages": 7, "per": "hour", "domain": "gmail.example"})
    assert go(state, MemoryChannel(), **limit).accepted == 7


def test_two_mailings_share_a_limit(state: State) -> None:
    planned(state, 8, mailing="first")
    planned(state, 8, mailing="second")
    report = go(state, MemoryChannel(), **limited({"messages": 10}))
    assert report.accepted == 10
    assert report.count(MessageState.PLANNED) == 6


def test_many_senders_at_once_share_a_limit(state: State) -> None:
    planned(state, 200)
    channels = [MemoryChannel() for _ in range(4)]
    told = limited({"messages": 50}) | {"batch": 10}
    senders = [Thread(target=go, args=(state, channel), kwargs=told) for channel in channels]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert sum(len(channel.sent) for channel in channels) == 50
    assert turns(state) == {NOW + MINUTE * n: 50 for n in (1, 2, 3)}


def test_a_mailing_may_have_a_limit_of_its_own(state: State) -> None:
    number = planned(state, 9)
    with state.transaction() as connection:
        connection.execute(
            'UPDATE sendings SET spec = \'{"mailing": {"per_minute": 4}}\' WHERE sending_id = %s', [number]
        )
    planned(state, 9, mailing="free")
    channel = MemoryChannel()
    assert go(state, channel).accepted == 4 + 9


@pytest.mark.parametrize(("days", "allowed"), [(-3, 50), (0, 50), (1, 100), (4, 800), (5, 1000), (10_000, 1000)])
def test_a_warm_up_doubles_day_by_day_up_to_the_limit(days: int, allowed: int) -> None:
    begun = date(2026, 3, 1)
    limit = RateLimit(messages=1000, per="day", warm_up_from=begun)
    assert limit.allowed(begun + timedelta(days=days)) == allowed


def test_a_sender_that_is_warmed_up_sends_its_day_and_no_more(state: State) -> None:
    planned(state, 200)
    warm = {"messages": 1000, "per": "day", "warm_up_from": NOW.date(), "warm_up_with": 20}
    assert go(state, MemoryChannel(), **limited(warm)).accepted == 20
    midnight = NOW.replace(hour=0)
    sent = [
        go(state, MemoryChannel(), clock=FixedClock(midnight + timedelta(days=n)), **limited(warm)).accepted
        for n in range(1, 5)
    ]
    assert sent == [40, 80, 60, 0]


@pytest.mark.parametrize(
    ("per", "began"),
    [("minute", "2026-03-01T22:47"), ("hour", "2026-03-01T22:00"), ("day", "2026-03-01T21:00")],
)
def test_a_day_is_one_of_the_workspaces_zone(per: str, began: str) -> None:
    now = datetime(2026, 3, 1, 22, 47, 31, tzinfo=UTC)
    assert began_at(now, per, "Europe/Moscow") == datetime.fromisoformat(began).replace(tzinfo=UTC)


def test_spans_that_have_passed_have_let_through_who_waited(state: State) -> None:
    planned(state, 25)
    limit = limited({"messages": 10})
    go(state, MemoryChannel(), **limit)
    planned(state, 30, mailing="next")
    go(state, MemoryChannel(), clock=FixedClock(NOW + 9 * MINUTE), **limit)
    assert turns(state) == {NOW + (9 + n) * MINUTE: 10 for n in (1, 2, 3)} | {NOW + 13 * MINUTE: 5}


@pytest.mark.parametrize(
    ("limit", "fault"),
    [
        ('messages = 5\nwarm_up_from = 2026-03-01', "a warm-up counts days"),
        ('messages = 5\nmedium = "sms"\ndomain = "gmail.com"', "only e-mails go to domains"),
        ('messages = 0', r"limits\[0\].messages"),
        ('messages = 5\ndomain = "Gmail.com"', r"limits\[0\].domain"),
    ],
)  # fmt: skip
def test_a_limit_that_makes_no_sense_is_refused(tmp_path, limit: str, fault: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "smartcom.toml").write_text(f"[[delivery.limits]]\n{limit}\n", encoding="utf-8")
    with pytest.raises(SpecError, match=fault):
        load_settings(tmp_path)


def test_nothing_is_limited_unless_somebody_says_so() -> None:
    assert Delivery().limits == []
