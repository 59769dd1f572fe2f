from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.rules import refusal, terms
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Reason
from tests.delivery.posts import book


@pytest.mark.parametrize(
    ("address", "suppressed", "granted", "by_default", "reason"),
    [
        ("a@example.com", False, True, False, None),
        ("a@example.com", False, None, True, None),
        ("a@example.com", False, None, False, Reason.NO_CONSENT),
        ("a@example.com", False, False, True, Reason.NO_CONSENT),
        ("a@example.com", True, True, True, Reason.SUPPRESSED),
        ("", True, False, False, Reason.NO_CONTACT),
    ],
)
def test_the_first_reason_that_holds_is_given(
    address: str, suppressed: bool, granted: bool | None, by_default: bool, reason: Reason | None
) -> None:
    assert refusal(address=address, suppressed=suppressed, granted=granted, by_default=by_default) is reason


def test_the_database_answers_as_the_rules_do_in_every_case(state: State) -> None:
    said = book(state)
    said.suppress("bad@example.com", reason="complaint")
    said.suppress("good@example.com", medium="sms", reason="a list for another medium")
    cases = product(["", "good@example.com", "bad@example.com", "BAD@example.com"], [None, True, False], [True, False])
    for number, (address, granted, by_default) in enumerate(cases):
        customer = f"c{number}"
        said.forbid(customer, "sms", source="a word about another medium")
        if granted is not None:
            (said.forbid if granted else said.allow)(customer, "email", source="an older word")
            (said.allow if granted else said.forbid)(customer, "email", source="the newest word")
        with state.transaction() as connection:
            row = connection.execute(
                "SELECT refusal(%s, 'email', %s, 'marketing', %s, '', false) AS reason", [customer, address, by_default]
            ).fetchone()
        expected = refusal(
            address=address, suppressed=address.lower() == "bad@example.com", granted=granted, by_default=by_default
        )
        assert row == {"reason": expected or ""}


def test_of_a_category_the_database_says_what_the_book_says_in_every_case(state: State) -> None:
    of = {"news": {"subscribed_by_default": ["email"]}, "sales": {"subscribed_by_default": ["sms"]}}
    settings = Settings.model_validate({"mailing_categories": of, "delivery": {"consent_default": False}})
    said = ConsentBook(state, settings=settings)
    words = [None, True, False]
    for number, (medium, category, other, gone) in enumerate(product(words, words, words, [False, True])):
        customer = f"c{number}"
        for about, word in (("", medium), ("news", category), ("sales", other)):
            if word is not None:
                say = said.forbid if word else said.allow
                say(customer, "email", source="an older word", category=about)
                say = said.allow if word else said.forbid
                say(customer, "email", source="the newest word", category=about)
        said.forbid(customer, "sms", source="another medium", category="news")
        categories = {} if gone else settings.mailing_categories
        book = ConsentBook(state, settings=settings.model_copy(update={"mailing_categories": categories}))
        asked = terms(settings.delivery, categories, category="news")
        with state.transaction() as connection:
            row = connection.execute(
                "SELECT refusal(%(who)s, 'email', 'a@example.com', %(purpose)s, %(consent_default)s, %(category)s, "
                "'email' = ANY(%(subscribed)s)) AS reason",
                {"who": customer, **asked.asked},
            ).fetchone()
        why_not = book.why_not(customer, "email", "a@example.com", category="news")
        assert row == {"reason": why_not or ""}
        wanted = category if category is not None else not gone
        assert why_not == (Reason.NO_CONSENT if not medium else None if wanted else Reason.NOT_SUBSCRIBED)


def test_a_word_about_a_category_that_is_not_there_is_refused_with_the_nearest(state: State) -> None:
    said = ConsentBook(state, settings=Settings.model_validate({"mailing_categories": {"news": {}}}))
    with pytest.raises(UnknownName, match="did you mean 'news'"):
        said.allow("c1", "email", source="form", category="nwes")
    assert said.history("c1") == []


def test_every_active_category_is_told_with_what_holds_of_it_and_every_word_about_others(state: State) -> None:
    of = {"news": {"title": "News", "subscribed_by_default": ["email"]}, "old": {"active": False}}
    said = ConsentBook(state, settings=Settings.model_validate({"mailing_categories": of}))
    said.forbid("c1", "sms", source="call centre", category="news")
    said.allow("c1", "email", source="call centre", category="old")
    with state.transaction() as connection:
        connection.execute(
            "INSERT INTO consents (customer_id, medium, category, granted, source) "
            "VALUES ('c1', 'push', 'of a file', true, 'import')"
        )
    told = [(s.title, s.medium, s.active, s.source, s.known) for s in said.subscriptions("c1")]
    assert told == [
        ("News", "email", True, "", True), ("News", "sms", False, "call centre", True),
        ("News", "push", False, "", True), ("News", "messenger", False, "", True), ("News", "call", False, "", True),
        ("of a file", "push", True, "import", False), ("old", "email", True, "call centre", True),
    ]  # fmt: skip


def test_a_word_of_many_is_new_only_of_those_who_had_not_said_it(state: State) -> None:
    said = ConsentBook(state, settings=Settings.model_validate({"mailing_categories": {"news": {}}}))
    said.allow("c1", "email", source="form", category="news")
    said.allow("c2", "email", source="form")
    batches = [["c1", "c2"], ["c3"]]
    assert said.change(batches, "email", granted=True, source="asked", category="news") == 2
    assert said.change(batches, "email", granted=True, source="asked again", category="news") == 0
    assert said.change(batches, "email", granted=False, source="asked", category="news") == 3
    assert [(w.category, w.granted) for w in said.history("c2")] == [("", True), ("news", True), ("news", False)]


def test_whoever_opts_out_while_a_word_of_many_is_recorded_has_opted_out(state: State) -> None:
    said = ConsentBook(state)

    def batches() -> Iterator[list[str]]:
        yield ["c1"]
        said.forbid("c2", "email", source="link")
        yield ["c2", "c2"]

    assert said.change(batches(), "email", granted=True, source="asked") == 2
    assert {who: said.of(who)["email"].granted for who in ("c1", "c2")} == {"c1": True, "c2": False}


def test_of_many_all_say_it_or_nobody(state: State) -> None:
    def broken() -> Iterator[list[str]]:
        yield ["c1"]
        raise ConnectionError

    said = ConsentBook(state)
    with pytest.raises(ConnectionError):
        said.change(broken(), "email", granted=True, source="asked")
    assert said.history("c1") == []
