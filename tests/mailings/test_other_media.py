"""Mailings through messengers and of calls: who is reached where, and what keeps them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.rules import terms
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.web_settings import Web
from smartcom_kernel.delivery.devices import DeviceBook
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.report import report
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.tracking import as_shown
from smartcom_kernel.mailings.volume import volume
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Reason, Terms
from smartcom_kernel.templates.render import Rendered
from smartcom_kernel.templates.template import Template
from tests.delivery.posts import go
from tests.mailings.shop import EVERYBODY, NOW, TEMPLATES, Person, mailing, shop, somebody

THROUGH: dict[str, dict[str, Any]] = {
    "messenger": {"medium": "messenger", "text": "Sale"},
    "call": {"medium": "call", "title": "Sale", "text": "Tell them"},
}
KNOWN = {**TEMPLATES, **{name: Template.parse(name, spec) for name, spec in THROUGH.items()}}


def of(*media: str) -> Mailing:
    return mailing(variants=[{"name": "a", "templates": {medium: medium for medium in media}}])


def sent(lake: Lake, state: State, what: Mailing, people: Sequence[Person]) -> MemoryChannel:
    plan(lake, state, shop(lake, people), what, occasion="2026-03", templates=KNOWN, now=NOW)
    channel = MemoryChannel()
    go(state, dict.fromkeys(MEDIA, channel))
    return channel


def skipped(state: State) -> dict[str, int]:
    return {str(line.reason): line.people for line in report(state, "spring").lines if line.state == "skipped"}


def test_a_messengers_message_goes_to_the_chat_seen_last_and_never_to_a_device(lake: Lake, state: State) -> None:
    for day, (provider, address, medium) in enumerate(
        [("telegram", "700", "messenger"), ("chat2desk", "7900", "messenger"), ("fcm", "token", "push")], start=1
    ):
        book = DeviceBook(state, clock=FixedClock(f"2026-02-0{day}"))
        book.add("c000", provider, address, medium=medium)
    channel = sent(lake, state, of("messenger"), [somebody(0), somebody(1)])
    assert [(one.medium, one.address) for one in channel.sent] == [("messenger", "chat2desk:7900")]
    assert skipped(state) == {Reason.NO_CONTACT: 1}


def test_a_chat_that_was_closed_is_gone_until_it_is_opened_again(lake: Lake, state: State) -> None:
    book = DeviceBook(state, clock=FixedClock("2026-02-01"))
    book.add("c000", "telegram", "700", medium="messenger")
    plan(lake, state, shop(lake, [somebody(0)]), of("messenger"), occasion="x", templates=KNOWN, now=NOW)
    channel = MemoryChannel()
    channel.fail("telegram:700", DeliveryError("the bot was blocked", code="403", quality=37))
    go(state, {"messenger": channel})
    assert [(device.gone_why, device.gone_at) for device in book.of("c000")] == [("403", NOW)]
    assert DeviceBook(state, clock=FixedClock("2026-03-02")).add("c000", "telegram", "700", medium="messenger")
    assert [device.gone_at for device in book.of("c000")] == [None]


def test_a_landline_is_called_and_gets_no_sms(lake: Lake, state: State) -> None:
    landline = {**somebody(0), "phone": "+74950000000", "phone_quality": 0}
    shop(lake, [landline])
    lake.run("UPDATE lake.main.customers SET phone_is_landline = true")
    tables = Tables(lake, NOW, segments={"everybody": EVERYBODY})
    for medium, whole in {"sms": 0, "call": 1}.items():
        what = mailing(variants=[{"name": "a", "templates": {medium: "short" if medium == "sms" else medium}}])
        found = volume(lake, state, tables, what, occasion="x", terms=Terms(consent_default=True), now=NOW)
        assert (medium, found.final) == (medium, whole)


def test_who_wants_no_calls_still_gets_sms(lake: Lake, state: State) -> None:
    ConsentBook(state).forbid("c000", "call", source="the call centre")
    people = [{**somebody(n), "phone": f"+7900000000{n}", "phone_quality": 0} for n in range(2)]
    called = sent(lake, state, of("call"), people)
    assert ([one.address for one in called.sent], skipped(state)) == (["+79000000001"], {Reason.NO_CONSENT: 1})
    by_sms = mailing(variants=[{"name": "a", "templates": {"sms": "short"}}])
    tables = shop(lake, people)
    assert volume(lake, state, tables, by_sms, occasion="x", terms=Terms(consent_default=True), now=NOW).final == 2


def test_a_number_on_the_blacklist_is_not_called(lake: Lake, state: State) -> None:
    with state.transaction() as connection:
        connection.execute(
            "INSERT INTO blacklist (rule, medium, kind, pattern, reason, added_by, added_at) "
            "VALUES ('+79000000000', 'sms', 'address', '+79000000000', 'joke', 'test', now())"
        )
    called = sent(lake, state, of("call"), [{**somebody(0), "phone": "+79000000000", "phone_quality": 0}])
    assert (called.sent, skipped(state)) == ([], {Reason.BAD_ADDRESS: 1})


@pytest.mark.parametrize("medium", ["messenger", "call"])
def test_nobody_is_called_or_written_to_in_the_evening(medium: str) -> None:
    evening = terms(Delivery(), {}, zone="Europe/Moscow").quiet_hours[medium]
    assert evening == ("21:00", "09:00")


def test_the_button_of_a_messenger_is_tagged_and_the_words_of_a_call_are_left_alone() -> None:
    web = Web.model_validate({"address": "https://shop.example", "utm": {"source": "crm"}})
    words = Rendered("", "", "See https://site.example/a", link_url="https://site.example/b", link_text="Look")
    shown = as_shown(words, "messenger", of("messenger"), "a", web)
    assert ("utm_source=crm" in shown.text, "utm_source=crm" in shown.link_url, shown.link_text) == (True, True, "Look")
    assert as_shown(words, "call", of("call"), "a", web).text == words.text
