from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.rules import terms
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.letters import Letters
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.report import report
from smartcom_kernel.mailings.volume import Volume, volume
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState, Reason, Terms
from smartcom_kernel.templates.renderer import Renderer
from tests.mailings.shop import NOW, TEMPLATES, mailing, pinned, shop, somebody
from tests.mailings.worlds import World


def test_the_volume_block_is_what_then_happens(lake: Lake, state: State) -> None:
    people = [somebody(n, email=None if n % 10 == 0 else f"c{n:03}@example.com") for n in range(120)]
    tables = shop(lake, people)
    categories = Settings.model_validate({"mailing_categories": {"news": {"subscribed_by_default": ["email"]}}})
    said = ConsentBook(state, settings=categories)
    for n in range(0, 120, 3):
        said.forbid(f"c{n:03}", "email", source="link")
    for n in range(0, 120, 4):
        said.forbid(f"c{n:03}", "email", source="link", category="news")
    for n in range(0, 120, 7):
        said.suppress(f"C{n:03}@example.com", reason="complaint")
    what = mailing(control_share=0.2, category="news")
    asked = terms(Delivery(consent_default=True), categories.mailing_categories, category="news")
    foretold = volume(lake, state, tables, what, occasion="2026-03", terms=asked, now=NOW)
    plan(lake, state, tables, what, occasion="2026-03", templates=TEMPLATES, now=NOW, terms=asked)
    channel = MemoryChannel()
    with Renderer() as renderer:
        deliver(
            state, channels={"email": channel, "sms": channel}, workspace=Path(), clock=FixedClock(NOW),
            compose=Letters(pinned(lake), renderer, shop="My shop"), settings=Delivery(consent_default=True),
            categories=categories.mailing_categories,
        )  # fmt: skip
    happened = {(line.state, line.reason): line.people for line in report(state, "spring").lines}
    assert happened == {
        (MessageState.ACCEPTED, ""): foretold.final,
        (MessageState.SKIPPED, Reason.CONTROL_GROUP): foretold.control,
        (MessageState.SKIPPED, Reason.NO_CONTACT): foretold.no_contact,
        (MessageState.SKIPPED, Reason.SUPPRESSED): foretold.suppressed,
        (MessageState.SKIPPED, Reason.NO_CONSENT): foretold.no_consent,
        (MessageState.SKIPPED, Reason.NOT_SUBSCRIBED): foretold.not_subscribed,
    }
    assert sum(happened.values()) == foretold.total == 120
    assert len(channel.sent) == foretold.final
    assert all(outgoing.text == f"Dear N{int(outgoing.address[1:4])}" for outgoing in channel.sent)


def test_asking_for_the_volume_plans_nothing_and_leaves_nothing(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1)])
    volume(lake, state, tables, mailing(), occasion="x", terms=Terms(), now=NOW)
    with state.transaction() as connection:
        for table in ("sendings", "messages", "audience"):
            assert connection.execute(f"SELECT * FROM {table}".encode()).fetchall() == []


def test_the_volume_block_says_itself_in_two_languages() -> None:
    block = Volume(
        total=1200, no_contact=80, bad_address=15, suppressed=20, no_consent=30, not_subscribed=0, unconfirmed=0,
        capped=5, global_control=10, control=40, final=1000,
    )  # fmt: skip
    assert block.describe() == (
        "in the segment: 1,200\n− no usable address: 80\n− address of no use: 15\n"
        "− address on the suppression list: 20\n− no consent: 30\n− not subscribed to the category: 0\n"
        "− address not confirmed: 0\n− cap reached: 5\n− global control group: 10\n− control group: 40\n"
        "= will be written to: 1,000"
    )
    assert block.describe("ru").startswith("в сегменте: 1\u202f200\n− нет пригодного адреса: 80\n")
    assert "<td>= will be written to</td>" in block._repr_html_()


@pytest.mark.parametrize("seed", [1, 2])
def test_in_a_world_drawn_by_chance_everybody_is_where_the_block_foretold(lake: Lake, state: State, seed: int) -> None:
    world = World(lake, state, seed)
    assert world.foretold() == world.happened()
