"""Random trees of conditions against an oracle: the same question asked in plain Python of the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

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
    if at > NOW:
        return False
    if "within_days" in asked:
        return at > NOW - timedelta(days=asked["within_days"])
    first, last = asked.get("since", "0001-01-01"), asked.get("until", "9999-12-31")
    return date.fromisoformat(first) <= at.date() <= date.fromisoformat(last)


def _fits(product: str, asked: Data) -> bool:
    return ("product" not in asked or product in asked["product"]) and (
        "category" not in asked or _inside(PRODUCTS[product], asked["category"])
    )


ORACLE: dict[str, Callable[[Row, Data], bool]] = {
    "attribute": lambda row, data: _passes(row[data["name"]], data["is"]),
    "metric": lambda row, data: _passes(len(_counted(row)), data["is"]),
    "tag": lambda row, data: row["customer_id"] in TAGS.get(data["name"], []),
    "purchased": _bought,
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
leaves = st.one_of(
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


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(trees)
def test_a_random_tree_finds_whom_plain_python_finds(shop: Shop, tree: Data) -> None:
    tables = shop.fill(**SHOP, tagged=TAGS, segments={"kazan": Kazan})
    assert shop.found(tree, tables) == sorted(row["customer_id"] for row in CUSTOMERS if holds(row, tree))
