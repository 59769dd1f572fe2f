from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop


def rows(kind: str, **where: Any) -> dict[str, Any]:
    return {"kind": kind, "where": where}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"what": "receipts"}, ["anna", "boris"]),
        ({"what": "receipts", "exists": False}, ["gleb", "vera"]),
        ({"what": "receipts", "count": {"gte": 2}}, ["anna"]),
        ({"what": "receipts", "count": {"lte": 1}}, ["boris", "gleb", "vera"]),
        ({"what": "receipts", "count": {"eq": 0}}, ["gleb", "vera"]),
        ({"what": "receipts", "count": {"between": [1, 2]}}, ["anna", "boris"]),
        ({"what": "receipts", "within_days": 30}, ["anna"]),
        ({"what": "receipts", "exists": False, "within_days": 30}, ["boris", "gleb", "vera"]),
        ({"what": "receipts", "more_than_days_ago": 100}, ["boris"]),
        ({"what": "receipts", "within_days": 100, "more_than_days_ago": 30}, ["anna"]),
        ({"what": "receipts", "since": "2017-06-01", "until": "2017-06-01"}, ["boris"]),
        ({"what": "receipts", "sum": {"of": "total", "is": {"gte": 1200}}}, ["anna", "boris"]),
        ({"what": "receipts", "sum": {"of": "total", "is": {"lt": 1200}}}, ["gleb", "vera"]),
        ({"what": "receipts", "average": {"of": "total", "is": {"eq": 600}}}, ["anna"]),
        ({"what": "receipts", "average": {"of": "total", "is": {"ne": 600}}}, ["boris", "gleb", "vera"]),
        ({"what": "receipts", "min": {"of": "total", "is": {"gte": 300}}}, ["anna", "boris"]),
        ({"what": "receipts", "max": {"of": "issued_at", "is": {"within_days": 7}}}, ["anna"]),
        ({"what": "receipts", "max": {"of": "issued_at", "is": {"exists": False}}}, ["gleb", "vera"]),
        ({"what": "lines", "different": {"of": "product_id", "is": {"gte": 3}}}, ["anna"]),
        ({"what": "lines", "different": {"of": "category_id", "is": {"eq": 0}}}, ["gleb", "vera"]),
        ({"what": "receipts", "count": {"gte": 1}, "sum": {"of": "total", "is": {"gte": 2000}}}, ["boris"]),
    ],
)
def test_rows_of_the_period_are_counted_and_added_up(shop: Shop, asked: dict[str, Any], expected: list[str]) -> None:
    """Cancelled receipts, those without a customer and those after the moment never count."""
    assert shop.found({"kind": "did", **asked}, shop.fill(**SHOP)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"sum": {"of": "discount", "is": {"eq": 0}}}, ["anna", "boris", "gleb", "vera"]),
        ({"sum": {"of": "discount", "is": {"exists": False}}}, []),
        ({"different": {"of": "discount", "is": {"gte": 1}}}, []),
        ({"max": {"of": "discount", "is": {"exists": True}}}, []),
    ],
)
def test_rows_whose_value_is_unknown_add_nothing(shop: Shop, asked: dict[str, Any], expected: list[str]) -> None:
    """No receipt of the shop has a discount."""
    assert shop.found({"kind": "did", "what": "receipts", **asked}, shop.fill(**SHOP)) == expected


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (rows("receipts", total={"gte": 500}, channel={"eq": "online"}), []),
        (rows("receipts", any=[{"total": {"gte": 1000}}, {"channel": {"eq": "online"}}]), ["anna", "boris"]),
        (rows("receipts", **{"not": {"channel": {"eq": "offline"}}}), ["anna"]),
        (rows("receipts", **{"not": {"any": [{"total": {"lt": 500}}, {"total": {"gt": 1000}}]}}), ["anna"]),
        (rows("receipts", all=[{"total": {"gte": 300}}, {"total": {"lte": 300}}]), ["anna"]),
        (rows("lines", category_id={"eq": "coffee"}, quantity={"gte": 3}), []),
        (rows("lines", category_id={"eq": "drinks"}, quantity={"gte": 3}), ["anna"]),
    ],
)
def test_what_is_asked_of_a_row_is_asked_of_the_same_row(shop: Shop, what: dict[str, Any], expected: list[str]) -> None:
    assert shop.found({"kind": "did", "what": what}, shop.fill(**SHOP)) == expected


