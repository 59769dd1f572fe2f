"""The connections to one SMTP server: as many as there are messages under way, kept between messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from smartcom_kernel.channels.smtp_session import Session
from smartcom_kernel.core.errors import DeliveryError

IDLE_SECONDS = 60
"""A connection that has rested for longer is not used again: something between us may have forgotten it."""


class Pool:
    """Sessions that are open; safe to use from several threads.

    A server that has taken some connections and puts off another allows no more: then who needs one waits for one of
    those that are there. Whether it allows more by now is tried when one is renewed.

    Args:
        connect: Makes a new one.
        messages: After how many messages one is renewed.
    """

    def __init__(self, connect: Callable[[], Session], *, messages: int) -> None:
        self._connect = connect
        self._messages = messages
        self._most: int | None = None
        self._idle: list[tuple[Session, float]] = []
        self._open: dict[Session, int] = {}
        self._opening = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self) -> tuple[Session, bool]:
        """One that may carry a message, and whether it is new: else it has carried others and may be gone by now.

        Raises:
            SetupError: As `SmtpServer.connected` says.
            DeliveryError: Likewise, and no other is open.
        """
        while True:
            session = self._rested()
            if session is not None:
                return session, False
            try:
                return self._fresh(), True
            except DeliveryError:
                if not self._has_others():
                    raise

    def take_back(self, session: Session) -> None:
        """Keep one for the next message, unless it is closed or has to be."""
        with self._changed:
            kept = session in self._open and session.is_open and not self._closed
            if kept:
                self._open[session] += 1
                self._idle.append((session, time.monotonic()))
                self._changed.notify()
        if not kept:
            self._forget(session)
            session.close()

    def close(self) -> None:
        """Take leave on all connections that rest, and break off the others."""
        with self._changed:
            self._closed = True
            idle, self._idle = [session for session, _ in self._idle], []
            busy = [session for session in self._open if session not in idle]
            self._changed.notify_all()
        for session in busy:
            session.break_off()
        for session in idle:
            self._forget(session)
            session.leave()

    def _rested(self) -> Session | None:
        """The last that came back; None where there is none and another may be opened."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._idle or self._closed or not self._full)
                if not self._idle:
                    return None
                session, since = self._idle.pop()
                worn = self._open[session] >= self._messages
                if worn:
                    self._most = None
            if not worn and time.monotonic() - since <= IDLE_SECONDS:
                return session
            self._forget(session)
            session.leave()

    @property
    def _full(self) -> bool:
        return self._most is not None and len(self._open) + self._opening >= self._most

    def _fresh(self) -> Session:
        with self._changed:
            self._opening += 1
        try:
            session = self._connect()
        except BaseException:
            with self._changed:
                self._opening -= 1
                self._most = len(self._open) + self._opening or None
                self._changed.notify_all()
            raise
        with self._changed:
            self._opening -= 1
            self._open[session] = 0
            closed = self._closed
        if closed:
            session.break_off()
        return session

    def _has_others(self) -> bool:
        with self._changed:
            return bool(self._open or self._opening) and not self._closed

    def _forget(self, session: Session) -> None:
        with self._changed:
            self._open.pop(session, None)
            self._changed.notify_all()
