from __future__ import annotations

from itertools import product

import pytest

from smartcom_kernel.consent.rules import refusal
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
                "SELECT refusal(%s, 'email', %s, %s) AS reason", [customer, address, by_default]
            ).fetchone()
        expected = refusal(
            address=address, suppressed=address.lower() == "bad@example.com", granted=granted, by_default=by_default
        )
        assert row == {"reason": expected or ""}
