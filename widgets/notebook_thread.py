"""The thread that a notebook's cells run in: traits are set and the workbench is asked there, and nowhere else.

Neither traits nor a connection to the lake may be used by two threads at once, and a page's messages may reach the
kernel in a thread of their own.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue


class NotebookThread:
    """The thread in which this is made, and what other threads want done in it."""

    def __init__(self) -> None:
        self._thread = threading.current_thread()
        self._waiting: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        with suppress(RuntimeError):  # a script has none; there it is done when somebody catches up
            self._loop = asyncio.get_running_loop()

    def do(self, what: Callable[[], object]) -> None:
        """Have something done there: at once where this is that thread, else between two cells."""
        if threading.current_thread() is self._thread:
            self.catch_up()
            what()
            return
        self._waiting.put(what)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.catch_up)

    def catch_up(self) -> None:
        """Do all that waits, in its order; only in that thread."""
        while True:
            try:
                what = self._waiting.get_nowait()
            except Empty:
                return
            what()
