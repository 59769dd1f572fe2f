"""Conditions on what customers did, at random."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from smartcom_kernel.conditions.measures import MEASURES
from smartcom_kernel.lake.columns import NUMBERS
from tests.conditions.oracle.things import EDGES
from tests.conditions.trees.activities import COLUMNS, activity
from tests.conditions.trees.operators import CALENDAR, COUNT, INSTANTS, Data, operators

days = st.sampled_from(EDGES) | st.integers(1, 200)
day = st.sampled_from([*CALENDAR, *INSTANTS])
period: st.SearchStrategy[Data] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"within_days": days}),
    st.fixed_dictionaries({"more_than_days_ago": days}),
    st.tuples(days, days).map(lambda d: {"within_days": sum(d), "more_than_days_ago": d[0]}),
    st.fixed_dictionaries({"since": day}),
    st.fixed_dictionaries({"until": day}),
)
an_activity = st.sampled_from(sorted(COLUMNS)).flatmap(activity)


def _measured(kind: str) -> st.SearchStrategy[Data]:
    """How often, for how much, or whether at all."""
    several = {name: _of(kind, name) for name in MEASURES if _suiting(kind, name)}
    asked = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"exists": st.booleans()}),
        st.fixed_dictionaries({"count": operators(COUNT)}),
        *(st.fixed_dictionaries({name: of}, optional={"count": operators(COUNT)}) for name, of in several.items()),
    )
    return st.tuples(activity(kind), asked, period).map(lambda parts: {"what": parts[0], **parts[1], **parts[2]})


def _of(kind: str, measure: str) -> st.SearchStrategy[Data]:
    def asked(name: str) -> st.SearchStrategy[Data]:
        column = COUNT if measure == "different" else COLUMNS[kind][name]
        return st.fixed_dictionaries({"of": st.just(name), "is": operators(column)})

    return st.sampled_from(_suiting(kind, measure)).flatmap(asked)


def _suiting(kind: str, measure: str) -> list[str]:
    """The columns that have such a measure; inside JSON only numbers are measured."""
    columns = COLUMNS[kind].items()
    return [n for n, column in columns if column.type in (NUMBERS if "." in n else MEASURES[measure].types)]


def _within(fields: dict[str, Any]) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries({"what": an_activity, **fields})


DID: dict[str, st.SearchStrategy[Data]] = {
    "did": st.sampled_from(sorted(COLUMNS)).flatmap(_measured),
    "did_first": _within({"within_days": days}),
    "stopped": _within({"active_days": days, "quiet_days": days}),
    "restarted": _within({"quiet_days": days, "within_days": days}),
    "did_regularly": st.tuples(
        _within(
            {
                "every_days": st.sampled_from([7, 30]) | st.integers(10, 60),
                "periods": st.integers(1, 5),
                "times": st.integers(1, 2),
            }
        ),
        st.integers(0, 4),
    ).map(lambda parts: {**parts[0], "at_least": max(1, parts[0]["periods"] - parts[1])}),
    "did_in_sequence": st.tuples(
        st.fixed_dictionaries({"steps": st.lists(an_activity, min_size=2, max_size=3), "step_days": days}), period
    ).map(lambda parts: parts[0] | parts[1]),
}
"""The fields of each kind."""
