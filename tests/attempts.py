"""Attempts in processes of their own: beside each other from one word on, or killed on their way."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

Attempt = Callable[[Any, Callable[[], None]], None]
"""What a process does with its subject; it prepares itself, then calls what it is given and goes on at the word."""


class Attempts:
    """Forks one process for each subject; nothing that threads use may be open before."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt

    def begun(self, *subjects: Any) -> list[int]:
        """One process for each subject; all are let go at once."""
        hear, ready = os.pipe()
        go, release = os.pipe()
        pids = []
        for subject in subjects:
            pids.append(os.fork())
            if not pids[-1]:
                os.close(release)
                self._run(subject, ready, go)
        for _ in pids:
            os.read(hear, 1)
        for end in (hear, ready, go, release):
            os.close(end)
        return pids

    def _run(self, subject: Any, ready: int, go: int) -> None:
        def prepared() -> None:
            os.write(ready, b"x")
            os.read(go, 1)

        try:
            self.attempt(subject, prepared)
        finally:
            fault = sys.exception()
            if fault:
                traceback.print_exception(fault)
            os._exit(fault is not None)

    def killed(self, subject: Any, after: float) -> None:
        """Kill one attempt so many seconds after the word."""
        (pid,) = self.begun(subject)
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def whole(self, *subjects: Any) -> float:
        """Run attempts at once, to their end; returns how many seconds they took."""
        pids, begin = self.begun(*subjects), time.monotonic()
        for pid in pids:
            assert os.waitpid(pid, 0)[1] == 0
        return time.monotonic() - begin
