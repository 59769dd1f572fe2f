from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from tests.shop import Rows, Shop

CUSTOMERS: Rows = [
    {"customer_id": "anna", "city": "Казань", "birth_on": "1990-05-17", "sms_consent": True, "email_quality": 0},
    {"customer_id": "boris", "city": "Москва", "birth_on": "2000-01-01", "sms_consent": False, "email_quality": 10},
    {"customer_id": "vera"},
]


@pytest.mark.parametrize(
    ("name", "operators", "expected"),
    [
        ("city", {"eq": "Казань"}, ["anna"]),
        ("city", {"ne": "Казань"}, ["boris", "vera"]),
        ("city", {"in": ["Казань", "Уфа"]}, ["anna"]),
        ("city", {"not_in": ["Казань", "Уфа"]}, ["boris", "vera"]),
        ("city", {"contains": "аза"}, ["anna"]),
        ("city", {"contains": "АЗА"}, []),
        ("city", {"starts_with": "Мос"}, ["boris"]),
        ("city", {"exists": True}, ["anna", "boris"]),
        ("city", {"exists": False}, ["vera"]),
        ("city", {"contains": "а", "starts_with": "М"}, ["boris"]),
        ("birth_on", {"lt": "2000-01-01"}, ["anna"]),
        ("birth_on", {"lte": "2000-01-01"}, ["anna", "boris"]),
        ("birth_on", {"gt": "1990-05-17"}, ["boris"]),
        ("birth_on", {"gte": "1990-05-17"}, ["anna", "boris"]),
        ("birth_on", {"between": ["1990-05-17", "1999-12-31"]}, ["anna"]),
        ("birth_on", {"in": ["1990-05-17", "2000-01-02"]}, ["anna"]),
        ("sms_consent", {"eq": True}, ["anna"]),
        ("sms_consent", {"ne": True}, ["boris", "vera"]),
        ("email_quality", {"eq": 0}, ["anna"]),
        ("email_quality", {"gt": 0}, ["boris"]),
        ("email_quality", {"not_in": [0]}, ["boris", "vera"]),
        ("customer_id", {"exists": True}, ["anna", "boris", "vera"]),
    ],
)
def test_an_attribute_is_compared_and_an_unknown_one_passes_only_what_says_so(
    shop: Shop, name: str, operators: dict[str, Any], expected: list[str]
) -> None:
    tables = shop.fill(customers=CUSTOMERS)
    assert shop.found({"kind": "attribute", "name": name, "is": operators}, tables) == expected


@pytest.mark.parametrize(
    ("days", "within", "before"),
    [(1, [], ["eve", "new_year"]), (2, ["eve"], ["new_year"]), (366, ["eve", "new_year"], [])],
)
def test_a_date_is_its_first_moment_in_the_workspace(
    shop: Shop, days: int, within: list[str], before: list[str]
) -> None:
    """It is 1 January in Moscow already; what was entered for a later day is not in the past."""
    customers: Rows = [
        {"customer_id": "eve", "birth_on": "2017-12-31"},
        {"customer_id": "new_year", "birth_on": "2017-01-01"},
        {"customer_id": "tomorrow", "birth_on": "2018-01-02"},
    ]
    tables = shop.fill(customers=customers, as_of="2017-12-31T22:00:00Z", zone="Europe/Moscow")
    birthday = {"kind": "attribute", "name": "birth_on"}
    assert shop.found({**birthday, "is": {"within_days": days}}, tables) == within
    assert shop.found({**birthday, "is": {"more_than_days_ago": days}}, tables) == before


def test_a_misspelled_attribute_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(SpecError, match="name: there is no customer attribute called 'ctiy'; did you mean 'city'"):
        CONDITIONS.parse({"kind": "attribute", "name": "ctiy", "is": {"eq": "Казань"}})


@pytest.mark.parametrize(
    ("operators", "english", "russian"),
    [
        ({"eq": "Казань"}, "city is Казань", "город — Казань"),
        ({"ne": "Казань"}, "city is not Казань (or is unknown)", "город — не Казань (или нет данных)"),
        ({"in": list("abcdefg")}, "city is one of a, b, c, d, e and 2 more", "город из списка: a, b, c, d, e и ещё 2"),
        ({"exists": False}, "city is unknown", "город: нет данных"),
        (
            {"contains": "x", "starts_with": "y"},
            "city contains “x” and starts with “y”",
            "город содержит «x» и начинается с «y»",
        ),
    ],
)
def test_an_attribute_says_itself(operators: dict[str, Any], english: str, russian: str) -> None:
    condition = CONDITIONS.parse({"kind": "attribute", "name": "city", "is": operators})
    assert (condition.describe("en"), condition.describe("ru")) == (english, russian)


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        ("custom.tier", {"eq": "gold"}, ["anna"]),
        ("custom.tier", {"ne": "gold"}, ["boris", "vera"]),
        ("custom.children", {"gte": 2}, ["anna"]),
        ("custom.children", {"exists": True}, ["anna", "boris"]),
        ("custom.pet.name", {"starts_with": "Ba"}, ["boris"]),
        ("custom.vegan", {"eq": True}, ["boris"]),
    ],
)
def test_fields_of_the_shops_own_are_asked_by_their_path(
    shop: Shop, name: str, asked: dict[str, Any], expected: list[str]
) -> None:
    customs = {
        "anna": '{"tier": "gold", "children": 2}',
        "boris": '{"tier": "silver", "children": "two", "pet": {"name": "Barsik"}, "vegan": true}',
        "vera": None,
    }
    tables = shop.fill(customers=[{"customer_id": who, "custom": custom} for who, custom in customs.items()])
    assert shop.found({"kind": "attribute", "name": name, "is": asked}, tables) == expected


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Vladivostok"])
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"in_month": 12}, ["anna"]),
        ({"on_day_of_year": "12-01"}, ["anna"]),
        ({"anniversary_within_days": 1}, ["boris"]),
        ({"more_than_days_ago": 1000}, ["boris"]),
    ],
)
def test_a_day_inside_json_is_that_day_wherever_the_shop_is(
    shop: Shop, zone: str, asked: dict[str, Any], expected: list[str]
) -> None:
    customs = {"anna": '{"wedding": "2017-12-01"}', "boris": '{"wedding": "2010-01-02"}', "vera": '{"wedding": "soon"}'}
    customers = [{"customer_id": who, "custom": custom} for who, custom in customs.items()]
    tables = shop.fill(customers=customers, zone=zone, as_of="2018-01-01T12:00:00Z")
    assert shop.found({"kind": "attribute", "name": "custom.wedding", "is": asked}, tables) == expected
