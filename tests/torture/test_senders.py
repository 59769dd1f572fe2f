"""Senders that share a mailing, fall asleep, or are told to stop."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from smartcom_kernel.state.connect import State
from tests.delivery.posts import address, planned
from tests.torture.arena import AT_ONCE, GOOD, Arena, violations

WINDOW = 10


def counted(state: State, where: str) -> int:
    with state.transaction() as connection:
        row = connection.execute(f"SELECT count(*) AS n FROM messages WHERE {where}".encode()).fetchone()
    assert row is not None
    return int(row["n"])


def test_two_senders_at_once_send_everything_once(state: State, database: str, tmp_path: Path) -> None:
    planned(state, 400)
    with Arena(database, tmp_path) as arena:
        pair = [arena.start(*GOOD), arena.start(*GOOD)]
        said = [arena.finish(sender) for sender in pair]
        everybody = [address(f"c{n}") for n in range(400)]
        assert violations(state, arena.recipients(), people=everybody, most_uncertain=0) == []
    assert sum(one["accepted"] for one in said) == 400


def test_a_sender_that_slept_longer_than_its_lease_is_fenced(state: State, database: str, tmp_path: Path) -> None:
    planned(state, 100)
    with Arena(database, tmp_path, answers_after=0.03) as arena:
        sleeper = arena.start(*GOOD)
        arena.wait_for(15, sleeper)
        sleeper.send_signal(signal.SIGSTOP)
        other = arena.finish(arena.start(*GOOD))
        sleeper.send_signal(signal.SIGCONT)
        woken = arena.finish(sleeper)
        everybody = [address(f"c{n}") for n in range(100)]
        assert violations(state, arena.recipients(), people=everybody, most_uncertain=WINDOW) == []
    assert 0 < woken["refused"] <= counted(state, "state = 'uncertain'")
    assert woken["accepted"] + other["accepted"] + counted(state, "state = 'uncertain'") == 100


@pytest.mark.parametrize(("wish", "good"), [(signal.SIGTERM, GOOD), (signal.SIGINT, GOOD), (signal.SIGTERM, AT_ONCE)])
def test_a_sender_that_is_told_to_stop_leaves_nothing_in_doubt(
    state: State, database: str, tmp_path: Path, wish: signal.Signals, good: Sequence[str]
) -> None:
    planned(state, 100)
    with Arena(database, tmp_path, answers_after=0.03) as arena:
        sender = arena.start(*good)
        arena.wait_for(15, sender)
        sender.send_signal(wish)
        began = time.monotonic()
        said = arena.finish(sender)
        assert time.monotonic() - began < 10
        assert said["interrupted"]
        assert 15 <= said["accepted"] == sum(arena.recipients().values()) < 100
    assert counted(state, "state IN ('intent', 'uncertain')") == 0
    assert counted(state, "lease_owner IS NOT NULL") == 0
    assert counted(state, "state = 'planned' AND attempts > 0") == 0


@pytest.mark.parametrize(("good", "under_way"), [(GOOD, 1), (AT_ONCE, 4)])
def test_a_sender_that_is_interrupted_twice_does_not_wait_for_a_server_that_is_silent(
    state: State, database: str, tmp_path: Path, good: Sequence[str], under_way: int
) -> None:
    planned(state, 30)
    with Arena(database, tmp_path, answers_after=60) as arena:
        sender = arena.start(*good)
        arena.wait_for(under_way, sender)
        began = time.monotonic()
        while sender.poll() is None:
            sender.send_signal(signal.SIGINT)
            time.sleep(0.1)
        assert time.monotonic() - began < 10
        assert sum(arena.recipients().values()) == under_way
    assert counted(state, "state = 'uncertain'") == under_way
    assert counted(state, "state = 'planned' AND attempts = 0") == 30 - under_way
