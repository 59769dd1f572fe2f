"""Random trees of conditions against an oracle: the same question asked in plain Python of the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.clock import instant
from tests.shop import AS_OF, Shop

Row = dict[str, Any]
Data = dict[str, Any]

CITIES = ["Казань", "Москва", "O'Hare", "100%"]
DAYS = [f"2017-{month:02}-{day:02}" for month in (1, 6, 12) for day in (1, 15, 31) if (month, day) != (6, 31)]
PARENT = {"all": None, "food": "all", "bread": "food", "toys": "all", "lego": "toys"}
PRODUCTS = {"rye": "bread", "bagel": "bread", "brick": "lego", "loose": None}
NOW = instant(AS_OF)


def _customer(n: int) -> Row:
    return {
        "customer_id": f"c{n}",
        "city": [*CITIES, None][n % 5],
        "birth_on": [None, *DAYS][n % (len(DAYS) + 1)],
        "registered_at": [None, "2017-12-31T23:00:00+00:00", "2017-12-01T00:00:00+00:00", "2016-06-01T12:00:00+00:00"][
            n % 4
        ],
        "sms_consent": [True, False, None][n % 3],
        "email_quality": [None, 0, 10, 50][n * 7 % 4],
    }


def _receipt(n: int) -> Row:
    at = NOW - timedelta(days=n * n * 3 % 400, hours=n)
    return {
        "receipt_id": f"r{n}",
        "customer_id": f"c{n * 5 % 13}",
        "issued_at": at.isoformat(),
        "total": str(n * 37 % 500 + 0.5),
        "status": "cancelled" if n % 9 == 0 else None,
    }


CUSTOMERS = [_customer(n) for n in range(20)]
RECEIPTS = [_receipt(n) for n in range(40)]
LINES = [
    {"receipt_id": f"r{n}", "product_id": list(PRODUCTS)[(n + k) % 4], "amount": str(n * 11 % 90 + k)}
    for n in range(40)
    for k in range(1 + n % 3)
]
TAGS = {"vip": [f"c{n}" for n in range(0, 20, 3)], "new": ["c1", "c19", "stranger"]}
SHOP: dict[str, Any] = {
    "customers": CUSTOMERS,
    "receipts": RECEIPTS,
    "receipt_lines": LINES,
    "categories": [{"category_id": c, "parent_id": p} for c, p in PARENT.items()],
    "products": [{"product_id": p, "category_id": c} for p, c in PRODUCTS.items()],
}

# the oracle -----------------------------------------------------------------------------------------------------------


def _counted(customer: Row) -> list[Row]:
    return [r for r in RECEIPTS if r["customer_id"] == customer["customer_id"] and r["status"] != "cancelled"]


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda v, o: v == o,
    "ne": lambda v, o: v != o,
    "gt": lambda v, o: v > o,
    "gte": lambda v, o: v >= o,
    "lt": lambda v, o: v < o,
    "lte": lambda v, o: v <= o,
    "between": lambda v, o: o[0] <= v <= o[1],
    "in": lambda v, o: v in o,
    "not_in": lambda v, o: v not in o,
    "contains": lambda v, o: o in v,
    "starts_with": lambda v, o: v.startswith(o),
    "within_days": lambda v, o: NOW - timedelta(days=o) < v <= NOW,
    "more_than_days_ago": lambda v, o: v <= NOW - timedelta(days=o),
}


def _passes(value: Any, operators: Data) -> bool:
    return all(_passes_one(value, name, operand) for name, operand in operators.items())


def _passes_one(value: Any, name: str, operand: Any) -> bool:
    if name == "exists":
        return (value is not None) == operand
    if value is None:
        return name in {"ne", "not_in"}
    if name in {"within_days", "more_than_days_ago"}:
        return COMPARE[name](instant(value), operand)
    return COMPARE[name](value, operand)


def _inside(category: str | None, wanted: list[str]) -> bool:
    while category is not None:
        if category in wanted:
            return True
        category = PARENT[category]
    return False


def _bought(customer: Row, asked: Data) -> bool:
    receipts = [r for r in _counted(customer) if _in_period(datetime.fromisoformat(r["issued_at"]), asked)]
    if "category" not in asked and "product" not in asked:
        hits, amounts = receipts, [float(r["total"]) for r in receipts]
    else:
        ids = {r["receipt_id"] for r in receipts}
        lines = [line for line in LINES if line["receipt_id"] in ids and _fits(line["product_id"], asked)]
        hits, amounts = (
            [r for r in receipts if r["receipt_id"] in {line["receipt_id"] for line in lines}],
            [float(line["amount"]) for line in lines],
        )
    return len(hits) >= asked.get("times", 1) and (not hits or sum(amounts) >= asked.get("min_sum", 0))


def _in_period(at: datetime, asked: Data) -> bool:
    if at > NOW or at > NOW - timedelta(days=asked.get("more_than_days_ago", 0)):
        return False
    if "within_days" in asked:
        return at > NOW - timedelta(days=asked["within_days"])
    first, last = asked.get("since", "0001-01-01"), asked.get("until", "9999-12-31")
    return date.fromisoformat(first) <= at.date() <= date.fromisoformat(last)


def _fits(product: str, asked: Data) -> bool:
    return ("product" not in asked or product in asked["product"]) and (
        "category" not in asked or _inside(PRODUCTS[product], asked["category"])
    )


def _rows(customer: Row, what: Data) -> list[Row]:
    """The rows of an activity that are meant; of a line also what it knows of its receipt and its product."""
    receipts = [{**r, "at": datetime.fromisoformat(r["issued_at"])} for r in _counted(customer)]
    if what["kind"] == "lines":
        of = {r["receipt_id"]: r for r in receipts}
        every = [
            {**line, "at": of[line["receipt_id"]]["at"], "receipt_total": of[line["receipt_id"]]["total"],
             "category_id": PRODUCTS[line["product_id"]]} for line in LINES if line["receipt_id"] in of
        ]  # fmt: skip
    else:
        every = receipts
    return [row for row in every if row["at"] <= NOW and _fits_row(row, what.get("where", {}))]


def _fits_row(row: Row, where: Data) -> bool:
    named = (_column_fits(row, n, asked) for n, asked in where.items() if n not in {"all", "any", "not"})
    return (
        all(named)
        and all(_fits_row(row, inner) for inner in where.get("all", []))
        and ("any" not in where or any(_fits_row(row, inner) for inner in where["any"]))
        and ("not" not in where or not _fits_row(row, where["not"]))
    )


def _column_fits(row: Row, name: str, asked: Data) -> bool:
    value = row.get(name)
    if name == "category_id":
        wanted = next(iter(asked.values()))
        inside = _inside(value, wanted if isinstance(wanted, list) else [wanted])
        return inside == (next(iter(asked)) in {"eq", "in"})
    return _passes(
        None if value is None else float(value) if name in {"total", "amount", "receipt_total"} else value, asked
    )


MEASURE: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "average": lambda values: round(sum(values) / len(values), 4) if values else None,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "different": lambda values: len(set(values)),
}


def _did(customer: Row, asked: Data) -> bool:
    rows = [row for row in _rows(customer, asked["what"]) if _in_period(row["at"], asked)]
    if "exists" in asked:
        return bool(rows) == asked["exists"]
    measured = [name for name in MEASURE if name in asked]
    if "count" not in asked and not measured:
        return bool(rows)
    return _passes(len(rows), asked.get("count", {})) and all(
        _passes(MEASURE[name]([float(row[asked[name]["of"]]) for row in rows]), asked[name]["is"]) for name in measured
    )


def _instants(customer: Row, asked: Data) -> list[datetime]:
    return sorted(row["at"] for row in _rows(customer, asked["what"]))


def _ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def _did_first(customer: Row, asked: Data) -> bool:
    return any(at > _ago(asked["within_days"]) for at in _instants(customer, asked)[:1])


def _stopped(customer: Row, asked: Data) -> bool:
    active, quiet = asked["active_days"], asked["quiet_days"]
    return any(_ago(active + quiet) < at <= _ago(quiet) for at in _instants(customer, asked)[-1:])


def _restarted(customer: Row, asked: Data) -> bool:
    again, before = _ago(asked["within_days"]), _ago(asked["within_days"] + asked["quiet_days"])
    instants = _instants(customer, asked)
    return (
        any(at > again for at in instants)
        and any(at <= before for at in instants)
        and not any(before < at <= again for at in instants)
    )


def _did_regularly(customer: Row, asked: Data) -> bool:
    every, instants = asked["every_days"], _instants(customer, asked)
    busy = [
        sum(_ago(every * (n + 1)) < at <= _ago(every * n) for at in instants) >= asked["times"]
        for n in range(asked["periods"])
    ]
    return sum(busy) >= asked["at_least"]


def _did_in_sequence(customer: Row, asked: Data) -> bool:
    reached = [row["at"] for row in _rows(customer, asked["steps"][0])]
    for step in asked["steps"][1:]:
        latest = timedelta(days=asked["step_days"])
        reached = [row["at"] for row in _rows(customer, step) if any(at < row["at"] <= at + latest for at in reached)]
    return bool(reached)


ORACLE: dict[str, Callable[[Row, Data], bool]] = {
    "attribute": lambda row, data: _passes(row[data["name"]], data["is"]),
    "metric": lambda row, data: _passes(len(_counted(row)), data["is"]),
    "tag": lambda row, data: row["customer_id"] in TAGS.get(data["name"], []),
    "purchased": _bought,
    "did": _did,
    "did_first": _did_first,
    "stopped": _stopped,
    "restarted": _restarted,
    "did_regularly": _did_regularly,
    "did_in_sequence": _did_in_sequence,
    "in_segment": lambda row, data: row["city"] == "Казань",
    "not": lambda row, data: not holds(row, data["of"]),
    "all": lambda row, data: all(holds(row, part) for part in data["of"]),
    "any": lambda row, data: any(holds(row, part) for part in data["of"]),
}


def holds(row: Row, data: Data) -> bool:
    return ORACLE[data["kind"]](row, data)


# the trees ------------------------------------------------------------------------------------------------------------


def _operators(
    ordered: st.SearchStrategy[Any] | None, values: st.SearchStrategy[Any], **more: Any
) -> st.SearchStrategy[Data]:
    several = st.lists(values, min_size=1, max_size=3)
    fields: dict[str, st.SearchStrategy[Any]] = {
        "eq": values, "ne": values, "in": several, "not_in": several, "exists": st.booleans(), **more
    }  # fmt: skip
    if ordered is not None:
        fields |= dict.fromkeys(("gt", "gte", "lt", "lte"), ordered)
        fields["between"] = st.tuples(ordered, ordered).map(sorted)
    names = st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: fields[name] for name in chosen}))


def _compared(kind: str, name: str, operators: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    return operators.map(lambda asked: {"kind": kind, "name": name, "is": asked})


text = st.sampled_from([*CITIES, "Уфа"])
part = st.sampled_from(["а", "М", "'", "%", "_", "O'"])
whole = st.sampled_from([-1, 0, 1, 2, 3, 10, 50])
day = st.sampled_from(DAYS)
some_days = st.integers(1, 400)
purchased = st.fixed_dictionaries(
    {"kind": st.just("purchased")},
    optional={
        "product": st.lists(st.sampled_from(sorted(PRODUCTS)), min_size=1, max_size=2),
        "category": st.lists(st.sampled_from(sorted(PARENT)), min_size=1, max_size=2),
        "times": st.integers(1, 4),
        "min_sum": st.sampled_from([0, 50, 200.5, 600]),
    },
)
period: st.SearchStrategy[Data] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"within_days": some_days}),
    st.fixed_dictionaries({"since": day}),
    st.fixed_dictionaries({"until": day}),
)
amount = _operators(st.sampled_from([0, 11.0, 50, 200.5, 400]), st.sampled_from([0, 11.0, 37.5, 50]))
some_categories = st.sampled_from(sorted(PARENT))
of_category = st.one_of(
    *(st.fixed_dictionaries({name: some_categories}) for name in ("eq", "ne")),
    *(st.fixed_dictionaries({name: st.lists(some_categories, min_size=1, max_size=2)}) for name in ("in", "not_in")),
)


def _where(columns: dict[str, st.SearchStrategy[Data]]) -> st.SearchStrategy[Data]:
    level = st.dictionaries(st.sampled_from(sorted(columns)), st.none(), min_size=1, max_size=2).flatmap(
        lambda names: st.fixed_dictionaries({name: columns[name] for name in names})
    )
    several = st.lists(level, min_size=1, max_size=2)
    inner = st.fixed_dictionaries({}, optional={"any": several, "all": several, "not": level})
    return st.tuples(level, inner).map(lambda parts: parts[0] | parts[1])


receipts_that = st.fixed_dictionaries({"kind": st.just("receipts")}, optional={"where": _where({"total": amount})})
lines_that = st.fixed_dictionaries(
    {"kind": st.just("lines")},
    optional={"where": _where({"amount": amount, "category_id": of_category, "receipt_total": amount})},
)
activity = st.one_of(receipts_that, lines_that)
few_days = st.integers(1, 200)
ago: st.SearchStrategy[Data] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"within_days": few_days}),
    st.fixed_dictionaries({"more_than_days_ago": few_days}),
    st.tuples(few_days, few_days).map(lambda d: {"within_days": sum(d), "more_than_days_ago": d[0]}),
)


def _measured(what: Data) -> st.SearchStrategy[Data]:
    column = "total" if what["kind"] == "receipts" else "amount"
    counted = _operators(whole, whole)

    def of(asked: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
        return asked.map(lambda asked: {"of": column, "is": asked})

    asked = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"exists": st.booleans()}),
        st.fixed_dictionaries({"count": counted}),
        *(
            st.fixed_dictionaries({name: of(counted if name == "different" else amount)}, optional={"count": counted})
            for name in sorted(MEASURE)
        ),
    )
    return st.tuples(asked, ago).map(lambda parts: {"kind": "did", "what": what} | parts[0] | parts[1])


in_time = st.one_of(
    st.fixed_dictionaries({"kind": st.just("did_first"), "what": activity, "within_days": few_days}),
    st.fixed_dictionaries(
        {"kind": st.just("stopped"), "what": activity, "active_days": few_days, "quiet_days": few_days}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("restarted"), "what": activity, "quiet_days": few_days, "within_days": few_days}
    ),
    st.tuples(activity, st.integers(10, 60), st.integers(1, 5), st.integers(0, 4), st.integers(1, 2)).map(
        lambda p: {
            "kind": "did_regularly",
            "what": p[0],
            "every_days": p[1],
            "periods": p[2],
            "at_least": max(1, p[2] - p[3]),
            "times": p[4],
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("did_in_sequence"),
            "steps": st.lists(activity, min_size=2, max_size=3),
            "step_days": few_days,
        }
    ),
)
leaves = st.one_of(
    activity.flatmap(_measured),
    in_time,
    _compared("attribute", "city", _operators(None, text, contains=part, starts_with=part)),
    _compared("attribute", "birth_on", _operators(day, day)),
    _compared("attribute", "email_quality", _operators(whole, whole)),
    _compared(
        "attribute", "sms_consent", st.sampled_from([{"eq": True}, {"ne": True}, {"eq": False}, {"exists": False}])
    ),
    _compared(
        "attribute",
        "registered_at",
        st.one_of(*(st.fixed_dictionaries({name: some_days}) for name in ("within_days", "more_than_days_ago"))),
    ),
    _compared("metric", "receipts", _operators(whole, whole)),
    st.sampled_from([*TAGS, "nobody"]).map(lambda name: {"kind": "tag", "name": name}),
    st.just({"kind": "in_segment", "name": "kazan"}),
    st.tuples(purchased, period).map(lambda parts: parts[0] | parts[1]),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda data: {"kind": "not", "of": data}),
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)).map(
            lambda parts: {"kind": parts[0], "of": parts[1]}
        ),
    ),
    max_leaves=5,
)


class Kazan:
    condition = CONDITIONS.parse({"kind": "attribute", "name": "city", "is": {"eq": "Казань"}})


@settings(max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(trees)
def test_a_random_tree_finds_whom_plain_python_finds(shop: Shop, tree: Data) -> None:
    assert found(shop, tree) == expected(tree)


@pytest.mark.torture
@settings(max_examples=10_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(trees)
def test_ten_thousand_random_trees_find_whom_plain_python_finds(shop: Shop, tree: Data) -> None:
    assert found(shop, tree) == expected(tree)


def found(shop: Shop, tree: Data) -> list[str]:
    return shop.found(tree, shop.fill(**SHOP, tagged=TAGS, segments={"kazan": Kazan}))


def expected(tree: Data) -> list[str]:
    return sorted(row["customer_id"] for row in CUSTOMERS if holds(row, tree))
