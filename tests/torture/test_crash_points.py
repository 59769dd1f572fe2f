"""A sender is killed at each thing it says, to the database or to the mail server: every crash point there is.

The points are not guessed: `strace` counts the sends of the process and kills it at the first, the second and so on,
until it ends by itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smartcom_kernel.state.connect import State
from tests.delivery.posts import address, planned
from tests.torture.arena import ROOT, Arena, violations

PEOPLE, WINDOW = 8, 3
MOST_POINTS = 400
SENDER = ("tests.torture.good_sender", "--lease=1", f"--window={WINDOW}", "--batch=5")
STRACE = shutil.which("strace")


def killed_at(point: int, arena: Arena) -> bool:
    """Run a sender that dies at its `point`-th send; False where it ends before."""
    assert STRACE is not None
    inject = ["-e", "trace=sendto", "-e", f"inject=sendto:signal=KILL:when={point}"]
    command = [STRACE, "-f", "-qq", "-o", "/dev/null", *inject, sys.executable, "-m", *SENDER]
    done = subprocess.run(
        [*command, arena.dsn, str(arena.port)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 137, -9), done.stderr[-2000:]
    return done.returncode != 0


@pytest.mark.torture
@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_at_every_crash_point_nobody_is_lost_and_nobody_gets_it_twice(
    state: State, database: str, tmp_path: Path
) -> None:
    with Arena(database, tmp_path) as arena:
        everybody: list[str] = []
        for point in range(1, MOST_POINTS):
            people = {f"p{point}-{n}": address(f"p{point}-{n}") for n in range(PEOPLE)}
            everybody += people.values()
            planned(state, people, mailing=f"mailing-{point}")
            went_on = not killed_at(point, arena)
            arena.finish(arena.start(*SENDER))
            found = violations(state, arena.recipients(), people=everybody, most_uncertain=WINDOW * point)
            assert found == [], f"killed at send {point}"
            if went_on:
                break
        else:
            pytest.fail(f"the sender has more than {MOST_POINTS} crash points")
    sys.stdout.write(f"{point - 1} crash points\n")
    assert point > 3 * PEOPLE  # three sends for each message alone
