"""A shop of people with habits, drawn by hashes: the same ones each time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.metrics.bought import receipt
from tests.shop import Rows

OPENED = datetime(2017, 1, 1, tzinfo=UTC)
CLOSED = datetime(2018, 3, 1, tzinfo=UTC)
CITIES = ("Казань", "Москва", "Omsk")


def customers(count: int = 400) -> Rows:
    """Customers who registered one after the other, in three cities; every tenth has told no birthday."""
    return [_person(n) for n in range(count)]


def _person(n: int) -> dict[str, Any]:
    chance = random.Random(f"person {n}")
    return {
        "customer_id": f"c{n:04}",
        "registered_at": (OPENED + timedelta(hours=n)).isoformat(),
        "birth_on": None if n % 10 == 0 else f"{chance.randrange(1950, 2000)}-03-01",
        "gender": chance.choice("FM"),
        "city": chance.choice(CITIES),
    }


def receipts(count: int = 400) -> Rows:
    """What they bought: every third comes weekly and spends little, every third seldom and much, every third stops."""
    return [bought for n in range(count) for bought in _of_one(n)]


def _of_one(n: int) -> Rows:
    chance = random.Random(n)
    habit = n % 3
    rows: Rows = []
    at, until = OPENED + timedelta(hours=n), CLOSED
    if habit == 2:
        until = OPENED + timedelta(days=chance.uniform(60, 420))
    while (at := at + timedelta(days=chance.expovariate(1 / (60 if habit == 1 else 9)))) < until:
        total = round(chance.lognormvariate(7 if habit == 1 else 5, 0.4), 2)
        rows.append(
            receipt(
                f"c{n:04}", at.isoformat(timespec="milliseconds"), total, discount=round(total / 10, 2) if habit else 0
            )
        )
    return rows