def test_separate_conditions_speak_of_different_rows(shop: Shop) -> None:
    one, other = (
        {"kind": "did", "what": rows("receipts", **w)} for w in ({"total": {"gte": 900}}, {"channel": {"eq": "online"}})
    )
    assert shop.found({"kind": "all", "of": [one, other]}, shop.fill(**SHOP)) == ["anna"]


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        (
            {"what": rows("receipts", totl={"gte": 1}, total={"contains": "x"})},
            ["what.where.totl: there is no column of receipts called 'totl'; did you mean 'total'?",
             "what.where.total.contains: does not suit total, which is an amount"],
        ),
        (
            {"what": rows("receipts", any=[{"total": {"gte": 1}}, {"not": {"chanel": {"eq": "online"}}}])},
            ["what.where.any[1].not.chanel: there is no column of receipts called 'chanel'; did you mean 'channel'?"],
        ),
        ({"what": "receits"}, ["what.kind: there is no activity of kind 'receits'; did you mean 'receipts'?"]),
        ({"what": "receipts", "sum": {"of": "channel", "is": {"gte": 1}}}, ["sum.of: channel has no sum"]),
        ({"what": "receipts", "sum": {"of": "totl", "is": {"gte": 1}}}, ["sum.of: there is no column of receipts"]),
        ({"what": "receipts", "count": {"gte": "many"}}, ["count.gte: must be a number, not 'many'"]),
        ({"what": "receipts", "max": {"of": "total", "is": {"contains": 1}}}, ["max.is.contains: does not suit total"]),
        ({"what": "receipts", "exists": False, "count": {"gte": 1}}, ["exists: stands beside count"]),
        ({"what": rows("receipts", **{"custom.a b": {"eq": "x"}})}, ["what.where.custom.a b: 'custom.a b' must be"]),
        ({"what": "receipts", "within_days": 5, "more_than_days_ago": 5}, ["has a `within_days` that is not above"]),
        ({"what": {"kind": "receipts", "where": ["total"]}}, ["what.where: must be a mapping of columns to operators"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_every_path(asked: dict[str, Any], faults: list[str]) -> None:
    with pytest.raises(SpecError) as error:
        CONDITIONS.parse({"kind": "did", **asked})
    said = [str(fault) for fault in error.value.faults]
    assert len(said) == len(faults)
    assert all(start in text for text, start in zip(said, faults, strict=True)), said


@pytest.mark.parametrize(
    ("asked", "english", "russian"),
    [
        ({"what": "receipts", "exists": False}, "has no receipts", "нет чеков"),
        (
            {"what": rows("lines", category_id={"eq": "coffee"}, amount={"gte": 300}), "count": {"gte": 2},
             "sum": {"of": "amount", "is": {"gte": 5000}}, "within_days": 90},
            "receipt lines (category is coffee and amount is at least 300): number is at least 2 and sum of amount is "
            "at least 5,000 in the last 90 days",
            "строки чеков (категория — coffee и сумма не меньше 300): число не меньше 2 и сумма по полю «сумма» "
            "не меньше 5\u202f000 за последние 90 дней",
        ),
        (
            {"what": rows("receipts", any=[{"hour": {"eq": 9}}, {"total": {"gte": 5}, "paid": {"eq": False}}])},
            "has receipts ((hour of the day is 9 or (total is at least 5 and paid: no)))",
            "есть чеки ((час дня — 9 или (сумма не меньше 5 и оплачен: нет)))",
        ),
    ],
)  # fmt: skip
def test_it_says_what_was_done(asked: dict[str, Any], english: str, russian: str) -> None:
    did = CONDITIONS.parse({"kind": "did", **asked})
    assert (did.describe("en"), did.describe("ru")) == (english, russian)
