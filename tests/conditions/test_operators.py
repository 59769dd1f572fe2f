"""What may stand under `is`: which operator suits which column, and what it takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.conditions.comparisons import COMPARISONS
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.core.errors import SpecError
from tests.shop import Shop


@pytest.mark.parametrize(
    ("name", "operators", "fault"),
    [
        ("city", {"eqq": "x"}, "is.eqq: there is no operator 'eqq'; did you mean 'eq'?"),
        ("city", {}, "is: must be a mapping of operators to values, such as {eq: 5}"),
        ("city", "Казань", "is: must be a mapping of operators to values"),
        ("city", {"gt": "a"}, "is.gt: does not suit city, which is text; what does: eq, ne, in, not_in, contains"),
        ("email_quality", {"contains": "1"}, "is.contains: does not suit email_quality, which is a whole number"),
        ("sms_consent", {"in": [True]}, "is.in: does not suit sms_consent, which is yes or no"),
        ("city", {"within_days": 3}, "is.within_days: does not suit city"),
        ("city", {"eq": 5}, "is.eq: must be text, not a number: write '5' in quotes"),
        ("city", {"eq": None}, "is.eq: must be text, not None"),
        ("city", {"eq": "a\x00b"}, "is.eq: must not contain the character NUL"),
        ("city", {"eq": "\ud800"}, "is.eq: must be valid Unicode text"),
        ("city", {"contains": ""}, "is.contains: must not be empty text"),
        ("city", {"in": "Казань"}, "is.in: must be a list of values, not 'Казань'"),
        ("city", {"in": []}, "is.in: must be a list of values"),
        ("city", {"in": ["a", 5]}, "is.in[1]: must be text"),
        ("city", {"exists": "yes"}, "is.exists: must be true (known) or false (unknown), not 'yes'"),
        ("gender", {"eq": "female"}, "is.eq: must be one of F, M, not 'female'"),
        ("email_quality", {"eq": "many"}, "is.eq: must be a number, not 'many'"),
        ("email_quality", {"eq": True}, "is.eq: must be a number, not True"),
        ("email_quality", {"eq": 1.5}, "is.eq: must be a whole number, not 1.5"),
        ("email_quality", {"eq": float("nan")}, "is.eq: must be a number below"),
        ("email_quality", {"eq": 10**15}, "is.eq: must be a number below"),
        ("email_quality", {"between": [1, 2, 3]}, "is.between: must be a list of two values"),
        ("email_quality", {"between": [2, 1]}, "is.between: must run from the lesser to the greater"),
        ("sms_consent", {"eq": "true"}, "is.eq: must be true or false, not 'true'"),
        ("birth_on", {"eq": "31.12.2017"}, "is.eq: must be a date such as 2017-12-31, not '31.12.2017'"),
        ("birth_on", {"eq": "2017-12-31T10:00:00Z"}, "is.eq: must be a date such as 2017-12-31"),
        ("birth_on", {"eq": "0001-01-01"}, "is.eq: must lie between 1900 and 2200"),
        ("birth_on", {"within_days": 0}, "is.within_days: must be a whole number of days from 1"),
        ("registered_at", {"gt": "2017-12-31T10:00"}, "is.gt: must be a day, or say its zone"),
        ("registered_at", {"gt": "yesterday"}, "is.gt: must be a date such as 2017-12-31"),
        ("registered_at", {"between": ["2017-02-01", "2017-01-31T00:00:00Z"]}, "is.between: must run from the lesser"),
        ("birth_on", {"in_month": 13}, "is.in_month: must be a month from 1 to 12"),
        ("birth_on", {"on_day_of_year": "02-30"}, "is.on_day_of_year: must be a day of the year such as 12-31"),
        ("birth_on", {"in_directory": "big"}, "is.in_directory: does not suit birth_on"),
        ("city", {"or_unknown": True}, "is: asks nothing of known values"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_path(name: str, operators: Any, fault: str) -> None:
    with pytest.raises(SpecError) as error:
        CONDITIONS.parse({"kind": "attribute", "name": name, "is": operators})
    assert str(error.value.faults[0]).startswith(fault)


def test_every_fault_of_a_tree_is_told_at_once() -> None:
    wrong = [
        {"kind": "attribute", "name": "city", "is": {"eq": 1, "gt": 2}},
        {"kind": "tagg"},
        {"kind": "metric", "name": "x"},
    ]
    with pytest.raises(SpecError) as error:
        CONDITIONS.parse({"kind": "all", "of": [{"kind": "any", "of": wrong}]})
    assert [fault.where for fault in error.value.faults] == [
        "of[0].of[0].is.eq", "of[0].of[0].is.gt", "of[0].of[1].kind", "of[0].of[2].name", "of[0].of[2].is",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "operators", "plain"),
    [
        ("registered_at", {"gte": "2017-12-31T12:00:00+03:00"}, {"gte": "2017-12-31T09:00:00Z"}),
        ("registered_at", {"gte": "2017-12-31"}, {"gte": "2017-12-31"}),
        ("email_quality", {"in": ["10", 20]}, {"in": [10, 20]}),
        ("birth_on", {"between": ["1990-01-01", "1990-12-31"]}, {"between": ["1990-01-01", "1990-12-31"]}),
    ],
)
def test_values_are_read_as_the_columns_type_and_written_back_plain(
    name: str, operators: dict[str, Any], plain: dict[str, Any]
) -> None:
    condition = CONDITIONS.parse({"kind": "attribute", "name": name, "is": operators})
    assert condition.to_data() == {"kind": "attribute", "name": name, "is": plain}
    assert CONDITIONS.parse(condition.to_data()) == condition


@pytest.mark.parametrize(
    ("given", "plain"), [("1500.50", 1500.5), (1500, 1500), ("0.1", 0.1), ("123456789012345.01", "123456789012345.01")]
)
def test_amounts_stay_exact_on_the_way_to_yaml(given: Any, plain: Any) -> None:
    condition = CONDITIONS.parse({"kind": "metric", "name": "revenue", "is": {"gte": given}})
    assert condition.to_data()["is"] == {"gte": plain}
    assert CONDITIONS.parse(condition.to_data()) == condition


def test_every_operator_has_a_field_and_every_field_an_operator() -> None:
    fields = [field.alias or name for name, field in Operators.model_fields.items()]
    assert fields == [*COMPARISONS, "or_unknown"]


BORN = {
    "leap": "2000-02-29", "march": "1990-03-01", "february": "1985-02-28", "new_year": "1970-01-01",
    "december": "1980-12-31", "never": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "operators", "expected"),
    [
        ("2017-06-01T00:00:00Z", {"in_month": 2}, ["february", "leap"]),
        ("2017-06-01T00:00:00Z", {"in_month": [1, 3]}, ["march", "new_year"]),
        ("2017-06-01T00:00:00Z", {"on_day_of_year": ["02-29", "12-31"]}, ["december", "leap"]),
        ("2017-02-28T12:00:00Z", {"anniversary_within_days": 1}, ["february", "leap", "march"]),
        ("2016-02-28T12:00:00Z", {"anniversary_within_days": 1}, ["february", "leap"]),
        ("2017-12-30T12:00:00Z", {"anniversary_within_days": 2}, ["december", "new_year"]),
        ("2017-06-01T00:00:00Z", {"in_month": 2, "or_unknown": True}, ["february", "leap", "never"]),
        ("2017-06-01T00:00:00Z", {"gte": "1990-01-01", "or_unknown": True}, ["leap", "march", "never"]),
        ("1990-02-28T00:00:00Z", {"within_next_days": 1}, []),
        ("1990-02-28T00:00:00Z", {"within_next_days": 2}, ["march"]),
    ],
)
def test_days_of_the_year_return_every_year(
    shop: Shop, as_of: str, operators: dict[str, Any], expected: list[str]
) -> None:
    """In a common year a birthday on 29 February is kept on the 28th."""
    tables = shop.fill(as_of=as_of, customers=[{"customer_id": c, "birth_on": on} for c, on in BORN.items()])
    assert shop.found({"kind": "attribute", "name": "birth_on", "is": operators}, tables) == expected


def test_a_month_is_one_of_the_workspaces_calendar(shop: Shop) -> None:
    customers = [{"customer_id": "anna", "registered_at": "2017-06-30T22:00:00Z"}]
    july = {"kind": "attribute", "name": "registered_at", "is": {"in_month": 7}}
    assert shop.found(july, shop.fill(customers=customers)) == []
    assert shop.found(july, shop.fill(customers=customers, zone="Europe/Moscow")) == ["anna"]


def test_a_directory_holds_the_values_that_pass(shop: Shop) -> None:
    cities = [("anna", "Казань"), ("boris", "Омск"), ("vera", None)]
    tables = shop.fill(
        customers=[{"customer_id": c, "city": city} for c, city in cities],
        directory_items=[{"directory": "big", "item": "Казань"}, {"directory": "small", "item": "Омск"}],
    )
    for asked, expected in (
        ({"in_directory": "big"}, ["anna"]),
        ({"not_in_directory": "big"}, ["boris", "vera"]),
        ({"in_directory": "none"}, []),
    ):
        assert shop.found({"kind": "attribute", "name": "city", "is": asked}, tables) == expected


def hostile_strings(corpora: Path) -> list[str]:
    path = corpora / "strings" / "blns.json"
    return [text for text in json.loads(path.read_text(encoding="utf-8")) if text]


def test_hostile_text_is_only_ever_text(shop: Shop, corpora: Path) -> None:
    """Each string finds exactly the customer that carries it, as a value, in a list, as a part and as a beginning."""
    texts = list(dict.fromkeys([*hostile_strings(corpora), "' OR 1=1 --", "\\'; DROP TABLE customers; --", "%", "_"]))
    customers = [{"customer_id": str(n), "city": text} for n, text in enumerate(texts)]
    tables = shop.fill(customers=customers)
    for n in range(0, len(texts), 60):
        part = texts[n : n + 60]
        one_by_one = [
            {"kind": "attribute", "name": "city", "is": {"eq": text, "contains": text, "starts_with": text}}
            for text in part
        ]
        expected = sorted(str(n + k) for k in range(len(part)))
        assert shop.found({"kind": "any", "of": one_by_one}, tables) == expected
        assert shop.found({"kind": "attribute", "name": "city", "is": {"in": part}}, tables) == expected
