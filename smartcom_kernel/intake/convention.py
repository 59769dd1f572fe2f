"""How dates and decimals are written: stated by a person, or proved by the data, never guessed.

ISO dates (``2024-01-31``) need no convention. ``13/01/2024`` proves that its column writes the day first; a column with
``01/02/2024`` and no proof is refused. ``12,50`` or ``1.234,50`` proves a decimal comma for the whole load; a load with
``1,234`` and no proof is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import TimeZone
from smartcom_kernel.intake.evidence import VALUE, Found, Texts, matches, witnesses
from smartcom_kernel.intake.phrases import DAY_FIRST, DECIMAL_COMMA, MONTH_FIRST, NO_OFFSET, Phrase
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.connect import Lake

Order = Literal["DMY", "MDY", "YMD"]
Sign = Literal[".", ","]

SPACE = r"[ \x{00a0}\x{2009}\x{202f}'’]"
"""What may stand between groups of three digits, whatever the convention."""
DAY, MONTH, BREAK, REST = "(?:1[3-9]|2[0-9]|3[01])", "(?:0?[1-9]|1[0-2])", "[./-]", r"\d{4}.*"
NOT_ISO = f"substr({VALUE}, 5, 1) <> '-' AND "
DATES = {
    "day first": NOT_ISO + matches(DAY + BREAK + MONTH + BREAK + REST),
    "month first": NOT_ISO + matches(MONTH + BREAK + DAY + BREAK + REST),
    "either": NOT_ISO
    + matches(MONTH + BREAK + MONTH + BREAK + REST)
    + rf" AND regexp_extract({VALUE}, '0?(\d+)', 1) <> regexp_extract({VALUE}, '{BREAK}0?(\d+)', 1)",
    "no offset": "NOT " + matches(r".*\d:\d{2}.*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)"),
}
UNCLEAR = r"[+-]?[1-9]\d{0,2}[.,]\d{3}"


def _shows(decimal: str, group: str) -> str:
    """The test that a number can only be written with this decimal sign."""
    grouped = rf"\d{{1,3}}(?:{SPACE}\d{{3}})+|\d{{1,3}}(?:[{group}]\d{{3}})+"
    with_decimals = matches(rf"[+-]?(?:\d+|{grouped})?[{decimal}]\d+")
    only_groups = f"length({VALUE}) > 8 AND " + matches(rf"[+-]?\d{{1,3}}(?:[{group}]\d{{3}}){{2,}}")
    return (
        f"(contains({VALUE}, '{decimal}') AND {with_decimals} OR contains({VALUE}, '{group}') AND {only_groups}) "
        f"AND NOT {matches(UNCLEAR)}"
    )


DECIMALS = {"point": _shows(".", ","), "comma": _shows(",", ".")}


class Convention(BaseModel):
    """How the files write what can be written in several ways; what is left out is told from the data."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    date: Order | None = None
    """Order of day, month and year in dates that are not ISO."""
    decimal: Sign | None = None
    """The decimal sign; the other of the two signs and blanks group thousands."""
    time_zone: TimeZone | None = None
    """IANA zone of instants without an offset; the workspace's zone when absent."""


@dataclass(frozen=True)
class Settled:
    """The convention that one load reads by.

    Args:
        zone: Zone of instants without an offset.
        decimal: The decimal sign.
        dates: For each column that needs it, the order of its dates.
        remarks: What was told from the data, and by which value.
        faults: What cannot be told from the data.
        lang: Language in which a faulty value gets its reason.
    """

    zone: str
    decimal: Sign = "."
    dates: Mapping[str, Order] = field(default_factory=dict)
    remarks: tuple[Phrase, ...] = ()
    faults: tuple[str, ...] = ()
    lang: Lang = "en"


def settle(
    lake: Lake, columns: Sequence[Column], texts: Sequence[Texts], stated: Convention, zone: str, *, lang: Lang = "en"
) -> Settled:
    """The convention of a load: what is stated, completed by what the data prove.

    Args:
        lake: Where to ask; one scan of the dates and one of the numbers that came as text.
        columns: Columns of the contract.
        texts: What came as text.
        stated: What a person has stated.
        zone: The workspace's time zone.
        lang: Language of reasons.
    """
    zone = stated.time_zone or zone
    dated = [column for column in columns if column.type in {"date", "instant"}]
    found = witnesses(lake, texts, dated, DATES)
    dates: dict[str, Order] = {}
    remarks: list[Phrase] = []
    faults = []
    for column in dated:
        order, remark, fault = _order(column, found, stated.date)
        dates[column.name] = order
        remarks += [remark] if remark else []
        faults += [fault] if fault else []
        if column.type == "instant" and (column.name, "no offset") in found:
            remarks.append(NO_OFFSET.filled(column=column.name, zone=zone))
    decimal, said, unclear = _decimal(lake, columns, texts, stated.decimal)
    return Settled(zone, decimal, dates, (*remarks, *said), (*faults, *unclear), lang)


def _order(column: Column, found: Found, stated: Order | None) -> tuple[Order, Phrase | None, str]:
    """The order of a column's dates, with a remark or a fault."""
    day, month, either = (found.get((column.name, test)) for test in ("day first", "month first", "either"))
    state = "state it: dates='DMY' or dates='MDY' (--dates on the command line)"
    if stated:
        return stated, None, ""
    if day and month:
        return "DMY", None, f"some dates write the day first ({day}) and some the month ({month}); {state}"
    if day:
        return "DMY", DAY_FIRST.filled(witness=day.said()), ""
    if month:
        return "MDY", MONTH_FIRST.filled(witness=month.said()), ""
    if either:
        return "DMY", None, f"{either}: day first or month first? No value of the column tells; {state}"
    return "DMY", None, ""


def _decimal(
    lake: Lake, columns: Sequence[Column], texts: Sequence[Texts], stated: Sign | None
) -> tuple[Sign, list[Phrase], list[str]]:
    """The decimal sign of the whole load, with remarks and faults."""
    if stated:
        return stated, [], []
    numbers = [column for column in columns if column.type in {"number", "money"}]
    found = witnesses(lake, texts, numbers, DECIMALS)
    point, comma = (next((w for (_, test), w in found.items() if test == name), None) for name in DECIMALS)
    state = "state it: decimal='.' or decimal=',' (--decimal on the command line)"
    if point and comma:
        return ".", [], [f"some numbers have a decimal point ({point}) and some a decimal comma ({comma}); {state}"]
    if comma:
        return ",", [DECIMAL_COMMA.filled(witness=comma.said())], []
    if point:
        return ".", [], []
    unclear = witnesses(lake, texts, numbers, {"either": matches(UNCLEAR)})
    return ".", [], [f"{w}: thousands or decimals? No number of the load tells; {state}" for w in unclear.values()]
