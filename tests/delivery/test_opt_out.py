"""An opt-out that is committed before the intent holds, whatever else goes on."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.state import messages
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Claimed, Terms
from tests.delivery.posts import NOW, address, book, go, planned, sent_to

CUSTOMERS = ("ann", "bob", "eve")
SENDERS = ("first", "second")
steps = st.one_of(
    st.tuples(st.sampled_from(["allow", "forbid", "subscribe", "leave", "suppress"]), st.sampled_from(CUSTOMERS)),
    st.tuples(st.sampled_from(["claim", "intend"]), st.sampled_from(SENDERS)),
)
numbers = itertools.count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=25))
def test_nobody_is_written_to_whose_newest_word_before_the_intent_was_no(
    state: State, story: list[tuple[str, str]]
) -> None:
    number = next(numbers)
    named = {name: f"{name}-{number}" for name in CUSTOMERS}
    sending = planned(state, {c: address(c) for c in named.values()}, mailing=f"story-{number}")
    may = dict.fromkeys(named.values(), False)
    wants = dict.fromkeys(named.values(), True)
    said = ConsentBook(state, settings=Settings.model_validate({"mailing_categories": {"news": {}}}))
    suppressed: set[str] = set()
    claimed: dict[str, list[Claimed]] = {sender: [] for sender in SENDERS}
    gone: list[str] = []
    for what, who in story:
        if what == "claim":
            with state.transaction() as connection:
                claimed[who] += messages.claim(
                    connection, sending_id=sending, owner=who, lease_seconds=60, batch=2, now=NOW
                )  # fmt: skip
        elif what == "intend":
            with state.transaction() as connection:
                asked = messages.intend(
                    connection, claimed[who], owner=who, lease_seconds=60, version=1, dated=NOW, now=NOW,
                    terms=Terms(category="news", subscribed=["email"]),
                )  # fmt: skip
            leaving = [m.customer_id for m in claimed[who] if asked.get(m.message_id) == ""]
            assert all(may[c] and wants[c] and c not in suppressed for c in leaving)
            gone += leaving
        elif what == "suppress":
            book(state).suppress(address(named[who]), reason="complaint")
            suppressed.add(named[who])
        else:
            say = said.allow if what in ("allow", "subscribe") else said.forbid
            about = "" if what in ("allow", "forbid") else "news"
            say(named[who], "email", source="story", category=about)
            (wants if about else may)[named[who]] = what in ("allow", "subscribe")
    assert len(gone) == len(set(gone))


def test_an_opt_out_while_one_message_is_on_the_wire_holds_for_the_next_one(state: State) -> None:
    first = planned(state, {"ann": address("ann")}, mailing="first")
    second = planned(state, {"ann": address("ann")}, mailing="second")
    book(state).allow("ann", "email", source="form")
    with Hold(state, lease_seconds=60) as hold:
        going = hold.claim(first, batch=1, now=NOW)
        assert list(hold.intend(going, version=1, terms=Terms(), dated=NOW, now=NOW).values()) == [""]
        book(state).forbid("ann", "email", source="link")
        staying = hold.claim(second, batch=1, now=NOW)
        assert list(hold.intend(staying, version=1, terms=Terms(), dated=NOW, now=NOW).values()) == ["no_consent"]


def test_an_opt_out_between_two_windows_of_a_batch_holds(state: State) -> None:
    planned(state, {c: address(c) for c in CUSTOMERS})

    class Forbids(MemoryChannel):
        """Whoever gets a message makes everybody opt out."""

        def send(self, outgoing):  # type: ignore[no-untyped-def]
            for customer in CUSTOMERS:
                book(state).forbid(customer, "email", source="link")
            return super().send(outgoing)

    channel = Forbids()
    go(state, channel, window=1)
    assert sent_to(channel) == ["ann"]
