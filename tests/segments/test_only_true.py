"""What is left out of a question changes no answer: the customers stay those of whom the whole question is true."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pytest

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.refresh import refresh
from smartcom_kernel.segments import members as segments
from smartcom_kernel.segments.only_true import _parts, needs_some, shortened
from tests.metrics.random_facts import random_facts
from tests.shop import Shop

RICH: dict[str, Any] = {"kind": "metric", "name": "average_receipt", "is": {"gte": 10}}
TOP: dict[str, Any] = {"kind": "rfm", "r": [4, 5], "m": [1, 2, 3]}
TABLE = ibis.table({"a": "int64", "b": "int64", "c": "int64"}, name="t")
A, B, C = TABLE.a, TABLE.b, TABLE.c
ROWS = [dict(zip("abc", values, strict=True)) for values in itertools.product((None, 1, 2), repeat=3)]
QUESTIONS = {
    "guarded": A.notnull() & (A >= 2),
    "guards of several": A.notnull() & (A >= 2) & B.notnull() & B.isin([1]),
    "a guard of another": B.notnull() & (A >= 2),
    "either": (A.notnull() & (A == 1)) | (B.notnull() & B.between(1, 2)),
    "either, one without": (A.notnull() & (A == 1)) | B.isnull(),
    "under not": ~(A.notnull() & (A == 1)) & (B == 2),
    "compared with each other": A.notnull() & B.notnull() & (A == B),
    "worked out": (A + B).notnull() & ((A + B) > 2) & (C.isnull() | (C != 1)),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_shortened_question_is_true_of_the_same_rows(shop: Shop, question: ir.BooleanValue) -> None:
    rows = shop.lake.temporary(ibis.memtable(ROWS, schema=TABLE.schema()).to_pyarrow())
    kept, shorter = (
        shop.lake.arrow(rows.filter(asked.replace({TABLE.op(): rows.op()}).to_expr())).to_pylist()
        for asked in (question.op(), shortened(question.op()))
    )
    assert sorted(map(str, shorter)) == sorted(map(str, kept))
    assert kept


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_that_needs_some_of_the_values_is_true_of_nobody_without_them(
    shop: Shop, question: ir.BooleanValue
) -> None:
    rows = shop.lake.temporary(ibis.memtable(ROWS, schema=TABLE.schema()).to_pyarrow())
    without = rows.filter(rows.a.isnull() & rows.b.isnull())
    found = shop.lake.count(without.filter(question.op().replace({TABLE.op(): without.op()}).to_expr()))
    if needs_some(question.op(), [A.op(), B.op()]):
        assert found == 0


@pytest.mark.parametrize("joined", [ops.And, ops.Or])
def test_a_thousand_parts_are_no_deeper_than_two(joined: Any) -> None:
    parts = [(A.notnull() & (n < A)).op() for n in range(3_000)]
    long = functools.reduce(joined, parts)
    assert needs_some(long, [A.op()])
    assert len(list(_parts(shortened(long), joined))) == 3_000


def test_what_needs_some_of_the_values_is_seen() -> None:
    needed = [name for name, question in QUESTIONS.items() if needs_some(question.op(), [A.op(), B.op()])]
    assert needed == ["guarded", "guards of several", "a guard of another", "either", "under not"]


@pytest.fixture(scope="module")
def refreshed(shop: Shop) -> Tables:
    tables = shop.fill(**random_facts(311).tables)
    refresh(shop.lake, shop.state, tables)
    return Tables(shop.lake, tables.as_of)


@pytest.mark.parametrize("spec", [TOP, RICH, {"kind": "any", "of": [TOP, TOP | {"name": "lost"}]}])
def test_a_segment_and_all_others_are_everybody(refreshed: Tables, spec: dict[str, Any]) -> None:
    inside, outside = (segments.count(asked, refreshed) for asked in (spec, {"kind": "not", "of": spec}))
    assert inside > 0
    assert inside + outside == refreshed.lake.count(refreshed.customers)


def test_cells_of_rfm_alone_are_read_without_the_customers(refreshed: Tables) -> None:
    assert "customers" not in segments.sql(TOP, refreshed)
    assert "customers" in segments.sql({"kind": "not", "of": TOP}, refreshed)


def test_a_value_that_is_worked_out_is_worked_out_once(refreshed: Tables) -> None:
    assert "IS NOT NULL" not in segments.sql(RICH, refreshed)
    assert "IS NOT NULL" in segments.sql({"kind": "not", "of": RICH}, refreshed)


def test_somebody_who_is_no_customer_any_more_is_in_no_cell(shop: Shop, refreshed: Tables) -> None:
    """Last in this module: it takes a customer away."""
    known = sorted(itertools.chain.from_iterable(segments.ids(TOP, refreshed)))
    shop.lake.run("DELETE FROM lake.main.customers WHERE customer_id = ?", [known[0]])
    now = Tables(shop.lake, refreshed.as_of)
    assert known[0] not in set(itertools.chain.from_iterable(segments.ids(TOP, now)))
    assert sorted(itertools.chain.from_iterable(segments.ids(TOP, refreshed))) == known
