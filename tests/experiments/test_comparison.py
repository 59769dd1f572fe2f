from __future__ import annotations

import pytest

from smartcom_kernel.core.block import Lang
from smartcom_kernel.experiments.analyse import compare
from smartcom_kernel.experiments.comparison import COLUMNS, Comparison, said_rows
from smartcom_kernel.experiments.groups import Group

A = Group("A", 1000, 300, 300, 15_000.0, 300, 780_000.0, 15_000.0)
B = Group("B", 1000, 210, 210, 10_500.0, 210, 546_000.0, 10_500.0)
CONTROL = Group("control", 200, 40, 40, 2_000.0, 40, 104_000.0, 2_000.0)


@pytest.fixture
def found() -> Comparison:
    return compare([A, B, CONTROL], currency="USD")


def test_every_finding_is_a_sentence(found: Comparison) -> None:
    assert (
        "Variant A: revenue per customer $15.00, which is $5.00 higher than in the control group "
        "(95% interval +$1.79 to +$8.21, p = 0.005)" in found.describe()
    )
    assert (
        "Variant B: conversion to purchase 21.0%; the difference from the control group, +1.0 pp, "
        "is not distinguishable from zero" in found.describe().replace("\u202f", " ")
    )


def test_every_finding_is_a_russian_sentence(found: Comparison) -> None:
    text = found.describe("ru").replace("\u202f", " ")
    assert (
        "Вариант A: выручка на клиента 15,00 $, на 5,00 $ выше, чем в контрольной группе "
        "(95 %-й интервал от +1,79 $ до +8,21 $, p = 0,005)" in text
    )
    assert (
        "Вариант B: конверсия в покупку 21,0 %; разница с контрольной группой, +1,0 п. п., неотличима от нуля" in text
    )


def test_as_a_frame_it_holds_plain_numbers(found: Comparison) -> None:
    frame = found.to_pandas()
    row = frame.query("group == 'A' and base == 'control' and metric == 'revenue_per_customer'").iloc[0]
    assert row["difference"] == 5.0
    assert row["verdict"] == "higher"
    assert row["relative"] == pytest.approx(0.5)
    assert len(frame) == 12


def test_as_html_it_is_escaped() -> None:
    hostile = Group("<script>alert(1)</script>", 1000, 300, 300, 15_000.0, 300, 780_000.0, 15_000.0)
    html = compare([hostile, CONTROL])._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_rows_for_people_match_their_headings(found: Comparison, lang: Lang) -> None:
    assert {len(row) for row in said_rows(found, lang)} == {len(COLUMNS[lang])}


def test_one_variant_is_not_repeated_as_the_whole() -> None:
    assert [d.group for d in compare([A, CONTROL]).findings] == ["A", "A", "A"]


def test_groups_of_the_wrong_size_have_their_numbers_but_no_differences() -> None:
    broken = compare([A, CONTROL], shares={"A": 0.5, "control": 0.5})
    assert {row[5:] for row in said_rows(broken, "en")} == {("–", "–", "–")}
    assert broken.gain is None
