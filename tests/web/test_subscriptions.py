"""On the subscription page customers change what they touch, and nothing else changes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import pytest

from smartcom_kernel.consent.choices import SOURCE
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.page_links import page_urls
from smartcom_kernel.consent.unsubscribe import unsubscribe_urls
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.state import consents, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.consents import Consent
from smartcom_kernel.state.messages import Terms
from smartcom_kernel.web.app import web_app
from tests.delivery.posts import NOW, address, book, planned
from tests.web.test_unsubscribe import Caller

SHOP: dict[str, Any] = {
    "name": "Corner <shop>",
    "mailing_categories": {
        "news": {"title": "News", "description": "Once a week"},
        "sales": {"title": "Sales"},
        "vip": {"title": "Secret club", "visible": False},
        "old": {"title": "Gone", "active": False},
    },
}


class Page:
    """A customer's browser: it sends what stands in the form, with the boxes that were ticked or cleared."""

    def __init__(self, state: State, key: str, **changes: Any) -> None:
        app = web_app(state, Settings.model_validate({**SHOP, **changes}), FixedClock(NOW))
        self._caller = Caller(app)
        self.url = page_urls(state, "https://shop.test")(key).removeprefix("https://shop.test")
        self.html = self._caller.get(self.url).text

    def values(self, field: str) -> list[str]:
        return [unescape(v) for v in re.findall(rf'name="{field}" value="([^"]*)"', self.html.split("<h2>")[1])]

    @property
    def ticked(self) -> list[str]:
        return self.values("was")

    def send(self, ticked: list[str] | None = None, **more: Any) -> httpx.Response:
        on = self.ticked if ticked is None else ticked
        form = {"seen": self.values("seen"), "was": self.ticked, "on": on, **more}
        answer = self._caller.post(self.url, data=form)
        if answer.status_code == 200:
            self.html = answer.text
        return answer

    def undo(self) -> None:
        fields = re.findall(r'name="(\w+)" value="([^"]*)"', self.html.split("<h2>")[0])
        form: dict[str, list[str]] = {}
        for name, value in fields:
            form.setdefault(name, []).append(unescape(value))
        self.html = self._caller.post(self.url, data=form).text

    def raw(self, method: str, **more: Any) -> httpx.Response:
        return self._caller.request(method, self.url, **more)


@pytest.fixture
def key(state: State) -> str:
    """The key of a message to Ann, who agreed to e-mail."""
    sending_id = planned(state, {"ann": address("ann")})
    book(state).allow("ann", "email", source="form")
    with state.transaction() as connection:
        sending = sendings.get(connection, sending_id)
        row = connection.execute("SELECT message_id FROM messages").fetchone()
    assert row is not None
    return sending.key(row["message_id"])


def words(state: State) -> list[Consent]:
    with state.transaction() as connection:
        return [word for word in consents.history(connection, "ann") if word.source == SOURCE]


def said(state: State) -> list[tuple[str, str, bool]]:
    return sorted((word.medium, word.category, word.granted) for word in words(state))


def test_the_page_shows_visible_categories_by_the_media_of_the_customer(state: State, key: str) -> None:
    page = Page(state, key)
    assert page.values("seen") == ["email:news", "email:sales"]
    assert ("Once a week" in page.html, "Secret club" in page.html, "Gone" in page.html) == (True, False, False)


def test_clearing_a_box_says_no_to_it_and_to_nothing_else_with_the_evidence(state: State, key: str) -> None:
    page = Page(state, key)
    page.send(["email:sales"], reason="0", remark=" Too\x00 often ")
    (word,) = words(state)
    assert (word.medium, word.category, word.granted, word.recorded_at) == ("email", "news", False, NOW)
    assert (word.reason, word.remark) == ("Too many messages", "Too often")
    assert (word.proof, word.text_version) == (f"message {word.message_id}", "subscription page 1")
    assert page.ticked == ["email:sales"]


def test_saving_without_a_change_says_nothing(state: State, key: str) -> None:
    page = Page(state, key)
    assert "Nothing has changed" in page.send().text
    assert said(state) == []


def test_a_second_tab_with_an_old_state_undoes_nothing_that_it_did_not_touch(state: State, key: str) -> None:
    first, second = Page(state, key), Page(state, key)
    first.send(["email:sales"])
    second.send(["email:news"])
    assert said(state) == [("email", "news", False), ("email", "sales", False)]


def test_leaving_everything_ends_the_medium_with_its_hidden_categories(state: State, key: str) -> None:
    page = Page(state, key)
    page.send(leave="email")
    assert said(state) == [("email", "", False)]
    assert page.ticked == []
    later = planned(state, {"ann": address("ann")}, mailing="later")
    with Hold(state, lease_seconds=60) as hold:
        claimed = hold.claim(later, batch=1, now=NOW)
        terms = Terms(category="vip", subscribed=("email",))
        assert list(hold.intend(claimed, version=1, terms=terms, dated=NOW, now=NOW).values()) == ["no_consent"]


def test_undo_brings_back_exactly_what_was(state: State, key: str) -> None:
    page = Page(state, key)
    page.send(["email:sales"])
    page.send(leave="email")
    page.undo()
    assert page.ticked == ["email:sales"]
    assert said(state) == [("email", "", False), ("email", "", True), ("email", "news", False)]


def test_who_comes_back_for_one_category_gets_that_one_only(state: State, key: str) -> None:
    book(state).forbid("ann", "email", source="call")
    page = Page(state, key)
    page.send(["email:news"])
    assert page.ticked == ["email:news"]
    assert said(state) == [
        ("email", "", True), ("email", "news", True), ("email", "sales", False), ("email", "vip", False),
    ]  # fmt: skip


