"""Values that are offered while a condition is written."""

from __future__ import annotations

import pytest

from smartcom_kernel.conditions.forms import forms
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.suggestions import names, suggestions
from tests.shop import Shop

CITIES = ["Казань", "Казань", "Москва", "Самара", "Казань", "Самара", None]


@pytest.fixture
def tables(shop: Shop) -> Tables:
    local = Segment.parse("local", {"kind": "tag", "name": "vip"}).model_copy(update={"title": "Из Казани"})
    return shop.fill(
        customers=[{"customer_id": f"c{n}", "city": city} for n, city in enumerate(CITIES)],
        products=[{"product_id": "p1", "name": "Latte"}, {"product_id": "p2", "name": None}],
        tagged={"vip": ["c1", "c2"], "staff": ["c1"]},
        segments={"local": local},
    )


def offered(source: str, typed: str, tables: Tables) -> list[str]:
    return [suggestion.value for suggestion in suggestions(source, typed, tables)]


def test_the_most_frequent_values_come_first(tables: Tables) -> None:
    assert offered("customers.city", "", tables) == ["Казань", "Самара", "Москва"]
    assert offered("tags", "", tables) == ["vip", "staff"]


def test_what_has_been_typed_is_found_anywhere_in_the_value_whatever_its_capitals(tables: Tables) -> None:
    assert offered("customers.city", "мА", tables) == ["Самара"]
    assert offered("customers.city", "%", tables) == []


def test_things_with_a_name_are_found_by_it_and_by_their_id(tables: Tables) -> None:
    assert [(s.value, s.label) for s in suggestions("products", "latt", tables)] == [("p1", "Latte")]
    assert [(s.value, s.label) for s in suggestions("products", "p2", tables)] == [("p2", "p2")]
    assert [(s.value, s.label) for s in suggestions("segments", "казан", tables)] == [("local", "Из Казани")]


def test_categories_of_mailings_are_those_of_the_workspace_and_those_that_words_are_about(shop: Shop) -> None:
    rows = [
        {"customer_id": "c1", "category": about, "medium": "sms", "active": True} for about in ("news", "of a file")
    ]
    tables = shop.fill(customers=[{"customer_id": "c1"}], subscriptions=rows)
    settings = Settings.model_validate({"mailing_categories": {"sales": {"title": "Акции"}, "news": {}}})
    tables.mailing_categories = settings.mailing_categories
    assert offered("mailing_categories", "", tables) == ["sales", "news", "of a file"]
    assert [s.label for s in suggestions("mailing_categories", "акц", tables)] == ["Акции"]
    called = {"sales": "Акции", "of a file": "of a file", "gone": None}
    assert names("mailing_categories", called, tables) == called


def test_ids_are_called_by_their_names_and_an_id_that_nothing_has_is_known_as_such(tables: Tables) -> None:
    assert names("products", ["p1", "p2", "p3"], tables) == {"p1": "Latte", "p2": "p2", "p3": None}
    assert names("segments", ["local", "gone"], tables) == {"local": "Из Казани", "gone": None}
    assert names("customers.city", ["Казань"], tables) == names("products", [], tables) == {}


@pytest.mark.parametrize("source", ["customers.email", "customers.nothing", "secrets", "nowhere.city"])
def test_personal_data_and_what_does_not_exist_are_refused(source: str, tables: Tables) -> None:
    with pytest.raises(UnknownName):
        offered(source, "", tables)


def test_every_source_that_a_form_names_can_be_asked(tables: Tables) -> None:
    drawn = forms("en")
    blocks = [*drawn["conditions"].values(), *drawn["activities"].values()]
    sources = {part["source"] for block in blocks for name in ("fields", "columns") for part in block.get(name, [])}
    assert {"customers.city", "categories", "products.brand", "stores.region", "mailings"} <= sources
    for source in sources - {""}:
        assert isinstance(offered(source, "a", tables), list)
