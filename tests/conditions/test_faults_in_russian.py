"""What a person can do wrong in a form is said in Russian too."""

from __future__ import annotations

import re
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError

RECEIPTS = {"kind": "did", "what": "receipts"}


def revenue(**asked: Any) -> dict[str, Any]:
    return {"kind": "metric", "name": "revenue", "is": asked}


def attribute(name: str, **asked: Any) -> dict[str, Any]:
    return {"kind": "attribute", "name": name, "is": asked}


def said(spec: dict[str, Any]) -> list[str]:
    with pytest.raises(SpecError) as refused:
        CONDITIONS.parse(spec)
    return [fault.describe("ru") for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("spec", "russian"),
    [
        ({"kind": "tag"}, "нужно заполнить"),
        ({"kind": "all", "of": []}, "нужно хотя бы одно условие"),
        (revenue(gte="much"), "нужно число, а не 'much'"),
        (revenue(gte=10**16), "нужно число меньше 1000000000000000, а не 10000000000000000"),
        ({**RECEIPTS, "count": {"gte": 1.5}}, "нужно целое число, а не 1.5"),
        (revenue(between=[5, 1]), "сначала нужно меньшее значение, потом большее, а не [5, 1]"),
        (revenue(between=[5, None]), "нужно число, а не None"),
        (attribute("birth_on", eq="soon"), "нужна дата, например 2017-12-31, а не 'soon'"),
        (attribute("birth_on", within_days=0), "нужно целое число дней от 1 до 36500, а не 0"),
        (attribute("birth_on", in_month=[]), "нужен месяц от 1 до 12 или несколько, а не []"),
        (attribute("birth_on", on_day_of_year=["31-12"]),
         "нужен день года, например 12-31 (месяц, день), или несколько, а не ['31-12']"),
        (attribute("city", exists=None), "нужно true (известно) или false (неизвестно), а не None"),
        (attribute("gender", eq="X"), re.compile("подходит: .*, а не 'X'")),
        (attribute("city", gte=5), re.compile("не подходит к «город», это текст; подходят: eq, ")),
        (attribute("custom.a b", eq=5), re.compile("'custom.a b': нужны имена из букв")),
        (attribute("cty", eq="x"), "имя 'cty' неизвестно; возможно, 'city'?"),
        ({**RECEIPTS, "within_days": "x"}, "нужно целое число, а не 'x'"),
        ({**RECEIPTS, "within_days": 0}, "должно быть не меньше 1, а не 0"),
        ({**RECEIPTS, "within_days": 5, "since": "2017-01-01"}, re.compile("период задан и числом дней, и датами")),
        ({**RECEIPTS, "within_days": 5, "more_than_days_ago": 9}, re.compile("между ними ничего нет")),
        ({**RECEIPTS, "since": "2017-02-01", "until": "2017-01-01"}, "дата «с» позже даты «по»"),
        ({**RECEIPTS, "exists": False, "count": {"gte": 1}}, re.compile("стоит рядом с count")),
        ({**RECEIPTS, "sum": {"of": "channel", "is": {"gte": 1}}}, re.compile("так не считают")),
        ({"kind": "did_in_sequence", "steps": ["receipts"], "step_days": 1}, re.compile("должно быть не меньше 2")),
        ({"kind": "did_regularly", "what": "receipts", "every_days": 30, "periods": 2, "at_least": 3},
         "3 из 2 периодов не бывает: их должно быть не меньше 3"),
        ({"kind": "rfm"}, "нужны R, F, M или группа"),
        ({"kind": "rfm", "r": 9}, re.compile("не больше 5|подходит")),
        ({"kind": "subscribed"}, "нужна категория рассылок, вид связи или и то и другое"),
        ({"kind": "consented", "medium": "fax"}, re.compile("подходит: .* или .*, а не 'fax'")),
        ({"kind": "purchased", "min_sum": "x"}, "нужно число, а не 'x'"),
        ({"kind": "metric", "name": "revenue", "of": "x", "is": {"gte": 1}}, re.compile("нет «по чему»")),
    ],
)  # fmt: skip
def test_it_is_said_in_russian(spec: dict[str, Any], russian: str | re.Pattern[str]) -> None:
    (fault,) = said(spec)
    assert russian.search(fault) if isinstance(russian, re.Pattern) else fault == russian
