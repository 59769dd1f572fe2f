from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import blank_frame, customer_frame
from smartcom_kernel.segments import members as segments
from smartcom_kernel.segments.spec import Segment
from tests.shop import Shop

SHOP: dict[str, Any] = {
    "customers": [
        {"customer_id": "anna", "city": "Казань"},
        {"customer_id": "boris", "city": "Казань"},
        {"customer_id": "vera", "city": "Москва"},
        {"customer_id": "gleb"},
    ],
    "receipts": [
        {"receipt_id": "1", "customer_id": "anna", "issued_at": "2017-12-01T10:00:00Z", "total": "100.00"},
        {"receipt_id": "2", "customer_id": "anna", "issued_at": "2017-12-02T10:00:00Z", "total": "200.01"},
        {"receipt_id": "3", "customer_id": "vera", "issued_at": "2017-12-03T10:00:00Z", "total": "100.00"},
    ],
}
KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
SPENDERS: dict[str, Any] = {"kind": "metric", "name": "revenue", "is": {"gte": 100}}


@pytest.fixture
def tables(shop: Shop) -> Tables:
    return shop.fill(**SHOP)


def ids(spec: segments.Spec, tables: Tables) -> list[str]:
    return sorted(customer for batch in segments.ids(spec, tables) for customer in batch)


@pytest.mark.parametrize("spec", [KAZAN, {"condition": KAZAN}, CONDITIONS.parse(KAZAN), Segment.parse("kazan", KAZAN)])
def test_members_count_and_sentence_agree_whatever_the_segment_is_given_as(tables: Tables, spec: segments.Spec) -> None:
    assert ids(spec, tables) == ["anna", "boris"]
    assert segments.count(spec, tables) == 2
    assert segments.describe(spec, "ru") == "город — Казань"


def test_the_statement_finds_the_same_customers(tables: Tables) -> None:
    both = {"kind": "all", "of": [KAZAN, SPENDERS]}
    assert tables.lake.rows(segments.sql(both, tables)) == [("anna",)]
    assert ids(both, tables) == ["anna"]


def test_the_statement_reads_only_what_the_condition_asks_about(tables: Tables) -> None:
    assert "receipts" not in segments.sql(KAZAN, tables)
    assert "receipts" in segments.sql(SPENDERS, tables)
    assert "receipt_lines" not in segments.sql(SPENDERS, tables)


def test_members_come_in_batches(tables: Tables) -> None:
    everybody = {"kind": "attribute", "name": "customer_id", "is": {"exists": True}}
    assert [len(batch) for batch in segments.ids(everybody, tables, size=3)] in ([3, 1], [4])


def test_a_summary_is_exact(tables: Tables) -> None:
    """Anna brought 300.01 of 400.01 with two receipts; the half kopeck of the average is rounded up."""
    summary = segments.summary(Segment.parse("kazan", KAZAN), tables)
    assert (summary.name, summary.sentence) == ("kazan", "city is Казань")
    assert (summary.customers, summary.share) == (2, 0.5)
    assert summary.revenue_share == pytest.approx(300.01 / 400.01)
    assert summary.average_receipt == Decimal("150.01")


def test_summaries_made_together_are_those_made_one_by_one(tables: Tables) -> None:
    bought = {"kind": "purchased", "times": 2, "within_days": 60}
    specs = [KAZAN, SPENDERS, {"kind": "not", "of": KAZAN}, {"kind": "rfm", "name": "lost"}, bought]
    together = segments.summaries(specs * 6, tables)
    assert len(together) > segments.AT_ONCE
    assert together == [segments.summary(spec, tables) for spec in specs] * 6
    assert segments.summaries([], tables) == []


def test_a_summary_of_nobody_is_all_zeros(tables: Tables) -> None:
    nobody = segments.summary({"kind": "tag", "name": "nobody"}, tables)
    assert (nobody.customers, nobody.share, nobody.revenue_share, nobody.average_receipt) == (0, 0.0, 0.0, None)


def test_a_summary_of_an_empty_shop_divides_by_nothing(shop: Shop) -> None:
    empty = segments.summary(KAZAN, shop.fill())
    assert (empty.customers, empty.share, empty.revenue_share) == (0, 0.0, 0.0)


def test_members_are_those_of_the_moment(shop: Shop) -> None:
    assert segments.count(SPENDERS, shop.fill(**SHOP)) == 2
    assert segments.count(SPENDERS, shop.fill(**SHOP, as_of="2017-12-02T23:00:00Z")) == 1


def test_scores_and_metrics_share_the_row_of_their_customer(tables: Tables) -> None:
    best = {
        "kind": "all",
        "of": [{"kind": "rfm", "f": 5}, SPENDERS, {"kind": "not", "of": {"kind": "rfm", "r": [1, 2]}}],
    }
    assert ids({"kind": "any", "of": [best, KAZAN]}, tables) == ["anna", "boris"]


def test_a_faulty_condition_is_refused_before_anything_is_asked(tables: Tables) -> None:
    with pytest.raises(SpecError, match="name: there is no metric called 'revenu'; did you mean 'revenue'"):
        segments.count({"kind": "metric", "name": "revenu", "is": {"gte": 1}}, tables)


def test_a_blank_frame_has_the_columns_of_the_full_one(tables: Tables) -> None:
    assert blank_frame(tables).schema() == customer_frame(tables).schema()


@pytest.mark.parametrize("wrap", ["not", "all", "any"])
def test_a_hundred_levels_are_still_answered(tables: Tables, wrap: str) -> None:
    deep = KAZAN
    for _ in range(100):
        deep = {"kind": "not", "of": deep} if wrap == "not" else {"kind": wrap, "of": [deep, KAZAN]}
    assert segments.count(deep, tables) == 2
