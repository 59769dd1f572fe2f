from __future__ import annotations

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.errors import DataError, DeliveryError
from smartcom_kernel.mailings.control import pause, resolve_uncertain
from smartcom_kernel.mailings.report import report
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from smartcom_kernel.state.sendings import SendingStatus
from tests.delivery.posts import NOW, address, go, planned, sent_to, standing

SILENCE = DeliveryError("no answer after the dot", uncertain=True)


def in_doubt(state: State, channel: MemoryChannel) -> int:
    """Send to two people, one of whom never gets an answer; the number of the message in doubt."""
    planned(state, 2)
    channel.fail(address("c0"), SILENCE, arrives=True)
    go(state, channel)
    (doubt,) = report(state, "spring").doubts
    assert (doubt.customer_id, doubt.intent_at, doubt.detail) == ("c0", NOW, "no answer after the dot")
    return doubt.message_id


def test_who_got_what_is_counted_by_variant_and_every_doubt_is_listed(state: State) -> None:
    in_doubt(state, MemoryChannel())
    said = report(state, "spring", occasion="once")
    assert (said.status, said.people, said.accounted) == (SendingStatus.FINISHED, 2, 2)
    assert said.count(MessageState.UNCERTAIN, variant="a") == 1
    assert said.describe() == (
        "spring once: finished; everybody is accounted for: 2 of 2\n"
        "  a email, accepted by the provider: 1\n"
        "  a email, uncertain: 1\n"
        "Uncertain: 1, c0, 2026-03-01 12:00 UTC: no answer after the dot"
    )
    assert "учтён каждый: 2 из 2" in said.describe("ru")


def test_what_providers_say_cannot_break_out_of_the_notebook(state: State) -> None:
    planned(state, 1)
    channel = MemoryChannel()
    channel.fail(address("c0"), DeliveryError("<script>alert(1)</script>", uncertain=True))
    go(state, channel)
    assert "<script>" not in report(state, "spring")._repr_html_()


def test_a_doubt_that_ends_well_is_accepted_and_not_sent_again(state: State) -> None:
    channel = MemoryChannel()
    number = in_doubt(state, channel)
    resolve_uncertain(state, number, "accepted", now=NOW)
    go(state, channel)
    assert standing(state, "c0") == "accepted"
    assert sent_to(channel) == ["c0", "c1"]


def test_a_doubt_that_ends_badly_is_sent_again_although_the_sending_was_finished(state: State) -> None:
    channel = MemoryChannel()
    number = in_doubt(state, channel)
    resolve_uncertain(state, number, "planned", now=NOW)
    assert go(state, channel).accepted == 1
    assert sent_to(channel) == ["c0", "c1", "c0"]
    assert report(state, "spring").status is SendingStatus.FINISHED


def test_where_there_is_no_doubt_there_is_nothing_to_decide(state: State) -> None:
    planned(state, 1)
    with pytest.raises(DataError, match="message 1 is not uncertain"):
        resolve_uncertain(state, 1, "planned", now=NOW)


def test_a_mailing_that_was_never_planned_has_no_report(state: State) -> None:
    with pytest.raises(DataError, match="'autumn' was never planned for 2026-10"):
        report(state, "autumn", occasion="2026-10")


def test_what_is_paused_by_hand_stays_until_it_is_resumed(state: State) -> None:
    sending = planned(state, 2)
    pause(state, sending, "the director is asleep")
    channel = MemoryChannel()
    assert go(state, channel).people == 0
    assert report(state, "spring").describe().startswith("spring once: paused (the director is asleep);")
    with pytest.raises(DataError, match="spring once is paused: only what is sending can be paused"):
        pause(state, sending, "again")
