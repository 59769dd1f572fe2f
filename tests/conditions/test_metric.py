from __future__ import annotations

import re
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.segments.members import members
from tests.shop import Shop

CUSTOMERS = [{"customer_id": c} for c in ("anna", "boris", "vera")]
RECEIPTS = [
    {"receipt_id": "1", "customer_id": "anna", "issued_at": "2017-12-30T09:00:00Z", "total": "1000.10"},
    {"receipt_id": "2", "customer_id": "anna", "issued_at": "2017-12-31T23:30:00Z", "total": "2000.10"},
    {"receipt_id": "3", "customer_id": "boris", "issued_at": "2017-06-01T09:00:00Z", "total": "500"},
]


@pytest.mark.parametrize(
    ("name", "operators", "expected"),
    [
        ("average_receipt", {"gte": 1500.1}, ["anna"]),
        ("average_receipt", {"gt": "1500.10"}, []),
        ("average_receipt", {"eq": 500}, ["boris"]),
        ("average_receipt", {"ne": 500}, ["anna", "vera"]),
        ("average_receipt", {"lt": 1000}, ["boris"]),
        ("average_receipt", {"between": [500, 1500.1]}, ["anna", "boris"]),
        ("average_receipt", {"exists": False}, ["vera"]),
        ("average_receipt", {"in": [500, 1500.1]}, ["anna", "boris"]),
        ("receipts", {"eq": 2}, ["anna"]),
        ("last_receipt_at", {"within_days": 1}, ["anna"]),
        ("last_receipt_at", {"more_than_days_ago": 1}, ["boris"]),
        ("last_receipt_at", {"gte": "2017-12-31T23:30:00Z"}, ["anna"]),
        ("last_receipt_at", {"gt": "2017-12-31T23:30:00Z"}, []),
    ],
)
def test_a_metric_is_compared_and_an_empty_one_passes_only_what_says_so(
    shop: Shop, name: str, operators: dict[str, Any], expected: list[str]
) -> None:
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS)
    assert shop.found({"kind": "metric", "name": name, "is": operators}, tables) == expected


@pytest.mark.parametrize(
    ("operators", "in_utc", "in_moscow"),
    [
        ({"eq": "2017-12-31"}, ["anna"], []),
        ({"eq": "2018-01-01"}, [], ["anna"]),
        ({"gt": "2017-12-31"}, [], ["anna"]),
        ({"gte": "2017-12-31"}, ["anna"], ["anna"]),
        ({"lte": "2017-12-31"}, ["anna", "boris"], ["boris"]),
        ({"lt": "2017-12-31"}, ["boris"], ["boris"]),
        ({"between": ["2017-06-01", "2017-12-31"]}, ["anna", "boris"], ["boris"]),
        ({"in": ["2017-06-01", "2018-01-01"]}, ["boris"], ["anna", "boris"]),
        ({"ne": "2017-12-31"}, ["boris", "vera"], ["anna", "boris", "vera"]),
    ],
)
def test_a_day_means_the_whole_calendar_day_of_the_workspace(
    shop: Shop, operators: dict[str, Any], in_utc: list[str], in_moscow: list[str]
) -> None:
    """The last receipt was issued at 23:30 UTC, when it was 02:30 of the next day in Moscow."""
    condition = {"kind": "metric", "name": "last_receipt_at", "is": operators}
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS)
    assert shop.found(condition, tables) == in_utc
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS, zone="Europe/Moscow")
    assert shop.found(condition, tables) == in_moscow


def test_exactly_so_many_days_ago_is_no_longer_within_them(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS, as_of="2018-01-01T23:30:00Z")
    last = {"kind": "metric", "name": "last_receipt_at"}
    assert shop.found({**last, "is": {"within_days": 1}}, tables) == []
    assert shop.found({**last, "is": {"more_than_days_ago": 1}}, tables) == ["anna", "boris"]
    assert shop.found({**last, "is": {"within_days": 2}}, tables) == ["anna"]


def test_a_misspelled_metric_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(
        SpecError, match="name: there is no metric called 'avg_receipt'; did you mean 'average_receipt'"
    ):
        CONDITIONS.parse({"kind": "metric", "name": "avg_receipt", "is": {"gte": 1}})


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"name": "revenue", "within_days": 30},
            "within_days: revenue is not computed for 30 days; windows are 365: write `windows = [30, 365]` under "
            "[metrics] in smartcom.toml, then refresh",
        ),
        (
            {"name": "brand_revenue", "of": "Acne"},
            """of: brand_revenue is not computed for 'Acne': write `of = { brand_revenue = ["Acme", "Acne"] }` under """
            "[metrics] in smartcom.toml, then refresh; did you mean 'Acme'?",
        ),
    ],
)
def test_a_metric_that_is_not_computed_is_refused_with_what_to_write(
    shop: Shop, asked: dict[str, Any], said: str
) -> None:
    tables = shop.fill(customers=CUSTOMERS, measures=Measures(of={"brand_revenue": ["Acme"]}))
    with pytest.raises(SpecError, match=re.escape(said)):
        members({"kind": "metric", "is": {"gte": 1}, **asked}, tables)


def test_a_metric_says_itself() -> None:
    condition = CONDITIONS.parse({"kind": "metric", "name": "average_receipt", "is": {"gte": 1500, "lt": "2000.50"}})
    assert condition.describe("en") == "average receipt is at least 1,500 and is below 2,000.5"
    assert condition.describe("ru") == "средний чек не меньше 1\u202f500 и меньше 2\u202f000,5"
