from __future__ import annotations

from smartcom_kernel.delivery.words import REASONS, STATES, standing_words
from smartcom_kernel.state.messages import MessageState, Reason


def test_every_state_and_reason_has_words_in_both_languages() -> None:
    assert set(STATES) == set(MessageState)
    assert set(REASONS) == set(Reason)
    assert all(en and ru for en, ru in [*STATES.values(), *REASONS.values()])


def test_a_reason_follows_the_state() -> None:
    assert standing_words(MessageState.SKIPPED, "no_consent", "ru") == "не отправляли: нет согласия"
    assert standing_words(MessageState.ACCEPTED, "") == "accepted by the provider"
