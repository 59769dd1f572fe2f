"""Until when a message waits because it is night where the customer lives. Pure; SQL says the same when it claims."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(at: datetime, zone: str, begins: str, ends: str) -> datetime | None:
    """When quiet hours end that `at` lies in, in UTC; None where it lies in none.

    Hours are wall time. Where clocks change in between, they end when the clock on the wall says so; where it skips
    that moment, an hour later by that clock, and where it shows it twice, the second time.

    >>> quiet_until(datetime(2026, 3, 1, 20, 30, tzinfo=UTC), "Europe/Moscow", "21:00", "09:00")
    datetime.datetime(2026, 3, 2, 6, 0, tzinfo=datetime.timezone.utc)

    Args:
        at: A moment, aware.
        zone: IANA zone of the customer.
        begins: First minute that is quiet, ``"21:00"``.
        ends: First minute that is not, ``"09:00"``; earlier than `begins` where the night goes over midnight.
    """
    wall = at.astimezone(ZoneInfo(zone))
    first, last = time.fromisoformat(begins), time.fromisoformat(ends)
    now = wall.time()
    is_quiet = first <= now < last if first < last else now >= first or now < last
    if not is_quiet:
        return None
    day = wall.date() + timedelta(days=1 if now >= last else 0)
    end = datetime.combine(day, last)
    second = end.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    exists = second.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == end
    return second if exists else end.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
