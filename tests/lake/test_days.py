from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.days import in_zone, offsets

YEARS_1970_TO_2037 = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC))


def instants(zone: str) -> list[datetime]:
    """The seconds round every change of the zone, and a few hundred others."""
    first, last = YEARS_1970_TO_2037
    chance, span = random.Random(zone), int((last - first).total_seconds())
    anywhere = [
        first + timedelta(seconds=chance.randrange(span), microseconds=chance.randrange(10**6)) for _ in range(500)
    ]
    changes = [datetime.fromtimestamp(since + step, UTC) for since, _ in offsets(zone)[1:] for step in (-1, 0, 1)]
    return [moment for moment in anywhere + changes if moment < last]


ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Moscow",
    "Asia/Kathmandu",  # a quarter of an hour
    "Asia/Almaty",  # moved its clocks in 2024
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # summer time stops for Ramadan
    "Pacific/Apia",  # left out 30 December 2011
    "Africa/Monrovia",  # 44 and a half minutes until 1972
)


def test_the_clock_on_the_wall_is_that_of_zoneinfo(lake: Lake) -> None:
    for zone in ZONES:
        asked = instants(zone)
        table = lake.temporary(pa.table({"at": pa.array(asked, pa.timestamp("us", tz="UTC"))}))
        found = lake.arrow(table.select("at", there=in_zone(table["at"], zone))).to_pylist()
        expected = {moment: moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in asked}
        assert {row["at"]: row["there"] for row in found} == expected, zone


def test_a_day_before_1970_is_the_day_it_was(lake: Lake) -> None:
    moment = datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC)
    table = lake.temporary(pa.table({"at": pa.array([moment], pa.timestamp("us", tz="UTC"))}))
    assert lake.arrow(table.select(day=in_zone(table["at"], "UTC").date()))["day"].to_pylist() == [date(1969, 7, 20)]
