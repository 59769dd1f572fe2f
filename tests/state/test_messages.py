from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Claimed, MessageState, Outcome, Reason, Terms
from tests.delivery.posts import NOW, book, planned, standing

ASLEEP = 0.0
"""A lease that has ended as soon as it is given."""


def claim(state: State, sending: int, *, owner: str = "a", lease: float = 60, batch: int = 10) -> list[Claimed]:
    with state.transaction() as connection:
        return messages.claim(
            connection, sending_id=sending, owner=owner, lease_seconds=lease, batch=batch, now=NOW
        )  # fmt: skip


def intend(
    state: State, claimed: Sequence[Claimed], *, owner: str = "a", lease: float = 60, version: int = 1
) -> dict[int, str]:
    with state.transaction() as connection:
        return messages.intend(
            connection, claimed, owner=owner, lease_seconds=lease, version=version, dated=NOW, now=NOW,
            terms=Terms(consent_default=True),
        )  # fmt: skip


def settle(state: State, *outcomes: Outcome, owner: str = "a") -> set[int]:
    with state.transaction() as connection:
        return messages.settle(connection, outcomes, owner=owner, now=NOW)


def recover(state: State, sending: int, *, repeatable: Sequence[str] = (), attempts: int = 18) -> int:
    with state.transaction() as connection:
        return messages.recover(connection, sending_id=sending, repeatable=repeatable, attempts=attempts, now=NOW)


def test_what_one_sender_holds_another_does_not_get(state: State) -> None:
    sending = planned(state, 5)
    mine = claim(state, sending, batch=3)
    theirs = claim(state, sending, owner="b")
    assert (len(mine), len(theirs)) == (3, 2)
    assert not {m.message_id for m in mine} & {m.message_id for m in theirs}


def test_two_claims_under_way_at_once_share_nothing(state: State) -> None:
    sending = planned(state, 4)
    with state.transaction() as one, state.transaction() as other:
        mine = messages.claim(one, sending_id=sending, owner="a", lease_seconds=60, batch=2, now=NOW)
        theirs = messages.claim(other, sending_id=sending, owner="b", lease_seconds=60, batch=9, now=NOW)
    assert sorted(m.customer_id for m in [*mine, *theirs]) == ["c0", "c1", "c2", "c3"]


def test_an_ended_lease_is_taken_over_with_a_higher_fence(state: State) -> None:
    sending = planned(state, 1)
    (first,) = claim(state, sending, lease=ASLEEP)
    (second,) = claim(state, sending, owner="b")
    assert second.fence == first.fence + 1


def test_an_ended_lease_is_not_renewed(state: State) -> None:
    sending = planned(state, 1)
    (asleep,) = claim(state, sending, lease=ASLEEP)
    with state.transaction() as connection:
        assert messages.renew(connection, [asleep.message_id], owner="a", lease_seconds=60) == 0


def test_a_lease_that_runs_is_renewed_by_its_owner_alone(state: State) -> None:
    sending = planned(state, 1)
    (held,) = claim(state, sending)
    with state.transaction() as connection:
        assert messages.renew(connection, [held.message_id], owner="b", lease_seconds=60) == 0
        assert messages.renew(connection, [held.message_id], owner="a", lease_seconds=60) == 1


def test_a_sender_whose_lease_ended_may_not_begin(state: State) -> None:
    sending = planned(state, 1)
    assert intend(state, claim(state, sending, lease=ASLEEP)) == {}
    assert standing(state, "c0") == "planned"


def test_a_sender_with_an_old_fence_may_not_begin(state: State) -> None:
    sending = planned(state, 1)
    old = claim(state, sending, lease=ASLEEP)
    claim(state, sending)
    assert intend(state, old) == {}


def test_nothing_of_a_paused_sending_begins_even_when_it_was_claimed_before(state: State) -> None:
    sending = planned(state, 1)
    claimed = claim(state, sending)
    with state.transaction() as connection:
        sendings.pause(connection, sending, "wait")
    assert intend(state, claimed) == {}
    assert claim(state, sending, owner="b") == []


def test_nothing_begins_twice(state: State) -> None:
    sending = planned(state, 1)
    claimed = claim(state, sending)
    assert list(intend(state, claimed).values()) == [""]
    assert intend(state, claimed) == {}
    assert claim(state, sending, owner="b") == []


def test_an_opt_out_after_the_claim_holds(state: State) -> None:
    sending = planned(state, 2)
    claimed = claim(state, sending)
    book(state).forbid("c0", "email", source="link")
    assert sorted(intend(state, claimed).values()) == ["", "no_consent"]
    assert standing(state, "c0") == "skipped:no_consent"


@pytest.mark.parametrize(
    ("to", "stands"),
    [
        (MessageState.ACCEPTED, "accepted"),
        (MessageState.FAILED, "failed"),
        (MessageState.UNCERTAIN, "uncertain"),
        (MessageState.PLANNED, "planned"),
    ],
)
def test_an_intent_ends_as_its_outcome_says(state: State, to: MessageState, stands: str) -> None:
    sending = planned(state, 1)
    (message,) = claim(state, sending)
    intend(state, [message])
    assert settle(state, Outcome(message, to)) == {message.message_id}
    assert standing(state, "c0") == stands
    assert settle(state, Outcome(message, MessageState.FAILED)) == set()
    assert standing(state, "c0") == stands


