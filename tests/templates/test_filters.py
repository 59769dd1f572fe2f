from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from smartcom_kernel.templates.render import TemplateError
from tests.templates.conftest import RUSSIAN, said

BIRTHDAY = date(1990, 3, 5)
NEW_YEAR = datetime(2017, 12, 31, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("{{ x|money }}", "$1,234.50", "1\u202f234,50\u202f₽"),
        ("{{ x|money(0) }}", "$1,235", "1\u202f235\u202f₽"),
        ("{{ x|number }}", "1,235", "1\u202f235"),
        ("{{ x|number(1) }}", "1,234.5", "1\u202f234,5"),
        ("{{ x }}", "1234.50", "1234.50"),
    ],
)
def test_amounts_are_written_as_the_shop_writes_them(text: str, english: str, russian: str) -> None:
    assert said(text, x=Decimal("1234.5")) == english
    assert said(text, RUSSIAN, x=Decimal("1234.5")) == russian


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("2.0000"), "2"), (Decimal("0.75"), "0.75"), (2.0, "2"), (1.23456, "1.23"), (7, "7"), (None, "")],
)
def test_a_number_without_a_filter_has_no_more_decimals_than_people_write(value: object, text: str) -> None:
    assert said("{{ x }}", x=value) == text


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("{{ x|date }}", "5 Mar 1990", "5 марта 1990"),
        ("{{ x }}", "5 Mar 1990", "5 марта 1990"),
        ("{{ x|date('%d.%m.%Y') }}", "05.03.1990", "05.03.1990"),
        ("{{ x|date('%-d %B') }}", "5 Mar", "5 марта"),
        ("{{ x.year }}", "1990", "1990"),
    ],
)
def test_days_are_written_as_the_shop_writes_them(text: str, english: str, russian: str) -> None:
    assert said(text, x=BIRTHDAY) == english
    assert said(text, RUSSIAN, x=BIRTHDAY) == russian


def test_a_moment_is_told_in_the_shops_time_zone() -> None:
    """21:30 UTC on New Year's Eve is already the next year in Moscow."""
    assert said("{{ x|date('%d.%m.%Y %H:%M') }}", RUSSIAN, x=NEW_YEAR) == "01.01.2018 00:30"


@pytest.mark.parametrize(
    ("n", "form"), [(1, "товар"), (2, "товара"), (5, "товаров"), (11, "товаров"), (21, "товар"), (1.5, "товара")]
)
def test_a_russian_noun_agrees_with_its_number(n: float, form: str) -> None:
    assert said("{{ n|plural_ru('товар', 'товара', 'товаров') }}", n=n) == form


@pytest.mark.parametrize(("n", "form"), [(1, "item"), (0, "items"), (2, "items")])
def test_an_english_noun_agrees_with_its_number(n: int, form: str) -> None:
    assert said("{{ n|plural('item', 'items') }}", n=n) == form


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ name|default('friend') }}", "friend"),
        ("{{ empty|default('friend') }}", "friend"),
        ("{{ nobody.name|d('friend') }}", "friend"),
        ("{{ city|default('friend') }}", "Kazan"),
        ("{{ city|upper }} {{ city|lower }} {{ 'a b'|title }} {{ 'ab'|capitalize }}", "KAZAN kazan A B Ab"),
        ("{{ 'a long sentence here'|truncate(12) }}", "a long..."),
        ("{{ names|sort|join(', ') }}", "a, b, c"),
        ("{{ names|first }}{{ names|last }}{{ names|length }}", "ba3"),
        ("{{ names[:2]|join }}", "bc"),
        ("{% for pair in names|slice(2) %}[{{ pair|join }}]{% endfor %}", "[bc][a]"),
        ("{{ 'a b&c/ё'|urlencode }}", "a%20b%26c/%D1%91"),
        ("{{ '<b>'|escape }}{{ '<b>'|e }}", "&lt;b&gt;&lt;b&gt;"),
        ("{{ '  a '|trim }}|", "a|"),
    ],
)
def test_filters_do_what_their_names_say(text: str, result: str) -> None:
    assert said(text, city="Kazan", empty="", names=["b", "c", "a"]) == result


@pytest.mark.parametrize(
    "text", ["{{ x|date }}", "{{ x|number }}", "{{ x|money }}", "{{ x }}", "{{ x.y.z }}", "{{ 'a' ~ x }}"]
)
def test_what_is_missing_comes_out_as_nothing(text: str) -> None:
    assert said(text) in ("", "a")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ 'soon'|date }}", "wants a date, not 'soon'"),
        ("{{ x|date('%Q') }}", "a date pattern has no %Q"),
        ("{{ 'much'|money }}", "wants a number, not 'much'"),
        ("{{ 1|number(99) }}", "decimals go from 0 to 6"),
        ("{{ y + 1 }}", "y is missing here"),
        ("{% if y > 1 %}{% endif %}", "y is missing here"),
        ("{{ group }}", "name one of them"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_what_makes_no_sense_is_an_error_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(TemplateError, match=fault) as caught:
        said(f"first line\n{text}", x=BIRTHDAY, group={"a": 1})
    assert (caught.value.reason, caught.value.part, caught.value.line) == ("template_error", "text", 2)
