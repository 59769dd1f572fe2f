from __future__ import annotations

from smartcom_kernel.figures.delivery import delivery, standings
from smartcom_kernel.state.messages import MessageState, Reason, Tally

TALLIES = [
    Tally(1, "control", "", MessageState.SKIPPED, Reason.CONTROL_GROUP, 10),
    Tally(1, "A", "email", MessageState.ACCEPTED, "", 40),
    Tally(1, "A", "sms", MessageState.ACCEPTED, "", 5),
    Tally(1, "B", "email", MessageState.ACCEPTED, "", 30),
    Tally(1, "B", "email", MessageState.UNCERTAIN, "", 2),
    Tally(1, "A", "", MessageState.SKIPPED, Reason.NO_CONTACT, 3),
]


def test_everybody_stands_in_exactly_one_bar() -> None:
    drawn = delivery(TALLIES)
    assert drawn.layout.title.text == "What became of 90 people"
    bars = [trace for trace in drawn.data if trace.type == "bar"]
    assert sum(sum(bar.x) for bar in bars) == 90


def test_media_are_added_up_and_what_was_sent_comes_first() -> None:
    counts = standings(TALLIES)
    assert next(iter(counts)) == (MessageState.ACCEPTED, "")
    assert counts[MessageState.ACCEPTED, ""] == {"A": 45, "B": 30}


def test_every_state_and_reason_has_a_bar_of_its_own() -> None:
    every = [Tally(1, "A", "email", state, "", 1) for state in MessageState if state is not MessageState.SKIPPED]
    every += [Tally(1, "A", "email", MessageState.SKIPPED, reason, 1) for reason in Reason]
    labels = delivery(every, lang="ru").data[0].y
    assert len(set(labels)) == len(labels) == len(every)


def test_nobody_at_all_is_an_empty_figure() -> None:
    assert delivery([]).layout.title.text == "What became of 0 people"
