from __future__ import annotations

from smartcom_kernel.delivery.words import REASONS, STATES, accounted_words, standing_words
from smartcom_kernel.state.messages import MessageState, Reason


def test_every_state_and_reason_has_words_in_both_languages() -> None:
    assert set(STATES) == set(MessageState)
    assert set(REASONS) == set(Reason)
    assert all(en and ru for en, ru in [*STATES.values(), *REASONS.values()])


def test_a_reason_follows_the_state() -> None:
    assert standing_words(MessageState.SKIPPED, "no_consent", "ru") == "не отправляли: нет согласия"
    assert standing_words(MessageState.ACCEPTED, "") == "accepted by the provider"


def test_somebody_without_a_row_is_not_called_accounted_for() -> None:
    assert accounted_words(10, 10) == "everybody is accounted for: 10 of 10"
    assert accounted_words(9, 10) == "1 is NOT accounted for (9 of 10)"
    assert accounted_words(8, 10) == "2 are NOT accounted for (8 of 10)"
    assert accounted_words(10, 10, "ru") == "учтён каждый: 10 из 10"
    assert accounted_words(9, 10, "ru") == "НЕ учтены: 1 (9 из 10)"
