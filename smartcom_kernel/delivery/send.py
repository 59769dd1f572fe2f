"""The loop that delivers: claim a batch, write its texts, and for each window intent, wire, outcome, in that order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from smartcom_kernel.channels.channel import Channel, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.errors import DeliveryError, SetupError
from smartcom_kernel.core.settings import Delivery
from smartcom_kernel.delivery import outcomes
from smartcom_kernel.delivery.breaker import Breaker
from smartcom_kernel.delivery.compose import Compose, Composed
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.delivery.report import DeliveryReport, Events, report
from smartcom_kernel.delivery.stop import Stop
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Claimed, MessageState, Outcome, Reason
from smartcom_kernel.state.sendings import Sending, SendingStatus

T = TypeVar("T")
Progress = Callable[[str, float], None]
Letter = tuple[Claimed, Outgoing]


def deliver(
    state: State,
    *,
    channels: Mapping[str, Channel],
    compose: Compose,
    workspace: Path,
    settings: Delivery,
    clock: Clock | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> DeliveryReport:
    """Send what is planned; interrupted at any moment, it goes on where it stopped.

    Any number of processes may deliver at once. SIGTERM and Ctrl-C end it between two messages, with nothing in doubt.

    Args:
        state: Where the messages are.
        channels: Through what each medium leaves.
        compose: Makes the texts.
        workspace: Folder for channels that write files.
        settings: Leases, window, attempts and what becomes of uncertain messages.
        clock: Dates what happens; the machine's clock when absent.
        limit: Most messages to hand over now.
        progress: Told the step and how much of it is done, 0 to 1.

    Returns:
        What happened, and where everybody stands now.
    """
    clock = clock or SystemClock()
    began = time.monotonic()
    events = Events(limit=limit)
    with state.transaction() as connection:
        due = sendings.in_status(connection, SendingStatus.SENDING)
    with Stop() as stop, ExitStack() as opened, Hold(state, lease_seconds=settings.lease_seconds) as hold:
        senders = Senders(channels, workspace, opened)
        for sending in due:
            if not (stop.wished or events.reached_limit):
                _Delivery(state, sending, senders, compose, settings, clock, hold, stop, events, progress).run()
        events.interrupted = stop.wished
    return report(state, [s.sending_id for s in due], events, now=clock.now(), seconds=time.monotonic() - began)


class Senders:
    """The channels, each opened with the first message that needs it."""

    def __init__(self, channels: Mapping[str, Channel], workspace: Path, opened: ExitStack) -> None:
        self._channels = channels
        self._workspace = workspace
        self._opened = opened
        self._senders: dict[str, Sender] = {}

    def __getitem__(self, medium: str) -> Sender:
        if medium not in self._senders:
            channel = self._channels[medium]
            self._senders[medium] = self._opened.enter_context(channel.open(self._workspace))
        return self._senders[medium]

    def missing(self, media: set[str]) -> list[str]:
        """The media that no channel carries."""
        return sorted(m for m in media if m not in self._channels or m not in self._channels[m].media)

    def repeatable(self, settings: Delivery) -> list[str]:
        """The media where repeating a message that is in doubt is harmless, or wished."""
        wished = settings.on_uncertain == "resend"
        return [medium for medium, channel in self._channels.items() if wished or channel.idempotent]


class _Delivery:
    """One sending, as far as this call of `deliver` brings it."""

    def __init__(
        self,
        state: State,
        sending: Sending,
        senders: Senders,
        compose: Compose,
        settings: Delivery,
        clock: Clock,
        hold: Hold,
        stop: Stop,
        events: Events,
        progress: Progress | None,
    ) -> None:
        self._state = state
        self._sending = sending
        self._senders = senders
        self._compose = compose
        self._settings = settings
        self._clock = clock
        self._hold = hold
        self._stop = stop
        self._events = events
        self._progress = progress
        self._breaker = Breaker()
        self._repeatable = senders.repeatable(settings)

    def run(self) -> None:
        """Deliver until nothing is due, the limit is reached, somebody wishes to stop, or something is wrong."""
        self._check_channels()
        patience = self._patience()
        while not (self._stop.wished or self._breaker.why or self._events.reached_limit):
            self._recover()
            batch = self._hold.claim(self._sending.sending_id, batch=self._batch_size(), now=self._clock.now())
            if batch:
                self._send(batch)
                self._tell()
                patience = self._patience()
            elif time.monotonic() > patience or not self._others_hold_some():
                break
            else:
                self._stop.nap()
        self._end()

    def _check_channels(self) -> None:
        with self._state.transaction() as connection:
            missing = self._senders.missing(messages.media(connection, self._sending.sending_id))
        if missing:
            self._breaker.trip(f"no channel carries {' and '.join(missing)}: name one in smartcom.toml, [channels]")

    def _recover(self) -> None:
        with self._state.transaction() as connection:
            self._events.recovered += messages.recover(
                connection, sending_id=self._sending.sending_id, repeatable=self._repeatable,
                attempts=self._settings.attempts, now=self._clock.now(),
            )  # fmt: skip

    def _send(self, batch: list[Claimed]) -> None:
        now = self._clock.now()
        composed = self._compose(self._sending, batch, now)
        self._breaker.wrote(len(composed.ready), [why for _, why in composed.faulty])
        if not self._breaker.why:
            self._skip(composed)
            for window in pieces(composed.ready, self._settings.window):
                if self._stop.wished or self._breaker.why or not self._hold.alive:
                    break
                self._send_window(window, dated=now)
        self._hold.release()

    def _skip(self, composed: Composed) -> None:
        if composed.faulty:
            self._hold.skip(composed.faulty, reason=Reason.TEMPLATE_ERROR, now=self._clock.now())

    def _send_window(self, window: Sequence[Letter], *, dated: datetime) -> None:
        asked = self._hold.intend(
            [message for message, _ in window], consent_default=self._settings.consent_default, dated=dated,
            now=self._clock.now(),
        )  # fmt: skip
        going = [letter for letter in window if asked.get(letter[0].message_id) == ""]
        done: list[Outcome] = []
        try:
            for message, outgoing in going:
                done.append(self._try(message, outgoing))
        except BaseException as error:  # whatever it is: what left is recorded before it goes on
            done.append(outcomes.in_doubt(going[len(done)][0], f"{type(error).__name__}: {error}"))
            raise
        finally:
            done += [outcomes.unsent(message) for message, _ in going[len(done) :]]
            if done:
                self._settle(done)

    def _settle(self, done: list[Outcome]) -> None:
        refused = self._hold.settle(done, now=self._clock.now())
        self._events.refused += refused
        self._events.handed_over += sum(1 for outcome in done if not outcome.unsent)
        self._events.accepted += sum(1 for outcome in done if outcome.state is MessageState.ACCEPTED) - len(refused)

    def _try(self, message: Claimed, outgoing: Outgoing) -> Outcome:
        if self._stop.wished or self._breaker.why or not self._hold.alive:
            return outcomes.unsent(message)
        error = None
        try:
            outcome = outcomes.accepted(message, self._senders[message.medium].send(outgoing).remote_id)
        except SetupError as broken:  # the channel works for nobody
            self._breaker.trip(str(broken))
            return outcomes.unsent(message)
        except DeliveryError as failed:
            error = failed
            outcome = outcomes.refused(
                message, failed, key=outgoing.key, repeatable=message.medium in self._repeatable,
                attempts=self._settings.attempts, now=self._clock.now(),
            )  # fmt: skip
        self._breaker.saw(outcome, error)
        return outcome

    def _others_hold_some(self) -> bool:
        with self._state.transaction() as connection:
            rest = messages.still_open(connection, sending_id=self._sending.sending_id, now=self._clock.now())
        return rest.held > 0 or rest.open > rest.waiting

    def _patience(self) -> float:
        return time.monotonic() + self._settings.lease_seconds + 1

    def _batch_size(self) -> int:
        left = self._events.left
        return self._settings.batch if left is None else min(self._settings.batch, left)

    def _end(self) -> None:
        with self._state.transaction() as connection:
            if self._breaker.why:
                sendings.pause(connection, self._sending.sending_id, self._breaker.why)
            else:
                sendings.finish(connection, self._sending.sending_id, now=self._clock.now())

    def _tell(self) -> None:
        if self._progress is not None:
            with self._state.transaction() as connection:
                rest = messages.still_open(connection, sending_id=self._sending.sending_id, now=self._clock.now())
            self._progress(f"deliver {self._sending.mailing}", 1 - rest.open / max(self._sending.people, 1))


def pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Runs of at most `size` items, in order."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
