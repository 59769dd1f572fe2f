"""Senders in processes of their own against a real server of mail or SMS whose log is the only truth."""

from __future__ import annotations

import itertools
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from smartcom_kernel.channels.smtp_sink import SmtpSink
from smartcom_kernel.state.connect import State

ROOT = Path(__file__).parents[2]
ENDED = {"accepted", "skipped", "failed", "uncertain"}
GOOD = ("tests.torture.good_sender", "--lease=2")
AT_ONCE = (*GOOD, "--connections=4")
"""The same over four connections."""
SMS = (*GOOD, "--medium=sms")
"""The same through an SMS centre."""
SINKS = {"email": "smartcom_kernel.channels.smtp_sink", "sms": "smartcom_kernel.channels.smpp_sink"}


@dataclass(frozen=True)
class Kill:
    """When to kill: after so many more messages have arrived, and so much later."""

    messages: int
    seconds: float


def chosen_seed() -> int:
    """The seed of ``SMARTCOM_SEED``, to replay a failure, or a new one; said either way."""
    seed = int(os.environ.get("SMARTCOM_SEED") or secrets.randbelow(10**6))
    sys.stdout.write(f"SMARTCOM_SEED={seed}\n")
    return seed


def kills(seed: int, times: int, people: int) -> list[Kill]:
    """Moments spread over a mailing, half of them right after a message has arrived; the same for the same seed."""
    chance = random.Random(seed)
    points = sorted(chance.randint(0, people * 3 // 4) for _ in range(times))
    return [
        Kill(point - before, chance.choice([0, chance.uniform(0, 0.05)]))
        for before, point in itertools.pairwise([0, *points])
    ]


class Arena:
    """A server and whatever sends to it.

    Args:
        dsn: The database with the messages.
        folder: For the server's log.
        answers_after: Seconds the server takes to answer to a message; of mail only.
        medium: Which server: of ``"email"`` or ``"sms"``.
    """

    def __init__(self, dsn: str, folder: Path, *, answers_after: float = 0, medium: str = "email") -> None:
        self.dsn = dsn
        self.medium = medium
        self.answers_after = answers_after
        self.log = folder / "sink.jsonl"
        self.log.touch()
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Arena:
        if self.answers_after:
            self._slow = SmtpSink(self.log, keep=False).start()
            self._slow.answer("dot", "", times=10_000, after_seconds=self.answers_after)
            self.port = self._slow.port
        else:
            sink = self._run(SINKS[self.medium], "--log", str(self.log))
            assert sink.stdout is not None
            self.port = int(sink.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()
        if self.answers_after:
            self._slow.stop()

    def start(self, *sender: str) -> subprocess.Popen[str]:
        """A sender that is about to begin: its module and what else tells it what to be."""
        process = self._run(*sender, self.dsn, str(self.port))
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    def finish(self, process: subprocess.Popen[str]) -> dict[str, Any]:
        """Wait for a sender's end; what it said last."""
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return dict(json.loads(said)) if said else {}

    def kill(self, process: subprocess.Popen[str], when: Kill) -> bool:
        """Kill a sender at a moment; False where it ended before."""
        self.wait_for(self.arrived() + when.messages, process)
        time.sleep(when.seconds)
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL

    def wait_for(self, messages: int, process: subprocess.Popen[str]) -> None:
        """Wait until so many messages have arrived, or the sender ends."""
        while self.arrived() < messages and process.poll() is None:
            time.sleep(0.002)

    def arrived(self) -> int:
        """How many messages the server has taken."""
        return self.log.read_bytes().count(b"\n")

    def recipients(self) -> Counter[str]:
        """Who got how many messages."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        plus = "+" if self.medium == "sms" else ""  # an SMS centre is told the digits alone
        return Counter(f"{plus}{recipient}" for line in lines for recipient in json.loads(line)["to"])

    def _run(self, module: str, *args: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", module, *args]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self._processes.append(process)
        return process


def violations(state: State, arrived: Counter[str], *, people: Sequence[str], most_uncertain: int) -> list[str]:
    """Every promise that was broken to anybody: the one check that good and bad senders face alike."""
    with state.transaction() as connection:
        rows = connection.execute("SELECT address, state FROM messages").fetchall()
    stands = {row["address"]: row["state"] for row in rows}
    found = [f"{who}: has no row" for who in people if who not in stands]
    found += [f"{who}: has {n} rows" for who, n in Counter(row["address"] for row in rows).items() if n > 1]
    found += [f"{who}: still {where}" for who, where in stands.items() if where not in ENDED]
    found += [f"{who}: got it {n} times" for who, n in arrived.items() if n > 1]
    found += [
        f"{who}: accepted, but it never arrived" for who, w in stands.items() if w == "accepted" and who not in arrived
    ]
    in_log = {"accepted", "uncertain"}
    found += [f"{who}: got it, but is {stands.get(who)}" for who in arrived if stands.get(who) not in in_log]
    uncertain = sum(1 for where in stands.values() if where == "uncertain")
    if uncertain > most_uncertain:
        found.append(f"{uncertain} are uncertain, at most {most_uncertain} may be")
    return found
