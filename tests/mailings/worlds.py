"""Small worlds drawn by chance: people with every reason not to be written to, and a mailing to all of them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.rules import terms
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery, GlobalControl
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.letters import Letters
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.report import report
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.volume import Volume, volume
from smartcom_kernel.state import confirmations, contacts
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.contacts import Trouble
from smartcom_kernel.state.messages import Reason
from smartcom_kernel.templates.renderer import Renderer
from tests.mailings.shop import NOW, TEMPLATES, mailing, pinned, shop, somebody

EMPTIED = "messages, sendings, consents, suppressions, contact_quality, confirmations"
NAMES = {
    Reason.NO_CONTACT: "no_contact", Reason.BAD_ADDRESS: "bad_address", Reason.SUPPRESSED: "suppressed",
    Reason.NO_CONSENT: "no_consent", Reason.NOT_SUBSCRIBED: "not_subscribed", Reason.UNCONFIRMED: "unconfirmed",
    Reason.CAPPED: "capped",
    Reason.GLOBAL_CONTROL_GROUP: "global_control", Reason.CONTROL_GROUP: "control",
}  # fmt: skip


class World:
    """People, what they said, what became of earlier messages, and the settings of a shop; all of it from a seed.

    Args:
        lake: Emptied of customers.
        state: Emptied of whatever was said and sent.
        seed: Decides everything.
    """

    def __init__(self, lake: Lake, state: State, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lake, self.state = lake, state
        with state.transaction() as connection:
            for table in EMPTIED.split(", "):
                connection.execute(f"DELETE FROM {table}".encode())
        chance = self.chance
        self.by_default = chance.random() < 0.5
        self.settings = Settings.model_validate(
            {
                "mailing_categories": {
                    "news": {"subscribed_by_default": chance.choice([[], ["email"], ["email", "sms"]])}
                }
            }
        )
        caps = chance.choice([[], [{"messages": 1, "per": "day"}], [{"messages": 1, "per": "week", "medium": "email"}]])
        opt_in = chance.choice([[], ["email"], ["email", "sms"]])
        self.delivery = Delivery.model_validate(
            {"consent_default": self.by_default, "caps": caps, "double_opt_in": opt_in}
        )
        self.global_control = chance.choice([None, GlobalControl(share=0.2, since=date(2026, 1, 1), months=6)])
        self.people = [self._somebody(n) for n in range(chance.randint(1, 60))]
        self.tables: Tables = shop(lake, self.people)
        self._say()
        if caps:
            self._send(mailing(variants=[{"name": "a", "templates": {"email": "plain"}}], control_share=0.5), "earlier")
        self.mailing: Mailing = Mailing.parse("now", self._spec())

    def foretold(self) -> Volume:
        """What the block before a sending says."""
        return volume(
            self.lake, self.state, self.tables, self.mailing, occasion="once", terms=self._terms(self.mailing), now=NOW,
            global_control=self.global_control,
        )  # fmt: skip

    def happened(self) -> Volume:
        """The same block, counted from the rows of everybody after it was sent."""
        sent = self._send(self.mailing, "once")
        people: Counter[str] = Counter()
        for line in report(self.state, "now").lines:
            people["final" if not line.reason else NAMES[Reason(line.reason)]] += line.people
        assert people["final"] == sent
        return Volume(total=people.total(), **{name: people[name] for name in [*NAMES.values(), "final"]})

    def _send(self, what: Mailing, occasion: str) -> int:
        """Plan and deliver; how many messages the channels took."""
        plan(
            self.lake, self.state, self.tables, what, occasion=occasion, templates=TEMPLATES, now=NOW,
            terms=self._terms(what), global_control=self.global_control,
        )  # fmt: skip
        channel = MemoryChannel()
        with Renderer() as renderer:
            deliver(
                self.state, channels={"email": channel, "sms": channel}, workspace=Path(), clock=FixedClock(NOW),
                compose=Letters(pinned(self.lake), renderer, shop="My shop"), settings=self.delivery,
                categories=self.settings.mailing_categories,
            )  # fmt: skip
        return len(channel.sent)

    def _terms(self, what: Mailing) -> Any:
        return terms(
            self.delivery, self.settings.mailing_categories, category=what.category, purpose=what.purpose, through=()
        )  # fmt: skip

    def _somebody(self, n: int) -> Any:
        chance = self.chance
        quality = chance.choice([0, 0, 0, 31])
        email = None if chance.random() < 0.2 else f"c{n:03}@example.com"
        phone = None if chance.random() < 0.5 else f"+7900000{n:04}"
        return somebody(n, email=email, email_quality=quality, phone=phone, phone_quality=0)

    def _say(self) -> None:
        chance, said = self.chance, ConsentBook(self.state, settings=self.settings, clock=FixedClock(NOW))
        troubles = []
        for person in self.people:
            customer, email = person["customer_id"], person["email"]
            for medium in ("email", "sms"):
                for category in ("", "news"):
                    word = chance.choice([None, None, said.allow, said.forbid])
                    if word is not None:
                        word(customer, medium, source="form", category=category)
            if email and chance.random() < 0.1:
                said.suppress(email.upper(), reason="complaint")
            if email and chance.random() < 0.1:
                troubles.append(Trouble("email", email, chance.choice([3, 32]), NOW))
        with self.state.transaction() as connection:
            contacts.note(connection, troubles)
            for person in self.people:
                for medium, address in (("email", person["email"]), ("sms", person["phone"])):
                    if address and chance.random() < 0.5:
                        confirmations.confirm(connection, medium, address, source="form", at=NOW)

    def _spec(self) -> dict[str, Any]:
        chance = self.chance
        ways = chance.choice([{"email": "gift"}, {"email": "gift", "sms": "short"}, {"sms": "short", "email": "gift"}])
        return {
            "segment": "everybody",
            "control_share": chance.choice([0, 0.1, 0.5]),
            "category": chance.choice(["", "news"]),
            "purpose": chance.choice(["marketing", "marketing", "service"]),
            "global_control": chance.random() < 0.8,
            "variants": [{"name": name, "templates": ways} for name in "ab"[: chance.randint(1, 2)]],
        }
