"""Only the newest of many questions is answered: one that is no longer wanted is interrupted."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from smartcom_kernel.lake.connect import Interrupted, Lake

NAME = "newest question"
Question = Callable[[Lake], None]
"""Asks a lake, and tells the answer to whoever waits for it."""
PAUSE_SECONDS = 0.02
"""Between two interruptions: the first may fall between two statements of the same question."""
IDLE_SECONDS = 60.0
"""After which nothing is kept ready: a widget whose cell was run again stays in the kernel, and nobody asks it more."""


class Newest:
    """Asks beside the thread of the notebook, on a connection of its own; both end when nobody asks for a while.

    Args:
        lake: The lake; it stays open until this is closed.
        idle_seconds: How long the next question is waited for.
    """

    def __init__(self, lake: Lake, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._lake = lake
        self._idle_seconds = idle_seconds
        self._changed = threading.Condition()
        self._waiting: Question | None = None
        self._running: Question | None = None
        self._closed = False
        self._beside: Lake | None = None
        self._thread: threading.Thread | None = None

    def ask(self, question: Question) -> None:
        """Put a question; the one that is being answered is interrupted, one that waits is forgotten."""
        with self._changed:
            if self._closed:
                return
            if self._beside is None:
                self._beside = self._lake.beside()
                self._thread = threading.Thread(target=self._run, args=[self._beside], name=NAME, daemon=True)
                self._thread.start()
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
            unwanted, thread = self._running, self._thread
        if unwanted is not None:
            self._interrupt(unwanted)
        if thread is not None:
            thread.join()

    def _interrupt(self, unwanted: Question) -> None:
        while True:
            with self._changed:
                if self._running is not unwanted or self._beside is None:
                    return
                self._beside.interrupt()
            time.sleep(PAUSE_SECONDS)

    def _run(self, lake: Lake) -> None:
        while (question := self._next()) is not None:
            self._put(question, lake)
        lake.close()

    def _put(self, question: Question, lake: Lake) -> None:
        try:
            question(lake)
        except Interrupted:
            pass  # a newer question is why
        except Exception:  # noqa: BLE001  the next question is answered all the same
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
        finally:
            with self._changed:
                self._running = None
                self._changed.notify_all()

    def _next(self) -> Question | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting is not None or self._closed, self._idle_seconds)
            self._running, self._waiting = self._waiting, None
            if self._running is None:
                self._beside = None
            return self._running
