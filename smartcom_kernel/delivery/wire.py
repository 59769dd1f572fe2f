"""The wire part of a window: each message handed to its channel once, and what became of it known whatever happens."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import zip_longest

from smartcom_kernel.channels.channel import Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.errors import DeliveryError, SetupError
from smartcom_kernel.delivery import outcomes
from smartcom_kernel.delivery.breaker import Breaker
from smartcom_kernel.delivery.round import Round
from smartcom_kernel.state.messages import Claimed, Outcome

Letter = tuple[Claimed, Outgoing]


class Wire:
    """Sends messages whose intents are committed, and remembers which began and how each ended.

    Args:
        round_: What this call of `deliver` works with.
        breaker: Told every outcome; when it trips, nothing more begins.
    """

    def __init__(self, round_: Round, breaker: Breaker) -> None:
        self._round = round_
        self._breaker = breaker
        self._begun: set[int] = set()
        self._done: dict[int, Outcome] = {}
        self._broken: BaseException | None = None
        self._over = False
        self._lock = threading.Lock()

    def send_all(self, medium: str, letters: Sequence[Letter]) -> None:
        """Hand over messages of one medium; nothing begins any more once one has met an error nobody foresaw.

        Raises:
            BaseException: That error, once all that began has ended; an interrupt, at once.
        """
        if not self._may_begin():
            return
        try:
            sender = self._round.senders[medium]
        except SetupError as broken:
            self._breaker.trip(str(broken))
            return
        if sender.at_once == 1:
            for letter, following in zip_longest(letters, letters[1:]):
                if following is not None:
                    sender.expect(following[1])
                self._send(sender, letter)
        else:
            self._send_at_once(sender, letters)
        if self._broken is not None:
            raise self._broken

    def outcomes(self, letters: Sequence[Letter]) -> list[Outcome]:
        """What became of messages; from now on nothing begins, and what is still under way is in doubt."""
        with self._lock:
            self._over = True
            return [self._outcome(message) for message, _ in letters]

    def _outcome(self, message: Claimed) -> Outcome:
        if message.message_id in self._done:
            return self._done[message.message_id]
        if message.message_id not in self._begun:
            return outcomes.unsent(message)
        broken = self._broken
        return outcomes.in_doubt(message, "interrupted" if broken is None else f"{type(broken).__name__}: {broken}")

    def _send_at_once(self, sender: Sender, letters: Sequence[Letter]) -> None:
        threads = ThreadPoolExecutor(sender.at_once, thread_name_prefix="deliver")
        try:
            wait([threads.submit(self._send, sender, letter) for letter in letters])
        finally:  # whoever interrupts does not wait for servers that are silent
            threads.shutdown(wait=False, cancel_futures=True)

    def _send(self, sender: Sender, letter: Letter) -> None:
        message, outgoing = letter
        with self._lock:
            if not self._may_begin():
                return
            self._begun.add(message.message_id)
        error = None
        try:
            outcome = outcomes.accepted(message, sender.send(outgoing), now=self._round.clock.now())
        except SetupError as broken:  # the channel works for nobody
            self._breaker.trip(str(broken))
            outcome = outcomes.unsent(message)
        except DeliveryError as failed:
            error, outcome = failed, self._refused(letter, failed)
        except BaseException as unforeseen:  # noqa: BLE001  raised again by `send_all`
            self._broken = unforeseen
            return
        with self._lock:
            self._done[message.message_id] = outcome
            if not outcome.unsent:
                self._breaker.saw(outcome, error)

    def _refused(self, letter: Letter, failed: DeliveryError) -> Outcome:
        message, outgoing = letter
        return outcomes.refused(
            message, failed, key=outgoing.key, attempts=self._round.settings.attempts, now=self._round.clock.now(),
            repeatable=message.medium in self._round.senders.repeatable(self._round.settings),
        )  # fmt: skip

    def _may_begin(self) -> bool:
        ended = self._over or self._broken is not None or self._round.stop.wished
        return not ended and not self._breaker.why and self._round.hold.alive
