"""Opt-outs of every kind race with senders over real connections: each that was committed before an intent holds.

Every customer is one race: somebody says no at a moment that nobody chooses, while senders claim and intend. What is
compared is when each side's call began and ended, by one clock.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable

import pytest

from smartcom_kernel.channels.report import Report, Verdict
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.delivery.heard import record
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Terms
from tests.delivery.posts import NOW, address, planned
from tests.torture.arena import chosen_seed

SENDERS = 2
WINDOW = 2
NEAR = 40
"""How far ahead of the senders, or behind them, customers say no."""
TERMS = Terms(consent_default=True, category="news", subscribed=["email"])


class Races:
    """Senders and customers at once.

    Args:
        state: Where all of them write.
        people: How many customers there are, one race each.
    """

    def __init__(self, state: State, people: int) -> None:
        self.customers = [f"c{n:06}" for n in range(people)]
        self.said_no: dict[str, float] = {}
        self.asked: dict[str, float] = {}
        self.began: dict[str, float] = {}
        self._state = state
        self._sending = planned(state, {c: address(c) for c in self.customers}, mailing="spring")
        self._earlier = planned(state, {c: address(c) for c in self.customers}, mailing="earlier")
        with_news = Settings.model_validate({"mailing_categories": {"news": {}}})
        self._consents = ConsentBook(state, settings=with_news, clock=FixedClock(NOW))
        self._seed = chosen_seed()
        self._errors: list[BaseException] = []

    def run(self) -> None:
        """Let everybody go until the senders have nothing left."""
        senders = [threading.Thread(target=self._guarded, args=(self._send,)) for _ in range(SENDERS)]
        deniers = [threading.Thread(target=self._guarded, args=(self._deny, n)) for n in range(2)]
        for thread in senders + deniers:
            thread.start()
        for thread in senders + deniers:
            thread.join()
        if self._errors:
            raise self._errors[0]

    @property
    def violations(self) -> list[str]:
        """Customers whose no was committed before the call began in which their intent was."""
        return [c for c, at in self.began.items() if self.said_no.get(c, float("inf")) < at]

    @property
    def close(self) -> int:
        """How many said no within a twentieth of a second of when a sender asked about them, before it or after."""
        return sum(1 for c, at in self.said_no.items() if c in self.asked and abs(at - self.asked[c]) < 0.05)

    def _guarded(self, run: Callable[..., None], *args: object) -> None:
        try:
            run(*args)
        except BaseException as error:  # noqa: BLE001 -- raised again by `run`
            self._errors.append(error)

    def _send(self) -> None:
        with Hold(self._state, lease_seconds=60) as hold:
            while claimed := hold.claim(self._sending, batch=50, now=NOW):
                for start in range(0, len(claimed), WINDOW):
                    window = claimed[start : start + WINDOW]
                    began = time.monotonic()
                    asked = hold.intend(window, version=1, terms=TERMS, dated=NOW, now=NOW)
                    self.asked |= {m.customer_id: began for m in window}
                    self.began |= {m.customer_id: began for m in window if asked[m.message_id] == ""}

    def _deny(self, which: int) -> None:
        ways = [self._withdraws, self._leaves_the_category, self._is_suppressed, self._complains]
        chance = random.Random(f"{self._seed} {which}")
        while (reached := len(self.asked)) < len(self.customers) - NEAR:
            customer = chance.choice(self.customers[max(reached - NEAR, 0) : reached + NEAR])
            if customer not in self.said_no:
                chance.choice(ways)(customer)
                self.said_no[customer] = time.monotonic()

    def _withdraws(self, customer: str) -> None:
        self._consents.forbid(customer, "email", source="link")

    def _leaves_the_category(self, customer: str) -> None:
        self._consents.forbid(customer, "email", source="link", category="news")

    def _is_suppressed(self, customer: str) -> None:
        self._consents.suppress(address(customer), reason="asked")

    def _complains(self, customer: str) -> None:
        with self._state.transaction() as connection:
            row = connection.execute(
                "SELECT s.token, m.message_id FROM messages m JOIN sendings s USING (sending_id) "
                "WHERE sending_id = %s AND customer_id = %s",
                (self._earlier, customer),
            ).fetchone()
        assert row is not None
        key = f"{row['token']}.{row['message_id']}"
        told = Report(f"complaint of {customer}", Verdict.COMPLAINED, NOW, key=key)
        record(self._state, "email", [told], now=NOW)


def test_a_no_that_is_committed_before_an_intent_begins_holds(state: State) -> None:
    races = Races(state, 300)
    races.run()
    assert races.violations == []
    assert races.close > 0
    assert len(races.began) < len(races.customers)


@pytest.mark.torture
def test_ten_thousand_races_break_no_opt_out(state: State) -> None:
    races = Races(state, 30_000)
    races.run()
    sys.stdout.write(f"{len(races.said_no)} said no, {races.close} of them close to the question\n")
    assert races.violations == []
    assert races.close >= 10_000


def test_the_check_sees_a_sender_that_asks_too_early(state: State) -> None:
    races = Races(state, 2)
    races.said_no, races.began = {"c0": 1.0, "c1": 2.0}, {"c0": 1.5, "c1": 1.5}
    assert races.violations == ["c0"]
