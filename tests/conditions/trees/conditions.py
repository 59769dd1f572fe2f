"""Trees of conditions, at random."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.conditions.oracle.rfm import GROUPS
from tests.conditions.oracle.things import MEDIA, PARENT, PRODUCTS, SEGMENTS, TAGS
from tests.conditions.trees.did import DID, period
from tests.conditions.trees.operators import (
    AMOUNT,
    BOOLEAN,
    CITY,
    COUNT,
    DATE,
    IN_JSON,
    INSTANT,
    Asked,
    Data,
    Some,
    number,
    operators,
    text,
)

ATTRIBUTES = {
    "city": CITY,
    "birth_on": DATE,
    "registered_at": INSTANT,
    "email_quality": COUNT,
    "sms_consent": BOOLEAN,
    "custom.tier": text("gold", "100%", "silver", parts=["g", "%"]),
    "custom.children": number(0, 1, 2, 2.5),
    "custom.vegan": BOOLEAN,
    "custom.since": IN_JSON,
    "custom.pet.name": text("Барсик", parts=["Б"]),
}
METRICS = {"receipts": COUNT, "revenue": AMOUNT, "visits": COUNT, "last_receipt_at": INSTANT}
OF_A_YEAR = st.fixed_dictionaries({}, optional={"within_days": st.just(365)})
POINTS = {"active": number(0, 11.5, 500), "next_expires_at": INSTANT, "accrued": number(-30.5, 0, 11, 69.5, 111)}


def _compared(columns: dict[str, Asked], more: st.SearchStrategy[Data] | None = None) -> st.SearchStrategy[Data]:
    """A column by its name, and what it must be."""

    def asked(name: str) -> st.SearchStrategy[Data]:
        return st.fixed_dictionaries({"name": st.just(name), "is": operators(columns[name])})

    some = st.sampled_from(sorted(columns)).flatmap(asked)
    return some if more is None else st.tuples(some, more).map(lambda parts: parts[0] | parts[1])


def _some_of(**fields: Some) -> st.SearchStrategy[Data]:
    """One of these fields at least."""
    return st.sets(st.sampled_from(sorted(fields)), min_size=1).flatmap(
        lambda names: st.fixed_dictionaries({name: fields[name] for name in sorted(names)})
    )


def _several(of: list[str]) -> Some:
    return st.lists(st.sampled_from(of), min_size=1, max_size=2)


scores = st.integers(1, 5) | st.lists(st.integers(1, 5), min_size=1, max_size=3)
bought = st.fixed_dictionaries(
    {},
    optional={
        "product": _several(sorted(PRODUCTS)),
        "category": _several(sorted(PARENT)),
        "times": st.integers(1, 4),
        "min_sum": st.sampled_from([-20, 0, 50, 100.5, 300]),
    },
)
one_category = st.sampled_from([*sorted(PARENT), "sale"])
LEAVES: dict[str, st.SearchStrategy[Data]] = {
    **DID,
    "attribute": _compared(ATTRIBUTES),
    "metric": _compared(METRICS, OF_A_YEAR),
    "points": _compared(POINTS),
    "tag": st.fixed_dictionaries({"name": st.sampled_from([*TAGS, "nobody"])}),
    "in_segment": st.fixed_dictionaries({"name": st.sampled_from(sorted(SEGMENTS))}),
    "purchased": st.tuples(bought, period).map(lambda parts: parts[0] | parts[1]),
    "rfm": st.tuples(
        _some_of(r=scores, f=scores, m=scores, name=_several(GROUPS)),
        st.fixed_dictionaries({}, optional={"segment": st.sampled_from(sorted(SEGMENTS))}),
    ).map(lambda parts: parts[0] | parts[1]),
    "score": st.fixed_dictionaries(
        {"model": st.sampled_from(["will_buy", "later"]), "is": operators(number(0.2, 0.7, 0.7001, 3))}
    ),
    "interested": st.fixed_dictionaries(
        {
            "category": one_category | st.lists(one_category, min_size=1, max_size=2),
            "is": operators(number(0, 0.1, 0.25, 0.5, 1)),
        }
    ),
    "subscribed": _some_of(category=st.sampled_from(["news", "sales", "none"]), medium=st.sampled_from(MEDIA)),
    "consented": st.fixed_dictionaries(
        {"medium": st.sampled_from(MEDIA)}, optional={"word": st.sampled_from(["granted", "refused", "unknown"])}
    ),
    "confirmed": st.fixed_dictionaries({}, optional={"medium": st.sampled_from(["email", "sms"])}),
    "held_out": st.fixed_dictionaries({}, optional={"mailing": st.sampled_from(["spring", "news", "none"])}),
}
"""The fields of each kind that holds no other."""


def _of_kind(kind: str) -> st.SearchStrategy[Data]:
    return LEAVES[kind].map(lambda fields: {"kind": kind, **fields})


JOINTS = ("all", "any", "not")
"""The kinds that hold others."""


def _joined(inner: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.sampled_from(JOINTS).flatmap(
        lambda kind: st.fixed_dictionaries({"kind": st.just(kind), "of": inner if kind == "not" else several})
    )


leaves = st.sampled_from([*sorted(LEAVES), *["attribute", "did"] * 3]).flatmap(_of_kind)
"""Those that have most to say come more often."""
trees = st.recursive(leaves, _joined, max_leaves=5)
