"""Erases persons of a workspace and kills itself at a step: ``python -m tests.torture.eraser FOLDER STEP [ID…]``."""

from __future__ import annotations

import os
import signal
import sys

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.workbench import Workbench


def main() -> None:
    """Kill itself when so much is said to be done (in fifths; 9 never)."""
    folder, fifths, *ids = sys.argv[1:]

    def said(_step: str, done: float) -> None:
        if done >= float(fifths) / 5:
            os.kill(os.getpid(), signal.SIGKILL)

    with Workbench.open(folder, clock=FixedClock("2026-03-01T12:00:00Z")) as wb:
        wb.personal.erase(ids, reason="request 17", progress=said)


if __name__ == "__main__":
    main()
