"""The shop that random trees are asked of: its moment, its zone, and the things its rows speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from smartcom_kernel.core.clock import instant
from tests.shop import AS_OF

Row = dict[str, Any]

NOW = instant(AS_OF)
ZONE = ZoneInfo("America/New_York")
"""Where it is still 31 December, and where clocks were put back on 5 November."""
TODAY = NOW.astimezone(ZONE).date()
EDGES = [1, 2, 3, 7, 14, 30, 60]
"""Days from the moment where conditions often draw a line."""
ENDS_OF_MONTH = [datetime(2017, 12, 1, 4, 59, tzinfo=UTC), datetime(2017, 12, 1, 5, tzinfo=UTC)]
CITIES = ["Казань", "Москва", "O'Hare", "100%"]
DAYS = [
    date(2000, 2, 29), date(2001, 2, 28), date(1990, 3, 1), date(1985, 1, 5), date(2016, 12, 31), date(2017, 1, 15),
    date(2017, 6, 1), date(2017, 12, 30), date(2017, 12, 31), date(2018, 1, 1), date(2018, 1, 2),
]  # fmt: skip
PARENT = {"all": None, "food": "all", "bread": "food", "toys": "all", "lego": "toys"}
PRODUCTS: dict[str, Row] = {
    "rye": {"category_id": "bread", "brand": "Acme", "attributes": {"ml": 300}},
    "bagel": {"category_id": "bread", "brand": None, "attributes": {"ml": "many"}},
    "brick": {"category_id": "lego", "brand": "Lego", "attributes": None},
    "loose": {"category_id": None, "brand": "Acme", "attributes": {"ml": 0.5}},
}
STORES: dict[str, Row] = {
    "s1": {"region": "Volga", "city": "Казань"}, "s2": {"region": None, "city": "Москва"},
}  # fmt: skip
DIRECTORIES = {"big": ["Казань", "Москва", "bread"], "online": ["online", "100%"]}
MEDIA = ["email", "sms", "push", "messenger", "call"]
EVERYBODY = [f"c{n}" for n in range(20)]
ANYBODY = [*EVERYBODY, "stranger"]
TAGS = {"vip": EVERYBODY[::3], "new": ["c1", "c19", "stranger"]}
SEGMENTS: dict[str, Row] = {
    "kazan": {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}},
    "many": {
        "kind": "any",
        "of": [
            {"kind": "attribute", "name": "sms_consent", "is": {"ne": False}},
            {"kind": "in_segment", "name": "kazan"},
        ],
    },
}


def ago(days: int) -> datetime:
    """The moment so many days of 24 hours before."""
    return NOW - timedelta(days=days)


def moment(chance: Random) -> datetime:
    """An instant: at an edge or a microsecond beside it, at any time, round the end of a month, or still to come."""
    at_an_edge = ago(chance.choice(EDGES)) + timedelta(microseconds=chance.choice([-1, 0, 0, 1]))
    sometime = ago(chance.randrange(400)) - timedelta(hours=chance.randrange(24))
    coming = ago(-chance.choice(EDGES))
    return chance.choice([*[at_an_edge] * 3, *[sometime] * 3, chance.choice(ENDS_OF_MONTH), coming])


def inside_json(chance: Random, **values: list[Any]) -> Row:
    """JSON in which each name has one of its values, or is absent."""
    return {name: chance.choice(some) for name, some in values.items() if chance.random() < 0.8}
