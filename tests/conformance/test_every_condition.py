"""The promises that every condition and every operator keeps: two-valued, and the same question for every engine."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
import pytest
import sqlglot
from ibis.config import Config

from smartcom_kernel.conditions.activities.activity import ACTIVITIES
from smartcom_kernel.conditions.comparisons import COMPARISONS
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.operands import Operand
from smartcom_kernel.lake.columns import Type
from smartcom_kernel.lake.contracts import CUSTOMERS
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.metric import METRICS
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.why import why
from smartcom_kernel.testing import broken_promises
from tests.conformance.blocks import example_of
from tests.shop import Shop

VALUES: dict[Type, tuple[Any, Any]] = {
    "text": ("a", "b"), "integer": (1, 2), "number": (1, "2.5"), "money": (1, "2.50"), "boolean": (False, True),
    "date": ("2017-01-01", "2017-12-31"), "instant": ("2017-01-01", "2017-12-31T10:00:00Z"),
}  # fmt: skip
COLUMNS = [
    *(("attribute", c) for c in CUSTOMERS.columns if not c.choices),
    *(("metric", METRICS[m].example_block().column()) for m in METRICS),
]


def operand(takes: Operand, type_: Type) -> Any:
    first, last = VALUES[type_]
    found: dict[Operand, Any] = {
        "one": last, "pair": [first, last], "many": [first, last], "days": 30, "flag": True, "months": [1, 12],
        "dates_of_year": ["02-29", "12-31"], "name": "towns",
    }  # fmt: skip
    return found[takes]


EXAMPLES = [pytest.param(example_of(CONDITIONS[kind]), id=kind) for kind in CONDITIONS]
COMPARED = [
    pytest.param(
        {"kind": kind, "name": column.name, "is": {name: operand(comparison.operand, type_)}}, id=f"{type_} {name}"
    )
    for type_ in VALUES
    for kind, column in [next((k, c) for k, c in COLUMNS if c.type == type_)]
    for name, comparison in COMPARISONS.items()
    if type_ in comparison.types
]
ACTIVE = [
    pytest.param({"kind": "did", "what": example_of(ACTIVITIES[kind]), "count": {"lte": 3}}, id=f"did {kind}")
    for kind in ACTIVITIES
]
EVERY = EXAMPLES + COMPARED + ACTIVE
every_condition = pytest.mark.parametrize("data", EVERY)


class SparkOptions(Config):  # type: ignore[misc]
    """What Ibis reads while it writes SQL for Spark, and sets only where Spark is installed."""

    treat_nan_as_null: bool = False


@pytest.fixture(scope="module")
def tables(shop: Shop) -> Tables:
    """Customers of whom everything, something or nothing is known."""
    known: dict[Type, Any] = {**{t: v[1] for t, v in VALUES.items()}, "boolean": True, "json": "{}"}
    return shop.fill(
        customers=[
            {c.name: known[c.type] for c in CUSTOMERS.columns} | {"customer_id": "known", "city": "Казань"},
            {c.name: None for c in CUSTOMERS.columns} | {"customer_id": "unknown"},
            {c.name: VALUES[c.type][0] for c in CUSTOMERS.columns if c.type in VALUES} | {"customer_id": "other"},
        ],
        categories=[{"category_id": "coffee", "parent_id": None}],
        products=[{"product_id": "latte", "category_id": "coffee"}],
        receipts=[
            {"receipt_id": str(n), "customer_id": "known", "issued_at": f"2017-12-{n:02}T10:00:00Z", "total": 1500}
            for n in range(1, 4)
        ],
        receipt_lines=[{"receipt_id": str(n), "product_id": "latte", "amount": 1500} for n in range(1, 4)],
        customer_scores=[{"customer_id": "known", "model": "will_buy", "as_of": "2017-12-31T00:00:00Z", "score": 0.7}],
        tagged={"vip": ["known"]},
        segments={"sleeping": Segment.parse("sleeping", {"kind": "tag", "name": "vip"})},
    )


def matching(condition: Condition, customer: ir.Table, tables: Tables) -> set[str]:
    found = customer.filter(condition.where(customer, tables)).select("customer_id")
    return set(tables.lake.arrow(found)["customer_id"].to_pylist())


@every_condition
def test_it_is_true_or_false_of_everybody_and_not_is_the_exact_rest(
    shop: Shop, tables: Tables, data: dict[str, Any]
) -> None:
    customer = shop.frame(tables)
    condition = CONDITIONS.parse(data)
    answers = tables.lake.arrow(customer.select("customer_id", answer=condition.where(customer, tables)))
    yes = {row["customer_id"] for row in answers.to_pylist() if row["answer"]}
    assert answers["answer"].null_count == 0
    assert matching(condition, customer, tables) == yes
    assert (
        matching(CONDITIONS.parse({"kind": "not", "of": data}), customer, tables) == {"known", "unknown", "other"} - yes
    )


@pytest.mark.parametrize("data", EXAMPLES + ACTIVE)
def test_it_keeps_what_the_tests_of_plugins_ask_too(tables: Tables, data: dict[str, Any]) -> None:
    """Such as that `why` says of one customer what the condition says among all."""
    broken = broken_promises(data, tables)  # an example need not be true of somebody here: stories of each show that
    assert [promise for promise in broken if not promise.endswith("of nobody in this shop, so nothing is shown")] == []
    told = why(CONDITIONS.parse(data), tables, "known")
    assert told.describe("en") != told.describe("ru")


@every_condition
def test_the_same_question_can_be_put_to_spark(
    shop: Shop, tables: Tables, data: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if ibis.options.pyspark is None:
        monkeypatch.setattr(ibis.options, "pyspark", SparkOptions())
    customer = shop.frame(tables)
    found = customer.filter(CONDITIONS.parse(data).where(customer, tables)).select("customer_id")
    sql = ibis.to_sql(found, dialect="pyspark")
    assert isinstance(sqlglot.parse_one(sql, dialect="spark"), sqlglot.exp.Select)


@every_condition
def test_a_value_never_loses_its_sentence(data: dict[str, Any]) -> None:
    condition = CONDITIONS.parse(data)
    for lang in ("en", "ru"):
        sentence = condition.describe(lang)
        assert "{" not in sentence
        assert "  " not in sentence
        assert condition.describe(lang) != CONDITIONS.parse({"kind": "not", "of": data}).describe(lang)
