"""A wish to stop that arrives as a signal and is granted between two messages."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType

SIGNALS = (signal.SIGTERM, signal.SIGINT)
NAP_SECONDS = 0.1


class Stop:
    """While the context lasts, SIGTERM and Ctrl-C only set `wished`; Ctrl-C for the second time interrupts at once."""

    def __init__(self) -> None:
        self.wished = False
        self._before: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():  # elsewhere Python does not let us
            self._before = {number: signal.signal(number, self._wish) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def nap(self) -> None:
        """Wait a moment."""
        time.sleep(NAP_SECONDS)

    def _wish(self, number: int, _frame: FrameType | None) -> None:
        if self.wished and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.wished = True
