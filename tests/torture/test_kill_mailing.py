"""kill -9 at random moments of a mailing, each followed by a resume: nobody missing, nobody twice.

The server's log is the only truth. A seed that failed is replayed with ``SMARTCOM_SEED=123``.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.state import messages
from smartcom_kernel.state.connect import State
from tests.delivery.posts import address, planned
from tests.torture.arena import AT_ONCE, GOOD, SMS, Arena, chosen_seed, kills, violations
from tests.torture.bad_senders import KINDS

WINDOW = 10
SEEN = {
    "checkpoint_at_fetch": ("accepted, but it never arrived", 60),  # of two batches of 50, 20 arrived
    "mark_after_batch": ("got it 2 times", 20),
    "no_intent": ("got it 2 times", 1),
}


BOTH = pytest.mark.parametrize("sender", [GOOD, AT_ONCE], ids=["one_connection", "four_connections"])


def send_and_kill(
    state: State, arena: Arena, *, people: int, times: int, sender: Sequence[str] = GOOD
) -> dict[str, Any]:
    """A mailing that is killed so often and then finished: the kills, what is wrong, and whom it accounts for."""
    who = {f"c{n}": address(f"c{n}") if arena.medium == "email" else f"+7900{n:07}" for n in range(people)}
    sending = planned(state, who, medium=arena.medium)
    killed = sum(arena.kill(arena.start(*sender), moment) for moment in kills(chosen_seed(), times, people))
    last = arena.finish(arena.start(*sender))
    wrong = violations(state, arena.recipients(), people=list(who.values()), most_uncertain=WINDOW * killed)
    with state.transaction() as connection:
        uncertain = messages.in_doubt(connection, sending)
    sys.stdout.write(f"{killed} kills, {len(uncertain)} uncertain, {sum(arena.recipients().values())} arrived\n")
    return {"killed": killed, "wrong": wrong, "accounted": last["accounted"], "people": last["people"]}


@BOTH
def test_six_kills_of_a_small_mailing_lose_nobody_and_repeat_nobody(
    state: State, database: str, tmp_path: Path, sender: Sequence[str]
) -> None:
    with Arena(database, tmp_path) as arena:
        found = send_and_kill(state, arena, people=600, times=6, sender=sender)
    assert found == {"killed": 6, "wrong": [], "accounted": 600, "people": 600}


@pytest.mark.torture
@BOTH
def test_forty_kills_of_a_mailing_lose_nobody_and_repeat_nobody(
    state: State, database: str, tmp_path: Path, sender: Sequence[str]
) -> None:
    with Arena(database, tmp_path) as arena:
        found = send_and_kill(state, arena, people=5_000, times=40, sender=sender)
    assert found == {"killed": 40, "wrong": [], "accounted": 5_000, "people": 5_000}


@pytest.mark.torture
def test_forty_kills_of_a_mailing_by_sms_lose_nobody_and_repeat_nobody(
    state: State, database: str, tmp_path: Path
) -> None:
    with Arena(database, tmp_path, medium="sms") as arena:
        found = send_and_kill(state, arena, people=3_000, times=40, sender=SMS)
    assert found == {"killed": 40, "wrong": [], "accounted": 3_000, "people": 3_000}


@pytest.mark.torture
def test_kills_of_a_mailing_to_an_idempotent_channel_leave_nothing_in_doubt(
    state: State, database: str, tmp_path: Path
) -> None:
    sending = planned(state, 500)
    chance = random.Random(chosen_seed())
    sender = (*GOOD, f"--mailbox={tmp_path}")
    with Arena(database, tmp_path) as arena:
        for _ in range(8):
            process = arena.start(*sender)
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
        arena.finish(arena.start(*sender))
    with state.transaction() as connection:
        (everybody,) = messages.tally(connection, [sending])
    assert (everybody.state, everybody.messages) == ("accepted", 500)
    assert len(list((tmp_path / "mailbox" / "email").rglob("*.eml"))) == 500


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_sees_what_a_bad_sender_does(state: State, database: str, tmp_path: Path, kind: str) -> None:
    planned(state, 100)
    everybody = [address(f"c{n}") for n in range(100)]
    with Arena(database, tmp_path) as arena:
        for _ in range(2):
            process = arena.start("tests.torture.bad_senders", kind, "20")
            assert process.wait(timeout=60) == -signal.SIGKILL
        found = violations(state, arena.recipients(), people=everybody, most_uncertain=0)
    assert sum(SEEN[kind][0] in fault for fault in found) == SEEN[kind][1]
