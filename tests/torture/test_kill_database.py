"""The database dies while messages leave: what it acknowledged is there afterwards, and nobody gets anything twice."""

from __future__ import annotations

import os
import random
import signal
import tempfile
from pathlib import Path

import pytest

from smartcom_kernel.state.connect import State
from smartcom_kernel.state.server import EmbeddedServer
from tests.delivery.posts import address, planned
from tests.torture.arena import GOOD, Arena, chosen_seed, violations

WINDOW = 10
PEOPLE = 600
CRASHES = 5


@pytest.mark.torture
def test_five_crashes_of_the_database_lose_nobody_and_repeat_nobody(tmp_path: Path) -> None:
    chance = random.Random(chosen_seed())
    with tempfile.TemporaryDirectory(prefix="sc-") as folder:
        server = EmbeddedServer(Path(folder))
        dsn = server.start()
        state = State.open(Path(folder), dsn)
        planned(state, PEOPLE)
        state.close()
        with Arena(dsn, tmp_path) as arena:
            for _ in range(CRASHES):
                sender = arena.start(*GOOD)
                arena.wait_for(arena.arrived() + chance.randint(1, PEOPLE // (CRASHES + 1)), sender)
                os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
                assert sender.wait() != 0
                server.stop()
                server.start()
            arena.finish(arena.start(*GOOD))
            state = State.open(Path(folder), dsn)
            everybody = [address(f"c{n}") for n in range(PEOPLE)]
            found = violations(state, arena.recipients(), people=everybody, most_uncertain=WINDOW * CRASHES)
            state.close()
        server.stop()
    assert found == []
