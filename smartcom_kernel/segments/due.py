"""Which segments a refresh recounts. Decides only; asks no clock and no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of

Frequency = Literal["every_refresh", "daily", "weekly", "monthly", "by_hand"]
"""How often a segment is recounted."""
WORDS: dict[Lang, dict[Frequency, str]] = {
    "en": {
        "every_refresh": "every refresh", "daily": "daily", "weekly": "weekly", "monthly": "monthly",
        "by_hand": "by hand",
    },
    "ru": {
        "every_refresh": "при каждом обновлении", "daily": "раз в день", "weekly": "раз в неделю",
        "monthly": "раз в месяц", "by_hand": "вручную",
    },
}  # fmt: skip


def is_due(frequency: Frequency, recounted: Iterable[datetime], as_of: datetime, zone: str) -> bool:
    """Whether a refresh recounts a segment: the first one of each day, week (from Monday) or month does.

    Args:
        frequency: How often the segment wants it.
        recounted: The moments at which it was recounted by its present definition.
        as_of: The moment of the refresh.
        zone: IANA zone in which a calendar day is a day.
    """
    if frequency in {"every_refresh", "by_hand"}:
        return frequency == "every_refresh"
    now = _period(frequency, day_of(as_of, zone))
    return all(_period(frequency, day_of(moment, zone)) != now for moment in recounted)


def _period(frequency: Frequency, on: date) -> tuple[int, ...]:
    """What tells the day, the week or the month that a day lies in from others."""
    if frequency == "weekly":
        return tuple(on.isocalendar()[:2])
    return (on.year, on.month, on.day) if frequency == "daily" else (on.year, on.month)
