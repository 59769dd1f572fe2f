from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from smartcom_kernel.core.wording import (
    amount,
    day,
    day_and_time,
    month,
    number,
    p_value,
    percent,
    plural,
    points,
    signed_money,
    verbatim,
)


def test_numbers_follow_the_language() -> None:
    assert number(-1234.5, decimals=1) == "−1,234.5"
    assert number(-1234.5, "ru", decimals=1) == "−1\u202f234,5"
    assert percent(0.1234) == "12.3%"
    assert percent(0.1234, "ru") == "12,3\u202f%"
    assert points(0.012) == "+1.2\u202fpp"
    assert points(-0.012, "ru") == "−1,2\u202fп.\u202fп."


def test_halves_are_rounded_away_from_zero() -> None:
    assert (number(0.125, decimals=2), number(-2.5), number(2.5)) == ("0.13", "−3", "3")


def test_only_positive_amounts_carry_a_plus() -> None:
    assert signed_money(5, "USD") == "+$5.00"
    assert signed_money(-5, "RUB", "ru", decimals=0) == "−5\u202f₽"
    assert signed_money(0.001, "USD") == "$0.00"
    assert number(0, signed=True) == "0"


def test_amounts_whose_currency_is_not_known_are_plain_numbers() -> None:
    assert (amount(12.5, "USD"), amount(12.5, "")) == ("$12.50", "12.50")
    assert (amount(-1234.5, "RUB", "ru", decimals=0), amount(-1234.5, "", "ru", decimals=0)) == (
        "−1\u202f235\u202f₽",
        "−1\u202f235",
    )


def test_a_rounded_zero_has_no_sign() -> None:
    assert number(-0.2) == "0"
    assert number(0.2, signed=True) == "0"


def test_tiny_p_values_are_bounded_not_rounded_to_nothing() -> None:
    assert (p_value(0.0336), p_value(0.0004), p_value(0.0336, "ru")) == ("p = 0.034", "p < 0.001", "p = 0,034")


def test_days_are_said_in_words() -> None:
    assert day(date(2017, 12, 31)) == "31 Dec 2017"
    assert day(date(2017, 12, 31), "ru") == "31 декабря 2017"


def test_moments_are_said_as_the_clocks_of_the_shop_show_them() -> None:
    at = datetime(2017, 9, 30, 21, tzinfo=UTC)
    assert day_and_time(at, "Europe/Moscow") == "1 Oct 2017, 00:00"
    assert day_and_time(at, "Europe/Moscow", "ru") == "1 октября 2017, 00:00"
    assert day_and_time(at, "UTC") == "30 Sep 2017, 21:00"
    assert month(date(2017, 5, 1), "ru") == "май 2017"


@pytest.mark.parametrize(
    ("n", "word"), [(1, "клиент"), (2, "клиента"), (5, "клиентов"), (11, "клиентов"), (21, "клиент")]
)
def test_russian_words_agree_with_their_number(n: int, word: str) -> None:
    assert plural(n, "клиент", "клиента", "клиентов") == word


def test_amounts_in_a_notebook_are_no_formulas() -> None:
    assert verbatim("<p>$1 to $2</p>") == '<div class="mathjax_ignore"><p>$1 to $2</p></div>'
