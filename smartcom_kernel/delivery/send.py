"""The loop that delivers: for each sending claim a batch, write its texts, and send it window by window."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.delivery.ahead import ahead
from smartcom_kernel.delivery.breaker import Breaker
from smartcom_kernel.delivery.compose import Compose, Composed
from smartcom_kernel.delivery.heard import catch_up, record
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.delivery.pace import Pace, paced
from smartcom_kernel.delivery.report import DeliveryReport, report
from smartcom_kernel.delivery.round import Events, Round
from smartcom_kernel.delivery.senders import Senders
from smartcom_kernel.delivery.stop import Stop
from smartcom_kernel.delivery.window import send_windows
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import Connection, State
from smartcom_kernel.state.lock import refuse_locked
from smartcom_kernel.state.messages import Claimed, Reason, StillOpen
from smartcom_kernel.state.sendings import Sending, SendingStatus


def deliver(
    state: State,
    *,
    channels: Mapping[str, Channel],
    compose: Compose,
    workspace: Path,
    settings: Delivery,
    categories: Mapping[str, MailingCategory] | None = None,
    zone: str = "UTC",
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
        categories: The categories of mailings, whose defaults hold of those who have said nothing.
        zone: The time zone of customers whose own is not known.
        clock: Dates what happens; the machine's clock when absent.
        limit: Most messages to hand over now.
        progress: Told the step and how much of it is done, 0 to 1.

    Returns:
        What happened, and where everybody stands now.

    Raises:
        SetupError: The workspace was restored or copied, and nobody has looked yet.
    """
    clock = clock or SystemClock()
    began = time.monotonic()
    events = Events(limit)
    with state.transaction() as connection:
        refuse_locked(connection)
        for sending_id in messages.fall_back(connection, now=clock.now()):
            sendings.reopen(connection, sending_id)
        due = sendings.in_status(connection, SendingStatus.SENDING)
    with Stop() as stop, ExitStack() as opened, Hold(state, lease_seconds=settings.lease_seconds) as hold:
        senders = Senders(channels, workspace, opened)
        round_ = Round(state, senders, compose, settings, categories or {}, zone, clock, hold, stop, events, progress)
        for sending in due:
            if not round_.over:
                _Delivery(round_, sending).run()
        catch_up(state, now=clock.now())
        _close_cancelled(state, settings, now=clock.now())
        events.interrupted = stop.wished
    return report(state, [s.sending_id for s in due], events, now=clock.now(), seconds=time.monotonic() - began)


def _close_cancelled(state: State, settings: Delivery, *, now: datetime) -> None:
    """Bring messages of sendings that were given up to their end, which were on the wire at that moment."""
    with state.transaction() as connection:
        for sending in sendings.cancelled_and_open(connection):
            messages.recover(
                connection, sending_id=sending.sending_id, repeatable=(), attempts=settings.attempts, now=now
            )  # fmt: skip
            sendings.close_cancelled(connection, sending, now=now)


class _Delivery:
    """One sending, as far as one call of `deliver` brings it."""

    def __init__(self, round_: Round, sending: Sending) -> None:
        self._round = round_
        self._sending = sending
        self._breaker = Breaker()

    def run(self) -> None:
        """Deliver until nothing is due, the limit is reached, somebody wishes to stop, or something is wrong."""
        self._check_channels()
        done = self._sending.people - self._still_open().open
        patience = self._patience()
        while not (self._round.over or self._breaker.why):
            self._recover()
            batch = self._claim()
            if batch:
                self._send(batch)
                self._listen()
                done += len(batch)
                self._tell(done)
                patience = self._patience()
            elif time.monotonic() < patience and self._may_get_more():
                self._round.stop.nap()
            else:
                break
        self._end()

    def _check_channels(self) -> None:
        with self._round.state.transaction() as connection:
            missing = self._round.senders.missing(messages.media(connection, self._sending.sending_id))
        if missing:
            self._breaker.trip(f"no channel carries {' and '.join(missing)}: name one in smartcom.toml, [channels]")

    def _recover(self) -> None:
        settings = self._round.settings
        with self._round.state.transaction(durable=False) as connection:
            self._round.events.recovered += messages.recover(
                connection, sending_id=self._sending.sending_id, repeatable=self._round.senders.repeatable(settings),
                attempts=settings.attempts, now=self._round.clock.now(),
            )  # fmt: skip

    def _claim(self) -> list[Claimed]:
        left, batch = self._round.events.left, self._round.settings.batch
        size, now = batch if left is None else min(batch, left), self._round.clock.now()
        return self._round.hold.claim(self._sending.sending_id, batch=size, now=now, pace=self._paced)

    def _paced(self, connection: Connection, batch: list[Claimed]) -> Pace:
        return paced(
            connection, batch, sending=self._sending, limits=self._round.settings.limits, zone=self._round.zone,
            now=self._round.clock.now(),
        )  # fmt: skip

    def _send(self, batch: list[Claimed]) -> None:
        now = self._round.clock.now()
        with self._round.state.transaction() as connection:  # its templates may have been mended since the last batch
            self._sending = sendings.get(connection, self._sending.sending_id)
        with ahead(self._round.compose(self._sending, batch, now)) as written:
            for composed in written:
                self._send_composed(composed, now)
                if self._round.must_end or self._breaker.why:
                    break
        self._round.hold.release()

    def _send_composed(self, composed: Composed, now: datetime) -> None:
        self._breaker.wrote(len(composed.ready), [why for _, why in composed.faulty])
        if composed.faulty and not self._breaker.why:
            self._round.hold.skip(composed.faulty, reason=Reason.TEMPLATE_ERROR, now=now)
        send_windows(self._round, composed.ready, self._breaker, sending=self._sending, dated=now)

    def _listen(self) -> None:
        for medium, told in self._round.senders.reports():
            record(self._round.state, medium, told, now=self._round.clock.now())

    def _may_get_more(self) -> bool:
        """Whether something is due that another sender holds and may yet let go of, or whose turn comes soon."""
        rest = self._still_open()
        soon = self._round.clock.now() + timedelta(seconds=self._round.settings.lease_seconds)
        comes_soon = rest.waiting_until is not None and rest.waiting_until < soon
        return rest.sending and (rest.open > rest.waiting or comes_soon)

    def _still_open(self) -> StillOpen:
        with self._round.state.transaction() as connection:
            return messages.still_open(connection, sending_id=self._sending.sending_id, now=self._round.clock.now())

    def _patience(self) -> float:
        """As long as a sender that is silent may hold something, and a little longer."""
        return time.monotonic() + self._round.settings.lease_seconds + 1

    def _tell(self, done: int) -> None:
        if self._round.progress is not None:
            self._round.progress(f"deliver {self._sending.mailing}", min(done / max(self._sending.people, 1), 1.0))

    def _end(self) -> None:
        with self._round.state.transaction() as connection:
            if self._breaker.why:
                sendings.pause(connection, self._sending.sending_id, self._breaker.why)
            else:
                sendings.finish(connection, self._sending.sending_id, now=self._round.clock.now())
