"""What one sender holds: a lease on messages, kept alive by a heartbeat, and every write fenced by it."""

from __future__ import annotations

import os
import platform
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from types import TracebackType

from smartcom_kernel.delivery.heard import learn, take_in
from smartcom_kernel.delivery.pace import Pace, freely
from smartcom_kernel.state import calls, messages, reports
from smartcom_kernel.state.connect import Connection, DatabaseError, State
from smartcom_kernel.state.contacts import Trouble
from smartcom_kernel.state.devices import DEVICES
from smartcom_kernel.state.messages import Claimed, Outcome, Reason, Terms

BEATS_PER_LEASE = 3
MARGIN = 0.1


class Hold:
    """The messages a sender may work on, for as long as it shows signs of life.

    A sender that is stopped for longer than its lease (suspended, swapped out) finds on waking that `alive` is false
    and that the database refuses its writes: whatever it held is somebody else's by then.

    Only an intent waits for the disk. A power cut can undo the outcomes of the window before it at most, whose messages
    are then uncertain; what a lost claim or release leaves is mended by the end of its lease.

    Args:
        state: Where the messages are.
        lease_seconds: How long the sender may be silent.
    """

    def __init__(self, state: State, *, lease_seconds: float) -> None:
        self.owner = f"{platform.node()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._state = state
        self._lease = lease_seconds
        self._held: dict[int, Claimed] = {}
        self._good_until = 0.0
        self._lock = threading.Lock()
        self._left = threading.Event()
        self._heart = threading.Thread(target=self._beat, name="smartcom-lease", daemon=True)

    def __enter__(self) -> Hold:
        self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._heart.join()
        if not isinstance(error, DatabaseError):  # then the lease ends by itself
            self.release()

    @property
    def alive(self) -> bool:
        """Whether what is held is certainly still ours."""
        return time.monotonic() < self._good_until

    def claim(
        self, sending_id: int, *, batch: int, now: datetime, pace: Callable[[Connection, list[Claimed]], Pace] = freely
    ) -> list[Claimed]:
        """Take up to `batch` messages that are due, as fast as they may go."""
        began = time.monotonic()
        with self._alone() as connection:
            found = messages.claim(
                connection, sending_id=sending_id, owner=self.owner, lease_seconds=self._lease, batch=batch, now=now
            )
            told = pace(connection, found)
            messages.put_off(connection, told.waiting, owner=self.owner)
            claimed = told.going
            self._held = {message.message_id: message for message in claimed}
            self._good_until = self._until(began)
        return claimed

    def intend(
        self, window: Sequence[Claimed], *, version: int, terms: Terms, dated: datetime, now: datetime
    ) -> dict[int, str]:
        """Commit oneself to a window; by message id why it is skipped, ``""`` for those that may go.

        What is absent may not go as it is: the sending was paused or resumed, or the message is not ours any more.
        """
        return self.go_on((), window, version=version, terms=terms, dated=dated, now=now)[1]

    def go_on(
        self,
        outcomes: Sequence[Outcome],
        window: Sequence[Claimed],
        *,
        version: int,
        terms: Terms,
        dated: datetime,
        now: datetime,
    ) -> tuple[list[int], dict[int, str]]:
        """`settle` the window before and `intend` the next, waiting for the disk once; returns what both do."""
        with self._alone(durable=True) as connection:
            refused = self._settled(connection, outcomes, now)
            asked = messages.intend(
                connection, window, owner=self.owner, lease_seconds=self._lease, version=version,
                terms=terms, dated=dated, now=now,
            )  # fmt: skip
            self._forget(message for message in window if asked.get(message.message_id))
        return refused, asked

    def settle(self, outcomes: Sequence[Outcome], *, now: datetime) -> list[int]:
        """Record outcomes; returns the ids that were refused, because the messages are not ours any more."""
        with self._alone() as connection:
            return self._settled(connection, outcomes, now)

    def _settled(self, connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> list[int]:
        if not outcomes:
            return []
        recorded = messages.settle(connection, outcomes, owner=self.owner, now=now)
        ours = [(o.message.message_id, o.call) for o in outcomes if o.call and o.message.message_id in recorded]
        calls.queue(connection, ours, now=now)
        take_in(connection, reports.of_settled(connection, list(recorded)), now=now)
        learn(connection, _troubles([o for o in outcomes if o.quality and o.message.message_id in recorded], now))
        self._forget(outcome.message for outcome in outcomes)
        return [o.message.message_id for o in outcomes if o.message.message_id not in recorded]

    def skip(self, faulty: Sequence[tuple[Claimed, str]], *, reason: Reason, now: datetime) -> None:
        """Give up messages that cannot be sent."""
        with self._alone() as connection:
            messages.skip(connection, faulty, reason=reason, owner=self.owner, now=now)
            self._forget(message for message, _ in faulty)

    def release(self) -> None:
        """Let others have what was not begun."""
        with self._alone() as connection:
            messages.release(connection, list(self._held.values()), owner=self.owner)
            self._held = {}

    @contextmanager
    def _alone(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that the heartbeat does not interfere with: two statements over one batch could deadlock."""
        with self._lock, self._state.transaction(durable=durable) as connection:
            yield connection

    def _forget(self, done: Iterable[Claimed]) -> None:
        for message in done:
            self._held.pop(message.message_id, None)

    def _beat(self) -> None:
        while not self._left.wait(self._lease / BEATS_PER_LEASE):
            if self._held and self.alive:
                with suppress(DatabaseError):  # an unrenewed lease ends, and `alive` says so
                    self._renew()

    def _renew(self) -> None:
        began = time.monotonic()
        with self._alone() as connection:
            if messages.renew(connection, list(self._held), owner=self.owner, lease_seconds=self._lease):
                self._good_until = self._until(began)

    def _until(self, began: float) -> float:
        return began + self._lease * (1 - MARGIN)


def _troubles(outcomes: Sequence[Outcome], now: datetime) -> list[Trouble]:
    """What refusals say of addresses."""
    return [
        Trouble(o.message.medium, o.message.address, o.quality, o.quality_at or now,
                o.code if o.message.medium in DEVICES else o.detail)
        for o in outcomes
    ]  # fmt: skip
