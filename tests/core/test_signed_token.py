"""A token is ours or it is nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcom_kernel.core.signed_token import signed, verified

KEYS = {1: b"1" * 32, 2: b"2" * 32}
TOKEN = signed("unsubscribe", "message.7", KEYS)


def test_a_token_names_what_it_was_made_for() -> None:
    assert verified("unsubscribe", TOKEN, KEYS) == "message.7"


def test_the_newest_key_signs_and_older_ones_still_verify() -> None:
    before = signed("unsubscribe", "message.7", {1: KEYS[1]})
    assert TOKEN.startswith("v1.2.")
    assert verified("unsubscribe", before, KEYS) == "message.7"


def test_a_token_of_one_purpose_is_none_of_another() -> None:
    assert verified("click", TOKEN, KEYS) is None


@pytest.mark.parametrize(
    "token",
    [
        "", "v1", "v1...", TOKEN[:-1], TOKEN + "A", TOKEN[1:], TOKEN.replace("v1.2", "v1.1"), f"{TOKEN}\n",
        TOKEN.replace("v1.2", "v1.3"), TOKEN.replace("v1.2", "v1.٢"), TOKEN.replace("v1", "v2"), "v1.2.a.%00",
        f"v1.2.{'A' * 10_000}.{TOKEN[-22:]}", "v1.99999999999999999999.QQ.AAAAAAAAAAAAAAAAAAAAAA", "../../etc/passwd",
    ],
)  # fmt: skip
def test_what_is_cut_stretched_or_signed_by_another_key_is_nothing(token: str) -> None:
    assert verified("unsubscribe", token, KEYS) is None


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_no_other_letter_stands_for_one_of_a_token(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    assert changed == TOKEN or verified("unsubscribe", changed, KEYS) is None


@given(st.text())
def test_any_text_is_refused_without_a_fault(text: str) -> None:
    assert verified("unsubscribe", text, KEYS) is None
