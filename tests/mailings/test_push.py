"""A mailing of pushes, from the audience into a real HTTP/2 server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.push import PushChannel
from smartcom_kernel.channels.push_sink import PushSink
from smartcom_kernel.channels.push_sink import fcm as of_fcm
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.delivery.devices import DeviceBook
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.letters import Letters
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.report import report
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.volume import volume
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState, Reason, Terms
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from tests.channels.push.conftest import IPHONE, apns_channel, fcm_channel, secrets_of, sink
from tests.mailings.shop import NOW, TEMPLATES, mailing, pinned, shop, somebody

__all__ = ["sink"]
SALE = {"medium": "push", "title": "Sale, {{ client.first_name }}", "text": "-20 %", "link_url": "app://sale"}
WITH_PUSH = {**TEMPLATES, "sale": Template.parse("sale", SALE)}


def pushes(**changes: Any) -> Mailing:
    return mailing(variants=[{"name": "a", "templates": {"push": "sale"}}], **changes)


def sent(lake: Lake, state: State, channel: Channel) -> None:
    with Renderer() as renderer:
        deliver(
            state, channels={"push": channel, "email": channel}, workspace=Path(), clock=FixedClock(NOW),
            compose=Letters(pinned(lake), renderer, shop="My shop"), settings=Delivery(consent_default=True),
        )  # fmt: skip


def planned(lake: Lake, state: State, people: int, what: Mailing) -> None:
    tables = shop(lake, [somebody(n) for n in range(people)])
    plan(lake, state, tables, what, occasion="2026-03", templates=WITH_PUSH, now=NOW)


def test_pushes_arrive_and_everybody_is_accounted_for(
    lake: Lake, state: State, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in secrets_of(sink).items():
        monkeypatch.setenv(name, secret)
    book = DeviceBook(state, clock=FixedClock(NOW))
    book.add("c000", "fcm", "t0")
    book.add("c001", "apns", IPHONE)
    book.add("c002", "fcm", "t2")
    book.add("c003", "fcm", "t3")
    ConsentBook(state).forbid("c003", "push", source="the app")
    sink.answer("t2", of_fcm.error("UNREGISTERED"))
    planned(lake, state, 5, pushes())
    sent(lake, state, PushChannel(through=(fcm_channel(sink), apns_channel(sink))))
    assert {(line.state, line.reason): line.people for line in report(state, "spring").lines} == {
        (MessageState.ACCEPTED, ""): 2,
        (MessageState.FAILED, ""): 1,
        (MessageState.SKIPPED, Reason.NO_CONSENT): 1,
        (MessageState.SKIPPED, Reason.NO_CONTACT): 1,
    }
    titles = [asked.json() for asked in sink.received]
    assert titles[0]["message"]["notification"] == {"title": "Sale, N0", "body": "-20 %"}
    assert (titles[1]["aps"]["alert"]["title"], titles[1]["link"]) == ("Sale, N1", "app://sale")


def test_a_push_goes_to_the_device_seen_last_that_is_not_gone(lake: Lake, state: State) -> None:
    clock = FixedClock("2026-02-01")
    book = DeviceBook(state, clock=clock)
    for day, token in enumerate(["old", "used", "sold"], start=2):
        book.add("c000", "fcm", token)
        clock = FixedClock(f"2026-02-{day:02}")
        book = DeviceBook(state, clock=clock)
    book.gone("fcm", "sold", why="410")
    planned(lake, state, 1, pushes())
    channel = MemoryChannel()
    sent(lake, state, channel)
    assert [(one.address, one.subject, one.link_url) for one in channel.sent] == [
        ("fcm:used", "Sale, N0", "app://sale")
    ]


def test_who_has_no_device_is_written_to_through_the_next_medium(lake: Lake, state: State) -> None:
    DeviceBook(state).add("c001", "fcm", "t1")
    planned(lake, state, 2, mailing(variants=[{"name": "a", "templates": {"push": "sale", "email": "gift"}}]))
    channel = MemoryChannel()
    sent(lake, state, channel)
    assert sorted((one.medium, one.address) for one in channel.sent) == [
        ("email", "c000@example.com"), ("push", "fcm:t1"),
    ]  # fmt: skip


def test_people_without_a_device_have_no_usable_address(lake: Lake, state: State) -> None:
    DeviceBook(state).add("c001", "fcm", "t1")
    DeviceBook(state).add("c002", "telegram", "700", medium="messenger")
    tables = shop(lake, [somebody(n) for n in range(3)])
    found = volume(lake, state, tables, pushes(), occasion="x", terms=Terms(consent_default=True), now=NOW)
    assert (found.total, found.no_contact, found.final) == (3, 2, 1)


def test_a_medium_that_mailings_do_not_know_is_refused() -> None:
    with pytest.raises(SpecError, match="is no medium; did you mean 'push'"):
        mailing(variants=[{"name": "a", "templates": {"pusch": "sale"}}])
