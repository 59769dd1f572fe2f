"""The global control group: customers who get no marketing at all, drawn by the published hash and for some months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.delivery_settings import GlobalControl
from smartcom_kernel.core.hashing import DIGITS, draw, threshold

YEAR = 12


def formed_on(group: GlobalControl, on: date) -> date:
    """The day on which the group of a day was formed: the last of its terms that began by then.

    >>> formed_on(GlobalControl(since=date(2026, 1, 1), months=6), date(2026, 8, 15))
    datetime.date(2026, 7, 1)
    """
    passed = (on.year - group.since.year) * YEAR + on.month - group.since.month
    term = passed // group.months
    began = _later(group.since, term * group.months)
    return began if began <= on else _later(group.since, (term - 1) * group.months)


def held_out(customer_id: ir.StringValue, group: GlobalControl, on: date) -> ir.BooleanValue:
    """Which customers are in the group on a day, drawn inside the engine."""
    digits = (ibis.literal(f"{_salt(group, on)}:") + customer_id).hexdigest("md5").left(DIGITS)
    return digits < threshold(group.share)


def is_held_out(customer_id: str, group: GlobalControl, on: date) -> bool:
    """Whether one customer is in the group on a day: what `held_out` gives, without an engine."""
    return draw(_salt(group, on), customer_id) < threshold(group.share)


def _salt(group: GlobalControl, on: date) -> str:
    return f"global control:{formed_on(group, on)}"


def _later(day: date, months: int) -> date:
    """So many months later, on the same day or the last one the month has."""
    years, month = divmod(day.month - 1 + months, YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
