"""Whether a customer did something so often, in what order, for how long not: in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.conditions.oracle.activities import happened
from tests.conditions.oracle.columns import number_of
from tests.conditions.oracle.comparisons import passes
from tests.conditions.oracle.things import NOW, Row, ago
from tests.shop import Rows

TENTHOUSANDTH = Decimal("0.0001")


def in_period(at: datetime, asked: Row) -> bool:
    """Whether an instant lies in the period of a condition, and is not still to come."""
    bounds = {name: asked[name] for name in ("within_days", "more_than_days_ago") if name in asked}
    days = {name: asked[period] for period, name in (("since", "gte"), ("until", "lte")) if period in asked}
    return at <= NOW and passes(at, bounds | days)


def exactly(value: Fraction) -> Decimal:
    """With four decimals, halves away from zero."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(TENTHOUSANDTH, ROUND_HALF_UP)


MEASURES: dict[str, Callable[[list[Any]], Any]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "average": lambda values: exactly(Fraction(sum(values)) / len(values)) if values else None,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "different": lambda values: len(set(values)),
}


def did(customer: Row, asked: Row) -> bool:
    """So often, or for so much; at least once where nothing more is asked."""
    rows = _in_period(customer, asked["what"], asked)
    measured = {name: asked[name] for name in MEASURES if name in asked}
    if "count" not in asked and not measured:
        return bool(rows) == asked.get("exists", True)
    return passes(len(rows), asked.get("count", {})) and all(
        passes(_measure(name, rows, of["of"]), of["is"]) for name, of in measured.items()
    )


def _measure(name: str, rows: Rows, column: str) -> Any:
    """Values that are unknown add nothing."""
    values = (number_of(row, column) for row in rows)
    return MEASURES[name]([value for value in values if value is not None])


def _in_period(customer: Row, what: Row | str, asked: Row) -> Rows:
    return [row for row in happened(customer["customer_id"], what) if in_period(row["at"], asked)]


def _instants(customer: Row, asked: Row) -> list[datetime]:
    return sorted(row["at"] for row in happened(customer["customer_id"], asked["what"]))


def did_first(customer: Row, asked: Row) -> bool:
    """The earliest of all lies in the last so many days."""
    return any(at > ago(asked["within_days"]) for at in _instants(customer, asked)[:1])


def stopped(customer: Row, asked: Row) -> bool:
    """The latest of all lies before the silence, and not too long before."""
    active, quiet = asked["active_days"], asked["quiet_days"]
    return any(ago(active + quiet) < at <= ago(quiet) for at in _instants(customer, asked)[-1:])


def restarted(customer: Row, asked: Row) -> bool:
    """After the silence and before it, and not in it."""
    again, before = ago(asked["within_days"]), ago(asked["within_days"] + asked["quiet_days"])
    instants = _instants(customer, asked)
    return (
        any(at > again for at in instants)
        and any(at <= before for at in instants)
        and not any(before < at <= again for at in instants)
    )


def did_regularly(customer: Row, asked: Row) -> bool:
    """So often in enough of the last periods."""
    every, instants = asked["every_days"], _instants(customer, asked)
    busy = [
        sum(ago(every * (n + 1)) < at <= ago(every * n) for at in instants) >= asked["times"]
        for n in range(asked["periods"])
    ]
    return sum(busy) >= asked["at_least"]


def did_in_sequence(customer: Row, asked: Row) -> bool:
    """Each step later than the one before, and soon enough; all in the period."""
    first, *others = ([row["at"] for row in _in_period(customer, step, asked)] for step in asked["steps"])
    soon, reached = timedelta(days=asked["step_days"]), first
    for step in others:
        reached = [at for at in step if any(before < at <= before + soon for before in reached)]
    return bool(reached)
