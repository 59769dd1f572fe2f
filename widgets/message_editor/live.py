"""Templates filled in beside the thread of the notebook: one that takes its time holds up no cell."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.renderer import Renderer

Work = Callable[[Renderer], dict[str, Any]]
IDLE_SECONDS = 60.0
"""After which the process that fills in templates ends: a widget whose cell was run again stays in the kernel."""


class Live:
    """Does the newest of what is asked; what is asked before it is its turn is forgotten when something newer comes.

    Args:
        habits: How numbers, money and days are written.
        tell: Given each answer, in another thread.
        idle_seconds: How long the next question is waited for.
    """

    def __init__(
        self, habits: Habits, tell: Callable[[dict[str, Any]], None], *, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._habits = habits
        self._tell = tell
        self._idle_seconds = idle_seconds
        self._changed = threading.Condition()
        self._waiting: Work | None = None
        self._busy = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def ask(self, work: Work) -> None:
        """Have something done with a renderer."""
        with self._changed:
            if self._closed:
                return
            self._waiting = work
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="templates", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until all that was asked is told; False where that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting is None and not self._busy, seconds)

    def close(self) -> None:
        """End, once what is being done is done."""
        with self._changed:
            self._closed, self._waiting, thread = True, None, self._thread
            self._changed.notify_all()
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        with Renderer(self._habits) as renderer:
            while (work := self._next()) is not None:
                try:
                    self._tell(work(renderer))
                except Exception as error:  # noqa: BLE001  in another thread nobody else would hear of it
                    self._tell({"error": f"{type(error).__name__}: {error}"})

    def _next(self) -> Work | None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._waiting is not None or self._closed, self._idle_seconds)
            work, self._waiting = self._waiting, None
            self._busy = work is not None
            if work is None:
                self._thread = None
            return work
