"""A cap holds though six senders write to the same customers in six mailings, on both sides of midnight."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from tests.delivery.posts import address, go, planned, sent_to

PEOPLE, MAILINGS = 300, 6
EVENING = datetime(2026, 3, 1, 20, 59, tzinfo=UTC)
"""A minute to midnight in Moscow."""
NIGHT = datetime(2026, 3, 1, 21, 1, tzinfo=UTC)
PER_DAY = 2


@pytest.mark.torture
def test_six_senders_at_once_keep_a_cap_per_day_of_the_customer(state: State) -> None:
    customers = {f"c{n}": address(f"c{n}") for n in range(PEOPLE)}
    channel = MemoryChannel()
    for evening in (EVENING, NIGHT):
        for n in range(MAILINGS):
            planned(state, customers, mailing=f"{evening:%H%M} {n}", zone="Europe/Moscow")
        senders = [threading.Thread(target=deliver, args=(state, channel, evening)) for _ in range(MAILINGS)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        got = Counter(sent_to(channel))
        assert set(got) == set(customers)
        assert set(got.values()) == {PER_DAY if evening is EVENING else 2 * PER_DAY}
    with state.transaction() as connection:
        rows = connection.execute("SELECT state, reason, count(*) AS n FROM messages GROUP BY 1, 2").fetchall()
    assert {(row["state"], row["reason"]): row["n"] for row in rows} == {
        (MessageState.ACCEPTED.value, ""): 2 * PER_DAY * PEOPLE,
        (MessageState.SKIPPED.value, "capped"): 2 * (MAILINGS - PER_DAY) * PEOPLE,
    }


def deliver(state: State, channel: MemoryChannel, now: datetime) -> None:
    go(state, channel, clock=FixedClock(now), caps=[{"messages": PER_DAY, "per": "day"}], batch=20)
