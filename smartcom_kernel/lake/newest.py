"""Only the newest of many questions is answered: one that is no longer wanted is interrupted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from smartcom_kernel.lake.connect import Interrupted, Lake

Question = Callable[[Lake], None]
"""Asks a lake, and tells the answer to whoever waits for it."""
PAUSE_SECONDS = 0.02
"""Between two interruptions: the first may fall between two statements of the same question."""


class Newest:
    """Asks beside the thread of the notebook, on a connection of its own.

    Args:
        lake: The lake; it stays open until this is closed.
    """

    def __init__(self, lake: Lake) -> None:
        self._lake = lake.beside()
        self._changed = threading.Condition()
        self._waiting: Question | None = None
        self._running: Question | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="newest question", daemon=True)
        self._thread.start()

    def ask(self, question: Question) -> None:
        """Put a question; the one that is being answered is interrupted, one that waits is forgotten."""
        with self._changed:
            self._waiting = question
            self._changed.notify_all()
            unwanted = self._running
        if unwanted is not None:
            threading.Thread(target=self._interrupt, args=[unwanted], daemon=True).start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing is left to answer; False where that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting is None and self._running is None, seconds)

    def close(self) -> None:
        """Interrupt what is being answered, and end."""
        with self._changed:
            self._closed, self._waiting = True, None
            self._changed.notify_all()
            unwanted = self._running
        if unwanted is not None:
            self._interrupt(unwanted)
        self._thread.join()
        self._lake.close()

    def _interrupt(self, unwanted: Question) -> None:
        while True:
            with self._changed:
                if self._running is not unwanted:
                    return
                self._lake.interrupt()
            time.sleep(PAUSE_SECONDS)

    def _run(self) -> None:
        while (question := self._next()) is not None:
            try:
                question(self._lake)
            except Interrupted:
                pass  # a newer question is why
            finally:
                with self._changed:
                    self._running = None
                    self._changed.notify_all()

    def _next(self) -> Question | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting is not None or self._closed)
            self._running, self._waiting = self._waiting, None
            return self._running
