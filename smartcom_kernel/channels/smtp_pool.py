"""The connections to one SMTP server: as many as there are messages under way, kept between messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from smartcom_kernel.channels.smtp_session import Session

IDLE_SECONDS = 60
"""A connection that has rested for longer is not used again: something between us may have forgotten it."""


class Pool:
    """Sessions that are open; safe to use from several threads.

    Args:
        connect: Makes a new one.
        messages: After how many messages one is renewed.
    """

    def __init__(self, connect: Callable[[], Session], *, messages: int) -> None:
        self._connect = connect
        self._messages = messages
        self._idle: list[tuple[Session, float]] = []
        self._open: dict[Session, int] = {}
        self._closed = False
        self._lock = threading.Lock()

    def used(self) -> Session | None:
        """One that has carried messages and may carry another, the last that came back; None where there is none."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                session, since = self._idle.pop()
                worn = self._open[session] >= self._messages
            if not worn and time.monotonic() - since <= IDLE_SECONDS:
                return session
            self._forget(session)
            session.leave()

    def fresh(self) -> Session:
        """A new one.

        Raises:
            SetupError: As `SmtpServer.connected` says.
            DeliveryError: Likewise.
        """
        session = self._connect()
        with self._lock:
            self._open[session] = 0
            closed = self._closed
        if closed:
            session.break_off()
        return session

    def take_back(self, session: Session) -> None:
        """Keep one for the next message, unless it is closed or has to be."""
        with self._lock:
            if session in self._open and session.is_open and not self._closed:
                self._open[session] += 1
                self._idle.append((session, time.monotonic()))
                return
        self._forget(session)
        session.close()

    def close(self) -> None:
        """Take leave on all connections that rest, and break off the others."""
        with self._lock:
            self._closed = True
            idle, self._idle = [session for session, _ in self._idle], []
            busy = [session for session in self._open if session not in idle]
        for session in busy:
            session.break_off()
        for session in idle:
            self._forget(session)
            session.leave()

    def _forget(self, session: Session) -> None:
        with self._lock:
            self._open.pop(session, None)