def test_what_was_never_in_intent_has_no_outcome(state: State) -> None:
    sending = planned(state, 1)
    (message,) = claim(state, sending)
    assert settle(state, Outcome(message, MessageState.ACCEPTED)) == set()


def test_a_try_that_sent_nothing_does_not_count(state: State) -> None:
    sending = planned(state, 2)
    one, other = claim(state, sending)
    intend(state, [one, other])
    settle(state, Outcome(one, MessageState.PLANNED, unsent=True), Outcome(other, MessageState.PLANNED))
    assert [m.attempts for m in claim(state, sending)] == [0, 1]


def test_a_message_that_waits_for_another_try_is_not_claimed_before(state: State) -> None:
    sending = planned(state, 1)
    (message,) = claim(state, sending)
    intend(state, [message])
    settle(state, Outcome(message, MessageState.PLANNED, not_before=NOW + timedelta(seconds=1)))
    assert claim(state, sending) == []
    with state.transaction() as connection:
        rest = messages.still_open(connection, sending_id=sending, now=NOW)
    assert (rest.open, rest.waiting, rest.waiting_until) == (1, 1, NOW + timedelta(seconds=1))


def test_what_a_living_sender_has_on_the_wire_is_left_alone(state: State) -> None:
    sending = planned(state, 1)
    intend(state, claim(state, sending))
    assert recover(state, sending) == 0
    assert standing(state, "c0") == "intent"


def test_what_a_vanished_sender_had_on_the_wire_is_uncertain_and_its_late_outcome_refused(state: State) -> None:
    sending = planned(state, 1)
    (message,) = claim(state, sending)
    intend(state, [message], lease=ASLEEP)
    assert recover(state, sending) == 1
    assert settle(state, Outcome(message, MessageState.ACCEPTED)) == set()
    assert standing(state, "c0") == "uncertain"


def test_what_a_vanished_sender_had_on_the_wire_is_repeated_where_that_is_harmless(state: State) -> None:
    sending = planned(state, 1)
    (message,) = claim(state, sending)
    intend(state, [message], lease=ASLEEP)
    recover(state, sending, repeatable=["email"])
    (again,) = claim(state, sending, owner="b")
    assert (again.attempts, again.intent_at) == (1, NOW)
    intend(state, [again], owner="b")
    assert settle(state, Outcome(message, MessageState.ACCEPTED)) == set()
    assert settle(state, Outcome(again, MessageState.ACCEPTED), owner="b") == {again.message_id}


def test_a_message_that_makes_every_sender_vanish_is_not_repeated_for_ever(state: State) -> None:
    sending = planned(state, 1)
    for _ in range(3):
        intend(state, claim(state, sending), lease=ASLEEP)
        recover(state, sending, repeatable=["email"], attempts=3)
    assert standing(state, "c0") == "uncertain"


def test_a_message_without_a_text_is_skipped_with_what_was_wrong(state: State) -> None:
    sending = planned(state, 1)
    (message,) = claim(state, sending)
    with state.transaction() as connection:
        messages.skip(connection, [(message, "no name")], reason=Reason.TEMPLATE_ERROR, owner="a", now=NOW)
        row = connection.execute("SELECT state, reason, detail FROM messages").fetchone()
    assert row == {"state": "skipped", "reason": "template_error", "detail": "no name"}


def test_what_is_released_can_be_had_at_once(state: State) -> None:
    sending = planned(state, 3)
    claimed = claim(state, sending)
    intend(state, claimed[:1])
    with state.transaction() as connection:
        assert messages.release(connection, claimed, owner="a") == 2
    assert len(claim(state, sending, owner="b")) == 2


@pytest.mark.parametrize("verdict", ["accepted", "planned"])
def test_a_person_ends_a_doubt_once(state: State, verdict: str) -> None:
    sending = planned(state, 1)
    (message,) = claim(state, sending)
    intend(state, [message])
    settle(state, Outcome(message, MessageState.UNCERTAIN, detail="no answer"))
    with state.transaction() as connection:
        (doubt,) = messages.in_doubt(connection, sending)
        assert (doubt["customer_id"], doubt["detail"]) == ("c0", "no answer")
        assert messages.resolve(connection, message.message_id, verdict, now=NOW) == sending  # type: ignore[arg-type]
        assert messages.resolve(connection, message.message_id, verdict, now=NOW) is None  # type: ignore[arg-type]
    assert standing(state, "c0") == verdict


def test_every_state_and_reason_of_the_program_is_one_of_the_database_and_the_other_way_round(state: State) -> None:
    with state.transaction() as connection:
        rows = connection.execute("SELECT unnest(enum_range(NULL::message_state))::text AS state").fetchall()
    assert [row["state"] for row in rows] == [s.value for s in MessageState]


def test_a_text_that_was_made_before_the_sending_was_resumed_may_not_go(state: State) -> None:
    sending = planned(state, 1)
    claimed = claim(state, sending)
    with state.transaction() as connection:
        assert sendings.pause(connection, sending, "a typing error")
        assert sendings.resume(connection, sending)
    assert intend(state, claimed) == {}
    assert list(intend(state, claimed, version=2).values()) == [""]
