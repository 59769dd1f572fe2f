"""Plans the mailings that are due as a process of its own: ``python -m tests.torture.due_planner FOLDER NOW``."""

from __future__ import annotations

import sys

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.workbench import Workbench
from tests.torture.good_sender import say


def main() -> None:
    """Look once; says ``ready`` before, and how many were planned after."""
    folder, now = sys.argv[1:3]
    with Workbench.open(folder, clock=FixedClock(now)) as wb:
        say("ready")
        say(str(sum(not report.already for report in wb.mailings.plan_due())))


if __name__ == "__main__":
    main()
