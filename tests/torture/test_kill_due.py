"""Two processes look after what is due, and kill -9 meets one: each mailing is planned once, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.workbench import Workbench
from tests.torture.arena import ROOT, chosen_seed

PEOPLE = 5_000
AT, AFTER = "2026-03-01T10:00:00Z", "2026-03-01T10:05:00Z"


def looking(folder: Path) -> subprocess.Popen[str]:
    """A process that is about to look after what is due."""
    command = [sys.executable, "-m", "tests.torture.due_planner", str(folder), AFTER]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.torture
def test_a_mailing_that_is_due_is_planned_once_by_two_processes_of_which_one_is_killed(workspace: Path) -> None:
    chance = random.Random(chosen_seed())
    with Workbench.open(workspace, clock=FixedClock("2026-03-01T09:00:00Z")) as wb:
        file = workspace / "customers.csv"
        file.write_text("customer_id\n" + "".join(f"C{n}\n" for n in range(PEOPLE)), encoding="utf-8")
        wb.load("customers", file)
        wb.refresh()
        wb.segments.save("all", {"kind": "attribute", "name": "customer_id", "is": {"exists": True}})
        wb.templates.save("hello", {"medium": "email", "subject": "Hello", "text": "Hello"})
        for number in range(6):
            name = f"m{number}"
            variants = [{"name": "A", "templates": {"email": "hello"}}]
            wb.mailings.save(name, {"segment": "all", "variants": variants})
            wb.mailings.schedule(name, AT)
            first, second = looking(workspace), looking(workspace)
            time.sleep(chance.uniform(0, 0.8))
            first.kill()
            first.communicate()
            assert second.wait(60) == 0
            second.communicate()
            last = looking(workspace)
            last.communicate(timeout=60)
            [line] = wb.mailings.list(text=name)
            assert (line.people, line.occasion, line.status.value) == (PEOPLE, "2026-03-01", "sending")
            assert wb.mailings.report(name).accounted == PEOPLE
