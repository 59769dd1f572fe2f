"""Templates tried before anybody is written to."""

from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.templates.dry_run import dry_run
from smartcom_kernel.templates.renderer import Renderer
from tests.shop import Shop
from tests.templates.conftest import sms

PEOPLE: list[dict[str, Any]] = [
    {"customer_id": f"c{n:03}", "first_name": "N", "city": "Kazan", "email": f"c{n}@example.com"} for n in range(300)
]
PEOPLE[7]["first_name"] = "Wolfeschlegelsteinhausenbergerdorff"
for _n in (11, 12):
    PEOPLE[_n] = {"customer_id": f"c{_n:03}"}


@pytest.fixture(scope="module")
def tables(shop: Shop) -> Tables:
    return shop.fill(customers=PEOPLE)


def tried(text: str, tables: Tables, renderer: Renderer, **more: Any) -> Any:
    people = tables.customers.select("customer_id")
    return dry_run(sms(text), people, tables, renderer, shop="Shop", salt="x", **more)


def test_a_hundred_by_chance_the_nastiest_and_invented_ones_are_tried(tables: Tables, renderer: Renderer) -> None:
    found = tried("{{ client.first_name|default('you')|upper }}", tables, renderer)
    assert found.good
    assert 100 < found.people <= 112
    assert found.nasty == 12  # eight have both the longest name and least is known of them, as ids decide
    assert (found.faulty, found.invented_faults) == ({}, ())
    assert found.describe().startswith(f"made for {found.people} people of the segment, {found.nasty} of them")
    assert found == tried("{{ client.first_name|default('you')|upper }}", tables, renderer)


def test_those_it_fails_for_are_found_however_few_they_are(tables: Tables, renderer: Renderer) -> None:
    of_whom_nothing_is_known = tried("{{ client.city.upper() + '!' }}", tables, renderer)
    assert set(of_whom_nothing_is_known.faulty) == {"c011", "c012"}
    assert not of_whom_nothing_is_known.good
    assert "of the segment, such as c011: text, line 1:" in of_whom_nothing_is_known.describe()
    assert "не собирается для 2 из" in of_whom_nothing_is_known.describe("ru")
    of_a_long_name = tried("{{ 1 / 0 if client.first_name|length > 30 else 1 }}", tables, renderer)
    assert list(of_a_long_name.faulty) == ["c007"]
    assert of_a_long_name.good
    assert "division by zero" in of_a_long_name.describe()


def test_what_takes_long_ends_in_time_and_says_so(tables: Tables, renderer: Renderer) -> None:
    found = tried("{{ client.first_name }}", tables, renderer, patience_seconds=0)
    assert (found.people, found.invented, found.complete) == (0, 0, False)
    assert "the rest was not tried" in found.describe()


def test_an_empty_segment_is_tried_on_invented_people_only(tables: Tables, renderer: Renderer) -> None:
    nobody = tables.customers.filter(tables.customers.customer_id == "?").select("customer_id")
    found = dry_run(sms("{{ 1 / 0 }}"), nobody, tables, renderer, shop="Shop", salt="x")
    assert (found.people, found.good) == (0, True)
    assert "cannot be made for someone invented: text, line 1: division by zero" in found.describe()
