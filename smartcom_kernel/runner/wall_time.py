"""When a cron expression strikes, in the wall time of a zone, across the days on which clocks are changed.

A wall time that does not exist strikes at the first instant after the gap; one that comes twice strikes the first
time only. An expression that names no hours (``*/15 * * * *``) counts elapsed time instead and never pauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

MINUTE = timedelta(minutes=1)
FIELDS = 5


def check(expression: str) -> str:
    """The expression, if it is one.

    Raises:
        ValueError: It is not five fields that cron understands, or names a day that never comes.
    """
    if len(expression.split()) != FIELDS:
        raise ValueError(
            "must have five fields: minute, hour, day of month, month, day of week, such as '0 10 * * MON'"
        )
    try:
        next(CronSim(expression, datetime(2000, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        raise ValueError(f"is not a cron expression: {str(error).lower() or 'such a day never comes'}") from None
    return expression


def strikes(expression: str, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """The instants (UTC) at which an expression strikes, after `since` and up to `until`, in order, none twice."""
    last = since
    for at in (
        _every_hour(expression, zone, since) if expression.split()[1] == "*" else _by_the_clock(expression, zone, since)
    ):
        if at > until:
            return
        if at > last:
            last = at
            yield at


def explain(expression: str) -> str:
    """An expression in English words: ``At 10:00 on Monday``."""
    return CronSim(expression, datetime(2000, 1, 1, tzinfo=UTC)).explain()


def _every_hour(expression: str, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    for at in CronSim(expression, since.astimezone(zone)):
        yield at.astimezone(UTC)


def _by_the_clock(expression: str, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    # a day earlier, because around a change of clocks an earlier wall time can be a later instant
    wall = since.astimezone(zone).replace(tzinfo=None) - timedelta(days=1)
    for at in CronSim(expression, wall):
        yield _first_instant(at, zone)


def _first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    while (instant := wall.replace(tzinfo=zone).astimezone(UTC)).astimezone(zone).replace(tzinfo=None) != wall:
        wall += MINUTE
    return instant
