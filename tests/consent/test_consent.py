from __future__ import annotations

import pytest

from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.consents import Consent
from smartcom_kernel.state.messages import Reason
from smartcom_kernel.state.suppressions import find
from tests.delivery.posts import NOW, book


def test_the_newest_word_about_a_medium_holds_and_every_word_is_kept(state: State) -> None:
    said = book(state)
    said.allow("c1", "email", source="sign-up form")
    said.allow("c1", "sms", source="sign-up form")
    said.forbid("c1", "email", source="unsubscribe link")
    assert said.of("c1") == {
        "email": Consent("email", False, "unsubscribe link", NOW),
        "sms": Consent("sms", True, "sign-up form", NOW),
    }
    assert [(word.medium, word.granted) for word in said.history("c1")] == [
        ("email", True), ("sms", True), ("email", False),
    ]  # fmt: skip


def test_an_unknown_medium_is_refused_with_the_nearest_known_one(state: State) -> None:
    with pytest.raises(UnknownName, match="did you mean 'email'"):
        book(state).forbid("c1", "e-mail", source="link")


def test_a_suppressed_address_is_refused_in_whatever_letters_and_whoever_it_belongs_to(state: State) -> None:
    said = book(state)
    said.allow("c1", "email", source="form")
    assert said.why_not("c1", "email", "a@example.com") is None
    assert said.suppress("A@Example.com", reason="complaint")
    assert not said.suppress("a@example.COM", reason="again")
    assert said.why_not("c1", "email", "a@example.com") is Reason.SUPPRESSED
    with state.transaction() as connection:
        kept = find(connection, "email", "a@example.com")
    assert kept is not None
    assert kept.reason == "complaint"


def test_silence_is_no_unless_the_shop_says_otherwise(state: State) -> None:
    assert ConsentBook(state).why_not("c1", "email", "a@example.com") is Reason.NO_CONSENT
    allowing = Settings(delivery=Delivery(consent_default=True))
    assert ConsentBook(state, settings=allowing).why_not("c1", "email", "a@example.com") is None
