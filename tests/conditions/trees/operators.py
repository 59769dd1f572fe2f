"""What may stand under `is`, at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from smartcom_kernel.core.clock import instant
from smartcom_kernel.lake.columns import DATES, ORDERED, Type
from tests.conditions.oracle.columns import OF_DAYS
from tests.conditions.oracle.things import DAYS, DIRECTORIES, EDGES

Data = dict[str, Any]
Some = st.SearchStrategy[Any]


@dataclass(frozen=True)
class Asked:
    """A column that is asked about.

    Args:
        type: What it holds.
        values: What it is compared with.
        parts: What text contains or begins with; its values where there are none.
        only: The operators to ask with; all that suit the type when empty.
    """

    type: Type
    values: Sequence[Any]
    parts: Sequence[str] = ()
    only: frozenset[str] = frozenset()


def text(*values: str, parts: Sequence[str] = ()) -> Asked:
    """A column of text."""
    return Asked("text", values, parts)


def number(*values: float) -> Asked:
    """A column of numbers or amounts."""
    return Asked("number", values)


CALENDAR = [day.isoformat() for day in DAYS]
INSTANTS = ["2017-12-31T05:00:00Z", "2017-12-02T00:00:00Z", "2018-01-01T00:00:00Z", "2017-11-05T01:30:00-04:00"]
CITY = text("Казань", "Москва", "O'Hare", "100%", "Уфа", parts=["а", "М", "'", "%", "_", "O'", "100"])
DATE = Asked("date", CALENDAR)
INSTANT = Asked("instant", [*CALENDAR[-6:], *INSTANTS])
BOOLEAN = Asked("boolean", [True, False])
COUNT = Asked("integer", [-1, 0, 1, 2, 3, 10, 50])
AMOUNT = number(-5, 0, 11.5, 50, 200.5, 400)
IN_JSON = Asked("instant", (), only=frozenset({*OF_DAYS, "exists"}))
"""Only these read what stands in JSON as an instant."""


def operators(column: Asked) -> st.SearchStrategy[Data]:
    """One operator that suits a column, or two."""
    known = operands(column)
    name = st.sampled_from(sorted(known))
    names = name.map(lambda one: [one]) | st.lists(name, min_size=1, max_size=2, unique=True)
    some = names.flatmap(lambda chosen: st.fixed_dictionaries({name: known[name] for name in chosen}))
    unknown = st.sampled_from([{}, {}, {}, {"or_unknown": False}, {"or_unknown": True}])
    return st.tuples(some, unknown).map(lambda parts: parts[0] | parts[1])


def operands(column: Asked) -> dict[str, Some]:
    """What each operator that suits a column takes."""
    known: dict[str, Some] = {"exists": st.booleans(), **_of_values(column)}
    if column.type in DATES:
        known |= _of_days()
    if column.type == "text":
        known |= dict.fromkeys(("contains", "starts_with"), st.sampled_from(column.parts or column.values))
        known |= dict.fromkeys(("in_directory", "not_in_directory"), st.sampled_from([*DIRECTORIES, "none"]))
    return {name: operand for name, operand in known.items() if not column.only or name in column.only}


def _of_values(column: Asked) -> dict[str, Some]:
    if not column.values:
        return {}
    value = st.sampled_from(column.values)
    known: dict[str, Some] = dict.fromkeys(("eq", "ne"), value)
    if column.type != "boolean":
        known |= dict.fromkeys(("in", "not_in"), st.lists(value, min_size=1, max_size=3))
    if column.type in ORDERED:
        known |= dict.fromkeys(("gt", "gte", "lt", "lte"), value)
        known["between"] = st.tuples(value, value).map(lambda pair: sorted(pair, key=_place))
    return known


def _of_days() -> dict[str, Some]:
    days, month = st.sampled_from(EDGES) | st.integers(1, 400), st.sampled_from([11, 12]) | st.integers(1, 12)
    day_of_year = st.sampled_from(["02-28", "02-29", "03-01", "12-30", "12-31", "01-01"])
    return {
        **dict.fromkeys(("within_days", "more_than_days_ago"), days),
        "within_next_days": st.sampled_from(EDGES),
        "in_month": month | st.lists(month, min_size=1, max_size=3),
        "on_day_of_year": day_of_year | st.lists(day_of_year, min_size=1, max_size=2),
        "anniversary_within_days": st.sampled_from([1, 2, 5, 15, 58, 59, 60, 366, 400]),
    }


def _place(value: Any) -> Any:
    return instant(value) if isinstance(value, str) else value
