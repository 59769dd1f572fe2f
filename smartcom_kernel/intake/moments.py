r"""How dates and instants of a file are read.

A date is ISO (``2024-01-31``), has the year first (``2024/01/31``, ``2024.1.31``), or the order of the load. A day that
no calendar has is a fault, and so is a year outside 1900 to 2100. An instant is a date, or a date and a time
(``2024-01-31 14:30``, seconds and an offset as they come). Without an offset it is wall-clock time in the load's zone:
a time that a clock change skips is a fault, of a time that comes twice the later one is taken.
"""

from __future__ import annotations

from smartcom_kernel.intake import phrases
from smartcom_kernel.intake.convention import Order, Settled
from smartcom_kernel.lake.columns import Column, Contract
from smartcom_kernel.lake.sql import literal

WALL_CLOCK = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
ZONED = "TIMESTAMP WITH TIME ZONE"
REORDERED: dict[Order, tuple[str, str]] = {
    "DMY": (r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(.*)$", r"\3-\2-\1\4"),
    "MDY": (r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(.*)$", r"\3-\1-\2\4"),
    "YMD": (r"^(\d{4})(\d{2})(\d{2})(.*)$", r"\1-\2-\3\4"),
}
YEAR_FIRST = (r"^(\d{4})[./](\d{1,2})[./](\d{1,2})(.*)$", r"\1-\2-\3\4")
YEAR, ANY_YEAR, DAY = r"(?:19\d{2}|20\d{2}|2100)", r"\d{4}", r"-\d{1,2}-\d{1,2}"
MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"
CLOCK = r"(?:T| +)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?"
OFFSET = r" ?(?:[Zz]|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)"


def date(x: str, _: Contract, column: Column, rules: Settled) -> tuple[str, str]:
    """SQL of a date that came as text, and of the reason why it is none."""
    iso = _iso(x, rules.dates.get(column.name, "DMY"))
    value = f"CASE WHEN {_full(iso, YEAR + DAY + MIDNIGHT)} THEN CAST(TRY_CAST({iso} AS TIMESTAMP) AS DATE) END"
    return (
        value,
        f"""CASE
        WHEN NOT {_full(iso, ANY_YEAR + DAY + MIDNIGHT)} THEN {phrases.NO_DATE.sql(rules.lang)}
        WHEN NOT {_full(iso, YEAR + DAY + MIDNIGHT)} THEN {phrases.OUTSIDE.sql(rules.lang)}
        ELSE {phrases.NO_DAY.sql(rules.lang)} END""",
    )


def instant(x: str, _: Contract, column: Column, rules: Settled) -> tuple[str, str]:
    """SQL of an instant that came as text, and of the reason why it is none."""
    iso = _iso(x, rules.dates.get(column.name, "DMY"))
    local, offset = _full(iso, f"{YEAR}{DAY}(?:{CLOCK})?"), _full(iso, YEAR + DAY + CLOCK + OFFSET)
    wall = f"TRY_CAST({iso} AS TIMESTAMP)"
    there = f"TRY_CAST(regexp_replace({iso}, {literal(OFFSET + '$')}, '') AS TIMESTAMP)"
    value = f"""CASE
        WHEN {local} THEN {_in_zone(wall, rules.zone)}
        WHEN {offset} THEN timezone('UTC', {there} - to_minutes({_offset_minutes(iso)})) END"""
    return (
        value,
        f"""CASE
        WHEN NOT {_full(iso, f"{ANY_YEAR}{DAY}(?:{CLOCK}(?:{OFFSET})?)?")}
            THEN {phrases.NO_INSTANT.sql(rules.lang)}
        WHEN NOT ({local} OR {offset}) THEN {phrases.OUTSIDE.sql(rules.lang)}
        WHEN {local} AND {wall} IS NOT NULL THEN {_skipped(rules)}
        ELSE {phrases.NO_TIME.sql(rules.lang)} END""",
    )


def typed(column: Column, kind: str, x: str, rules: Settled) -> tuple[str, str] | None:
    """Value and reason for dates and instants that came with a type; None where they must go by way of text."""
    near, outside = f"year({x}) BETWEEN 1900 AND 2100", phrases.OUTSIDE.sql(rules.lang)
    if (column.type, kind) in {("date", "DATE"), ("instant", ZONED)}:
        return f"CASE WHEN {near} THEN {x} END", outside
    if column.type == "instant" and kind in WALL_CLOCK | {"DATE"}:
        value = f"CASE WHEN {near} THEN {_in_zone(f'CAST({x} AS TIMESTAMP)', rules.zone)} END"
        return value, f"CASE WHEN {near} THEN {_skipped(rules)} ELSE {outside} END"
    return None


def _iso(x: str, order: Order) -> str:
    """SQL of a text with its date put in the order of ISO; what is no date stays as it is."""
    texts = x
    for pattern, put in (YEAR_FIRST, REORDERED[order]):
        texts = f"regexp_replace({texts}, {literal(pattern)}, {literal(put)})"
    return f"CASE WHEN substr({x}, 5, 1) = '-' THEN {x} ELSE {texts} END"


def _in_zone(wall: str, zone: str) -> str:
    """SQL of the instant of a wall-clock time; null where the clocks skip it."""
    if zone == "UTC":
        return f"timezone('UTC', {wall})"
    there = f"timezone({literal(zone)}, {wall})"
    return f"CASE WHEN timezone({literal(zone)}, {there}) = {wall} THEN {there} END"


def _offset_minutes(iso: str) -> str:
    digits = f"replace(regexp_extract({iso}, '[+-][0-9:]+$'), ':', '')"
    minutes = (
        f"TRY_CAST(substr({digits}, 2, 2) AS INTEGER) * 60 + coalesce(TRY_CAST(substr({digits}, 4) AS INTEGER), 0)"
    )
    sign = f"CASE WHEN left({digits}, 1) = '-' THEN -1 ELSE 1 END"
    return f"CASE WHEN lower(right({iso}, 1)) = 'z' THEN 0 ELSE ({sign}) * ({minutes}) END"


def _skipped(rules: Settled) -> str:
    return phrases.SKIPPED.filled(zone=rules.zone).sql(rules.lang)


def _full(x: str, pattern: str) -> str:
    return f"regexp_full_match({x}, {literal(pattern)})"
