from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from smartcom_kernel.channels.channel import Accepted
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import DataError, DeliveryError
from smartcom_kernel.delivery.compose import Composed
from smartcom_kernel.delivery.report import DeliveryReport
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.control import cancel, pause, resume
from smartcom_kernel.mailings.letters import Letters
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.report import report
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Claimed, MessageState
from smartcom_kernel.state.sendings import Sending, SendingStatus
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from tests.mailings.shop import NOW, mailing, pinned, shop, somebody

ONE = [{"name": "a", "templates": {"email": "gift"}}]


def gift(text: str) -> Mapping[str, Template]:
    return {"gift": Template.parse("gift", {"medium": "email", "subject": "A gift", "text": text})}


def send(lake: Lake, state: State, channel: MemoryChannel) -> DeliveryReport:
    with Renderer() as renderer:
        letters = Letters(pinned(lake), renderer, shop="My shop")
        told = Delivery(consent_default=True, window=10)
        return deliver(
            state, channels={"email": channel}, compose=letters, workspace=Path(), settings=told, clock=FixedClock(NOW)
        )


def test_a_mended_template_lets_a_paused_sending_go_on(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(n) for n in range(30)])
    broken, mended = gift("{{ client.first_name + 1 }}"), gift("Dear {{ client.first_name }}")
    sending = plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=broken, now=NOW).sending_id
    channel = MemoryChannel()
    (why,) = send(lake, state, channel).paused.values()
    assert why.startswith("the text could not be made for 30 of 30 people; the last: text, line 1: ")
    assert channel.sent == []
    resume(state, sending, templates=mended)
    assert send(lake, state, channel).accepted == 30
    assert {outgoing.text for outgoing in channel.sent} == {f"Dear N{n}" for n in range(30)}


def test_a_template_that_is_edited_later_does_not_change_what_was_planned(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1)])
    plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=gift("Hello"), now=NOW)
    again = plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=gift("Bye"), now=NOW)
    assert again.edited
    channel = MemoryChannel()
    send(lake, state, channel)
    assert [outgoing.text for outgoing in channel.sent] == ["Hello"]


def test_what_is_not_paused_cannot_be_resumed(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1)])
    report = plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=gift("Hello"), now=NOW)
    with pytest.raises(DataError, match="spring x is sending: only what is paused can be resumed"):
        resume(state, report.sending_id, templates=gift("Hello"))


def test_a_sender_at_work_uses_the_mended_template_from_the_next_message_on(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(n) for n in range(9)])
    wrong, mended = gift("A gift of 100 %"), gift("A gift of 10 %")
    sending_id = plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=wrong, now=NOW).sending_id
    channel, written = MemoryChannel(), list[str]()
    with Renderer() as renderer:
        letters = Letters(pinned(lake), renderer, shop="My shop")

        def mended_while_the_second_batch_is_written(
            sending: Sending, batch: Sequence[Claimed], now: datetime
        ) -> Iterator[Composed]:
            for composed in letters(sending, batch, now):
                written.extend(outgoing.text for _, outgoing in composed.ready)
                if len(written) == 6:
                    pause(state, sending_id, "the wrong percentage")
                    resume(state, sending_id, templates=mended)
                yield composed

        report = deliver(
            state, channels={"email": channel}, compose=mended_while_the_second_batch_is_written, workspace=Path(),
            settings=Delivery(consent_default=True, batch=3, window=3), clock=FixedClock(NOW),
        )  # fmt: skip
    assert report.accepted == 9
    assert [outgoing.text for outgoing in channel.sent] == ["A gift of 100 %"] * 3 + ["A gift of 10 %"] * 6


def test_a_sending_that_is_given_up_writes_to_nobody_else_and_everybody_is_accounted_for(
    lake: Lake, state: State
) -> None:
    tables = shop(lake, [somebody(n) for n in range(30)])
    spring = plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=gift("Hello"), now=NOW)
    channel = MemoryChannel()

    class GivesUp(MemoryChannel):
        def send(self, outgoing: Outgoing) -> Accepted:
            if len(channel.sent) == 3:
                assert cancel(state, spring.sending_id, "wrong price", now=NOW) == 20  # ten are on the wire
            return channel.send(outgoing)

    send(lake, state, GivesUp())
    found = report(state, "spring")
    assert (found.status, found.why, found.accounted) == (SendingStatus.CANCELLED, "wrong price", 30)
    assert (found.count(MessageState.ACCEPTED), found.count(MessageState.SKIPPED)) == (10, 20)
    assert {line.reason for line in found.lines} == {"", "cancelled"}
    with pytest.raises(DataError, match="is cancelled: only what is sending or paused can be cancelled"):
        cancel(state, spring.sending_id, "again", now=NOW)
    with pytest.raises(DataError, match="only what is paused can be resumed"):
        resume(state, spring.sending_id, templates=gift("Hello"))


def test_what_was_on_the_wire_when_a_sending_was_given_up_comes_to_its_end(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(n) for n in range(2)])
    spring = plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=gift("Hello"), now=NOW)

    class Busy(MemoryChannel):
        def send(self, outgoing: Outgoing) -> Accepted:
            if not self.sent:
                cancel(state, spring.sending_id, "wrong price", now=NOW)
                self.sent.append(outgoing)
            raise DeliveryError("busy", retryable=True)

    send(lake, state, Busy())
    found = report(state, "spring")
    assert [(line.state, line.reason, line.people) for line in found.lines] == [
        (MessageState.SKIPPED, "cancelled", 2)
    ]  # fmt: skip


def test_a_sending_whose_sender_vanished_is_in_doubt_also_when_it_was_given_up(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(n) for n in range(3)])
    spring = plan(lake, state, tables, mailing(variants=ONE), occasion="x", templates=gift("Hello"), now=NOW)
    with state.transaction() as connection:
        connection.execute(
            "UPDATE messages SET state = 'intent', lease_until = now() - interval '1 hour' "
            "WHERE message_id = (SELECT min(message_id) FROM messages)"
        )
    cancel(state, spring.sending_id, "wrong price", now=NOW)
    send(lake, state, MemoryChannel())
    found = report(state, "spring")
    assert (found.count(MessageState.UNCERTAIN), found.count(MessageState.SKIPPED)) == (1, 2)
