"""Observers: people of the shop who get a copy of each variant, which counts nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import DeliveryError, SpecError
from smartcom_kernel.core.observer_settings import ObserverGroup
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.web_settings import Web
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.control import cancel, pause, resume
from smartcom_kernel.mailings.letters import Letters
from smartcom_kernel.mailings.observers import copies
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.plan_report import PlanReport
from smartcom_kernel.mailings.report import report
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.tracking import Tracker
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState, Terms
from smartcom_kernel.state.sendings import SendingStatus
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from tests.mailings.shop import NOW, TEMPLATES, mailing, pinned, shop, somebody

GROUPS = {
    "directors": ObserverGroup(emails=["boss@Shop.example"], phones=["8 900 000-00-09"]),
    "regions": ObserverGroup(emails=["west@shop.example", "east@shop.example"]),
}
LETTER = {
    "medium": "email", "subject": "A gift for {{ client.first_name }}",
    "html": '<p>Dear {{ client.first_name }}</p><a href="https://site.example/gift">see</a>'
            '<a href="{{ unsubscribe_url() }}">leave</a>',
}  # fmt: skip
SAVED = {**TEMPLATES, "gift": Template.parse("gift", LETTER)}
TWO = [{"name": "a", "templates": {"email": "gift"}}, {"name": "b", "templates": {"email": "plain", "sms": "short"}}]


def observed(*groups: str, **changes: Any) -> Mailing:
    return mailing(**{"observers": list(groups), "variants": TWO, **changes})


def planned(lake: Lake, state: State, what: Mailing, people: int = 2) -> PlanReport:
    tables = shop(lake, [somebody(n) for n in range(people)])
    return plan(
        lake, state, tables, what, occasion="2026-03", templates=SAVED, now=NOW, terms=Terms(consent_default=True),
        copies=copies(what, GROUPS, country="RU"),
    )  # fmt: skip


def sent(lake: Lake, state: State, **settings: Any) -> MemoryChannel:
    channel = MemoryChannel()
    web = Web.model_validate({"address": "https://shop.example", "utm": {"source": "crm"}})
    with Renderer() as renderer:
        deliver(
            state, channels=dict.fromkeys(MEDIA, channel), workspace=Path(), clock=FixedClock(NOW),
            compose=Letters(
                pinned(lake), renderer, shop="My shop", tracker=Tracker(state, web),
                unsubscribe_url=lambda key: f"https://shop.example/u/{key}",
            ),
            settings=Delivery.model_validate({"consent_default": True, **settings}),
        )  # fmt: skip
    return channel


def test_each_observer_gets_each_variant_once_through_what_they_have(lake: Lake, state: State) -> None:
    assert planned(lake, state, observed("directors", "regions")).copies == 7
    got = [one for one in sent(lake, state).sent if "c0" not in one.address]
    assert sorted((one.address, one.medium, one.subject or one.text) for one in got) == [
        ("+79000000009", "sms", "[Copy, b] first name, come back"),
        ("boss@shop.example", "email", "[Copy, a] A gift for first name"),
        ("boss@shop.example", "email", "[Copy, b] Hello"),
        ("east@shop.example", "email", "[Copy, a] A gift for first name"),
        ("east@shop.example", "email", "[Copy, b] Hello"),
        ("west@shop.example", "email", "[Copy, a] A gift for first name"),
        ("west@shop.example", "email", "[Copy, b] Hello"),
    ]  # fmt: skip


def test_a_copy_names_no_customer_leaves_nobody_and_counts_no_link(lake: Lake, state: State) -> None:
    planned(lake, state, observed("regions"))
    copy = next(one for one in sent(lake, state).sent if one.address == "east@shop.example" and one.html)
    assert "Dear first name" in copy.html
    assert "https://site.example/gift?utm_source=crm" in copy.html
    assert ("/c/" in copy.html, "/o/" in copy.html, "shop.example/u/" in copy.html) == (False, False, False)
    assert copy.unsubscribe_url == ""


def test_copies_are_nobody_of_the_people(lake: Lake, state: State) -> None:
    told = planned(lake, state, observed("directors"))
    assert (told.people, sum(told.planned.values()), told.copies) == (2, 2, 3)
    sent(lake, state)
    found = report(state, "spring")
    assert (found.people, found.accounted, len(found.frame)) == (2, 2, len(found.lines))
    assert sum(line.people for line in found.copies) == 3
    assert "copies to observers, accepted by the provider" in found.describe()
    assert "копии наблюдателям" in found.describe("ru")
    with state.transaction() as connection:
        received = connection.execute(
            "SELECT count(*) AS n FROM message_events WHERE customer_id LIKE 'c0%'"
        ).fetchone()
    assert received is not None
    assert received["n"] == 2


def test_the_latest_sending_and_the_list_are_of_people(lake: Lake, state: State) -> None:
    planned(lake, state, observed("directors"))
    with state.transaction() as connection:
        latest = sendings.find(connection, "spring")
        rows = connection.execute("SELECT mailing, copies_of FROM sendings ORDER BY sending_id").fetchall()
    assert latest is not None
    assert (latest.copies_of, len(rows)) == (None, 2)


def test_planning_again_makes_no_second_copies(lake: Lake, state: State) -> None:
    what = observed("directors")
    planned(lake, state, what)
    assert planned(lake, state, what).copies == 3
    assert len([one for one in sent(lake, state).sent if "c0" not in one.address]) == 3


def test_copies_need_no_consent_and_wait_for_no_cap(lake: Lake, state: State) -> None:
    planned(lake, state, observed("directors"))
    channel = sent(lake, state, consent_default=False, caps=[{"messages": 1, "per": "day"}])
    assert {one.address for one in channel.sent} == {"boss@shop.example", "+79000000009"}


def test_copies_stop_and_go_on_with_their_mailing(lake: Lake, state: State) -> None:
    planned(lake, state, observed("directors"))
    sending_id = report(state, "spring").sending_id
    pause(state, sending_id, "a look")
    assert sent(lake, state).sent == []
    resume(state, sending_id, templates=SAVED)
    assert len(sent(lake, state).sent) == 5


def test_copies_are_given_up_with_their_mailing(lake: Lake, state: State) -> None:
    planned(lake, state, observed("directors"))
    assert cancel(state, report(state, "spring").sending_id, "a mistake", now=NOW) == 2
    assert sent(lake, state).sent == []
    assert {line.state for line in report(state, "spring").copies} == {MessageState.SKIPPED}


def test_a_copy_that_cannot_be_handed_over_does_not_stop_the_mailing(lake: Lake, state: State) -> None:
    planned(lake, state, observed("directors"))
    channel = MemoryChannel()
    channel.fail("boss@shop.example", DeliveryError("no such user", code="550", quality=32), times=9)
    with Renderer() as renderer:
        deliver(
            state, channels=dict.fromkeys(MEDIA, channel), workspace=Path(), clock=FixedClock(NOW),
            compose=Letters(pinned(lake), renderer, shop="My shop"), settings=Delivery(consent_default=True),
        )  # fmt: skip
    found = report(state, "spring")
    assert found.status is SendingStatus.FINISHED
    assert {line.state for line in found.lines} == {MessageState.ACCEPTED}


def test_a_group_that_does_not_exist_and_an_address_that_is_none_are_named() -> None:
    wrong = {"directors": ObserverGroup(emails=["nobody"], chats=["700"])}
    with pytest.raises(SpecError) as caught:
        copies(observed("directors", "directorz"), wrong, country="RU")
    said = str(caught.value)
    assert "observers[1]: there is no group of observers called 'directorz'; did you mean 'directors'" in said
    assert "observers.directors.emails[0]: 'nobody' is no address to send to" in said
    assert "observers.directors.chats[0]: '700' is no address to send to" in said


def test_a_group_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="names nobody"):
        ObserverGroup()


def test_who_stands_in_two_groups_gets_one_copy() -> None:
    groups = {**GROUPS, "all": ObserverGroup(emails=["BOSS@shop.example"])}
    found = copies(observed("directors", "all"), groups, country="RU")
    assert [one.variant for one in found if one.medium == "email"] == ["a", "b"]