def test_two_categories_may_come_back_at_once(state: State, key: str) -> None:
    book(state).forbid("ann", "email", source="call")
    page = Page(state, key)
    page.send(["email:news", "email:sales"])
    assert page.ticked == ["email:news", "email:sales"]


def test_a_medium_that_was_left_comes_back_only_by_a_message_through_it(state: State, key: str) -> None:
    book(state).forbid("ann", "sms", source="STOP")
    page = Page(state, key)
    assert page.html.count("disabled") == 2
    page.send([*page.ticked, "sms:news"], back=["sms", "email"])
    assert said(state) == []


def test_undo_takes_back_no_opt_out_that_was_said_elsewhere(state: State, key: str) -> None:
    book(state).forbid("ann", "email", source="complaint")
    Page(state, key).send([], back="email")
    assert said(state) == []


def test_undo_takes_back_leaving_another_medium_too(state: State, key: str) -> None:
    book(state).allow("ann", "sms", source="form")
    page = Page(state, key)
    page.send(leave="sms")
    page.undo()
    assert page.ticked == ["email:news", "email:sales", "sms:news", "sms:sales"]


def test_leaving_and_undoing_gives_no_consent_that_was_not_there(state: State, key: str) -> None:
    ConsentBook(state, settings=Settings.model_validate(SHOP)).allow("ann", "sms", source="form", category="news")
    page = Page(state, key)
    page.send(leave="sms")
    page.send(back="sms")
    assert said(state) == [("sms", "", False)]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_whoever_does_not_post_changes_nothing(state: State, key: str, method: str) -> None:
    Page(state, key).raw(method, params={"leave": "email", "on": "email:news"})
    assert said(state) == []


def test_boxes_that_are_hidden_unknown_or_sent_twice_change_nothing(state: State, key: str) -> None:
    page = Page(state, key)
    forged = ["email:vip", "email:old", "email:", "fax:news", "email", ":", "email:news:x", "sms:news"]
    page.send([*page.ticked, *page.ticked, *forged], leave=["fax", ""], back="fax", reason=["99", "x", "²"])
    page.send(page.ticked, seen=forged, was=forged)
    assert said(state) == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a=" + b"x" * 1_000_000, b"&".join([b"on=email:news"] * 5000)])
def test_a_post_that_is_no_form_or_too_large_is_refused(state: State, key: str, body: bytes) -> None:
    assert Page(state, key).raw("POST", content=body).status_code == 400
    assert said(state) == []


@pytest.mark.parametrize("remark", ["<script>alert(1)</script>", "'; DROP TABLE consents; --", "😀" * 600])
def test_a_remark_is_kept_as_words_of_at_most_500_characters(state: State, key: str, remark: str) -> None:
    page = Page(state, key)
    page.send([], remark=remark)
    assert {word.remark for word in words(state)} == {remark[:500]}
    assert remark not in page.html


def test_the_name_of_a_shop_is_text(state: State, key: str) -> None:
    assert "Corner &lt;shop&gt;" in Page(state, key).html


def test_an_unsubscribe_link_or_a_forged_one_opens_no_page(state: State, key: str) -> None:
    page = Page(state, key)
    foreign = unsubscribe_urls(state, "https://shop.test")(key).rpartition("/")[2]
    for token in (foreign, page.url[3:-1] + "!", "v1.1.x.y", "%00", page.url[3:] + "A"):
        page.url = f"/s/{token}"
        assert page.raw("GET").status_code == 404
        assert page.raw("POST", data={"leave": "email"}).status_code == 404
    assert said(state) == []


def test_a_shop_without_categories_offers_the_medium_as_a_whole(state: State, key: str) -> None:
    page = Page(state, key, mailing_categories={})
    assert page.ticked == ["email:"]
    page.send([])
    assert said(state) == [("email", "", False)]
    page.send(["email:"])
    assert said(state) == [("email", "", False), ("email", "", True)]


def test_an_answer_sent_again_says_nothing_new(state: State, key: str) -> None:
    page = Page(state, key)
    first = page.html
    for _ in range(3):
        page.html = first
        page.send([], reason="1")
    assert said(state) == [("email", "news", False), ("email", "sales", False)]


def test_a_token_signed_before_the_key_was_changed_still_opens_its_page(state: State, key: str) -> None:
    page = Page(state, key)
    with state.transaction() as connection:
        connection.execute("INSERT INTO link_keys (key) VALUES (sha256('new'))")
    assert page.raw("GET").status_code == 200


def test_the_page_speaks_the_language_that_is_asked_for(state: State, key: str) -> None:
    page = Page(state, key, language="ru")
    assert "Что мы можем вам присылать" in page.html
    assert "What we may send you" in page.raw("GET", params={"lang": "en"}).text


def test_who_left_is_counted_by_mailing_category_and_reason(state: State, key: str) -> None:
    page = Page(state, key)
    page.send(["email:sales"], reason="1")
    page.send(leave="email", reason="0")
    found = book(state).left()
    assert [(one.mailing, one.medium, one.category, one.reason, one.people) for one in found.groups] == [
        ("spring", "email", "", "Too many messages", 1),
        ("spring", "email", "news", "Not interesting to me", 1),
    ]
    assert found.describe("ru").startswith("spring, ")
    assert "not said" not in found.describe()


def test_one_click_is_counted_too_without_a_reason(state: State, key: str) -> None:
    page = Page(state, key)
    page.url = unsubscribe_urls(state, "https://shop.test")(key).removeprefix("https://shop.test")
    page.raw("POST", data={"List-Unsubscribe": "One-Click"})
    assert book(state).left().describe().endswith("everything, not said: 1")
    assert book(state).left(since=NOW.replace(year=2027)).describe() == "Nobody left by a link."
