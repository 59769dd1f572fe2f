from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.delivery.compose import Composed
from smartcom_kernel.delivery.report import DeliveryReport
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.control import pause, resume
from smartcom_kernel.mailings.letters import Letters
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Claimed
from smartcom_kernel.state.sendings import Sending
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from tests.mailings.shop import NOW, mailing, pinned, shop, somebody

ONE = [{"name": "a", "templates": {"email": "gift"}}]


def gift(text: str) -> Mapping[str, Template]:
    return {"gift": Template.parse("gift", {"medium": "email", "subject": "A gift", "text": text})}


def send(lake: Lake, state: State, channel: MemoryChannel) -> DeliveryReport:
    with Renderer() as renderer:
        letters = Letters(pinned(lake), renderer, shop="My shop")
        told = Delivery(consent_default=True)
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
        ) -> Composed:
            composed = letters(sending, batch, now)
            written.extend(outgoing.text for _, outgoing in composed.ready)
            if len(written) == 6:
                pause(state, sending_id, "the wrong percentage")
                resume(state, sending_id, templates=mended)
            return composed

        report = deliver(
            state, channels={"email": channel}, compose=mended_while_the_second_batch_is_written, workspace=Path(),
            settings=Delivery(consent_default=True, batch=3, window=3), clock=FixedClock(NOW),
        )  # fmt: skip
    assert report.accepted == 9
    assert [outgoing.text for outgoing in channel.sent] == ["A gift of 100 %"] * 3 + ["A gift of 10 %"] * 6
