from __future__ import annotations

from datetime import timedelta

from smartcom_kernel.state import contacts
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.contacts import Trouble
from smartcom_kernel.state.messages import Reason
from tests.delivery.posts import NOW, book

ANNA = "anna@example.com"


def note(state: State, *troubles: tuple[int, float], address: str = ANNA) -> None:
    """Codes, each so many days after the first of March, taken in together."""
    with state.transaction() as connection:
        contacts.note(
            connection, [Trouble("email", address, code, NOW + timedelta(days=d), f"#{code}") for code, d in troubles]
        )


def code(state: State, address: str = ANNA) -> int:
    found = book(state).quality(address)
    assert found is not None
    return found.code


def test_an_address_that_bounced_for_good_is_not_written_to_again(state: State) -> None:
    book(state).allow("c1", "email", source="form")
    note(state, (32, 0), address="Anna@Example.com")
    assert book(state).why_not("c1", "email", ANNA) is Reason.BAD_ADDRESS
    assert book(state).why_not("c1", "email", "another@example.com") is None


def test_a_full_mailbox_is_written_to_again(state: State) -> None:
    book(state).allow("c1", "email", source="form")
    note(state, (3, 0))
    assert code(state) == 3
    assert book(state).why_not("c1", "email", ANNA) is None


def test_seven_soft_bounces_within_a_month_are_as_good_as_a_hard_one(state: State) -> None:
    for day in range(6):
        note(state, (3, day))
    assert code(state) == 3
    note(state, (5, 29))
    assert code(state) == 34


def test_seven_soft_bounces_over_a_longer_time_are_not(state: State) -> None:
    for n in range(12):
        note(state, (3, n * 5.1))
    assert code(state) == 3


def test_what_comes_at_once_or_in_another_order_counts_the_same(state: State) -> None:
    note(state, *[(3, day) for day in (6, 0, 3)])
    note(state, *[(3, day) for day in (5, 1, 4)])
    assert code(state) == 3
    note(state, (3, 2))
    assert code(state) == 34


def test_the_first_hard_reason_stays(state: State) -> None:
    note(state, (36, 0), (32, 1), (3, -1))
    note(state, (33, 2), (3, 3))
    assert code(state) == 36


def test_an_address_can_be_trusted_again(state: State) -> None:
    note(state, (32, 0))
    assert book(state).trust("ANNA@example.com")
    assert book(state).quality(ANNA) is None
    assert not book(state).trust(ANNA)
