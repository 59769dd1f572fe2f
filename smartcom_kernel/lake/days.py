"""Wall-clock time in a zone, by arithmetic on microseconds.

The engine's own zone functions cost ten times as much per row, and carry zone rules of their own. Here the rules are
those of Python's `zoneinfo`, which also checks the setting.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

HOUR = 60 * 60
DAY = 24 * HOUR
KNOWN = range(0, int(datetime(2038, 1, 1, tzinfo=UTC).timestamp()), DAY)


@ibis.udf.scalar.builtin(name="epoch_us", signature=(("timestamp('UTC')",), "int64"))  # type: ignore[untyped-decorator]
def _microseconds(instant: datetime) -> int: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="make_timestamp", signature=(("int64",), "timestamp"))  # type: ignore[untyped-decorator]
def _clock_face(microseconds: int) -> datetime: ...  # type: ignore[empty-body]


def in_zone(instant: ir.TimestampValue, zone: str) -> ir.TimestampValue:
    """The wall-clock time that an instant has in a zone; before 1970 and after 2037 with the offset of that edge."""
    return _clock_face(_shifted(instant, zone))


def day_number(instant: ir.TimestampValue, zone: str) -> ir.IntegerValue:
    """The calendar day of an instant in a zone, counted from 1 January 1970, which is 0."""
    return _shifted(instant, zone) // (DAY * 1_000_000)


def hour_number(instant: ir.TimestampValue, zone: str) -> ir.IntegerValue:
    """The hour on a clock in a zone, counted from the first one of 1970, which is 0."""
    return _shifted(instant, zone) // (HOUR * 1_000_000)


def _shifted(instant: ir.TimestampValue, zone: str) -> ir.IntegerValue:
    """Microseconds from 1970 to an instant as a clock in the zone counts them."""
    first, *changes = offsets(zone)
    at = _microseconds(instant)
    shift = first[1] * 1_000_000
    if changes:
        newest_first = [(at >= since * 1_000_000, offset * 1_000_000) for since, offset in reversed(changes)]
        shift = ibis.cases(*newest_first, else_=shift)
    return at + shift


@cache
def offsets(zone: str) -> tuple[tuple[int, int], ...]:
    """Since which second of the Unix epoch a zone has had which offset from UTC in seconds, oldest first."""
    rules = ZoneInfo(zone)
    found = [(KNOWN.start, _offset(KNOWN.start, rules))]
    for midnight in KNOWN:
        tomorrow = _offset(midnight + DAY, rules)
        if tomorrow != found[-1][1]:
            found.append((_change(midnight, midnight + DAY, rules), tomorrow))
    return tuple(found)


def _change(before: int, after: int, rules: ZoneInfo) -> int:
    """The second between two others from which the later one's offset holds."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(middle, rules) == _offset(after, rules):
            after = middle
        else:
            before = middle
    return after


def _offset(second: int, rules: ZoneInfo) -> int:
    there = datetime.fromtimestamp(second, rules).utcoffset()
    return int(there.total_seconds()) if there else 0
