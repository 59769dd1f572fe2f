"""Time as an argument. Instants are UTC and aware; a calendar day is a day in the workspace's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Protocol
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from smartcom_kernel.core.errors import DataError


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests, replays and simulations."""

    def __init__(self, at: str | date | datetime) -> None:
        self._now = instant(at)

    def now(self) -> datetime:
        """The instant this clock was set to."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock."""
        self._now += by


def instant(value: str | date | datetime, zone: str = "UTC") -> datetime:
    """An aware UTC instant from ISO text, a date (its first moment) or a datetime; naive values are in `zone`.

    Raises:
        DataError: The text is not an ISO date or instant.
    """
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise DataError(
                f"{value!r} is not an ISO date or instant, such as 2017-12-31 or 2017-12-31T00:00:00Z"
            ) from None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(zone))
    return value.astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The calendar day an instant lies on in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _existing_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"there is no time zone {zone!r}; an IANA name is meant, such as Europe/Moscow")
    return zone


TimeZone = Annotated[str, AfterValidator(_existing_zone)]
"""The IANA name of a time zone."""
