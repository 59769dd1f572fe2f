"""What a load says is there in both languages, and a Russian shop reads Russian."""

from __future__ import annotations

import csv
import re

import pytest

from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake import phrases
from smartcom_kernel.intake.phrases import GAP, Phrase
from tests.intake.conftest import Take, faults

PHRASES = {name: phrase for name, phrase in vars(phrases).items() if isinstance(phrase, Phrase)}
MOSCOW = Settings(time_zone="Europe/Moscow", language="ru")


@pytest.mark.parametrize("name", PHRASES)
def test_every_phrase_is_said_in_both_languages_and_has_the_same_gaps(name: str) -> None:
    phrase = PHRASES[name]
    assert re.search("[а-яё]", phrase.ru)
    assert not re.search("[а-яё]", phrase.en)
    assert set(GAP.findall(phrase.en)) == set(GAP.findall(phrase.ru))


def test_numbers_and_phrases_in_gaps_follow_the_language() -> None:
    assert phrases.TOO_LONG.filled(most=10_000) == (
        "is longer than 10,000 characters",
        "длиннее допустимых 10\u202f000 символов",
    )
    witness = phrases.WITNESS.filled(column="born", value="'{x}'", row=2, file="a.csv")
    assert phrases.DAY_FIRST.filled(witness=witness).en == "dates were read day first: born is '{x}' in row 2 of a.csv"


def test_a_shop_that_speaks_russian_reads_why_in_russian(take: Take) -> None:
    text = (
        "receipt_id,issued_at,total,paid,status\n"
        ",2024-02-30,x,maybe,\nR2,31.01.2024 10:00,1.2345,да,\nR3,1.1.1800 10:00,5,нет,\n"
        "R4,2024-01-31,5,,\nR4,2024-01-31,6,,\nR5,2024-01-31\n"
    )
    report = take("receipts", text, settings=MOSCOW)
    assert faults(report) == [
        (1, "issued_at", "такого дня или времени не бывает"),
        (1, "paid", "может быть только одно из: true, false, 1, 0, yes, no, y, n, да, нет"),
        (1, "receipt_id", "поле обязательное, а значения нет"),
        (1, "total", "это не число, в котором дробную часть отделяет «.»"),
        (2, "total", "больше 2 знаков после запятой"),
        (3, "issued_at", "год должен быть от 1900 до 2100"),
        (5, "receipt_id", "у строки 4 тот же ключ и другие значения"),
        (6, "", "полей в строке: 2, а в заголовке: 5"),
    ]
    assert report.warnings == (
        "даты прочитаны так, что сначала день: issued_at: '31.01.2024 10:00' в строке 2 файла rows.csv",
        "issued_at: моменты без смещения прочитаны как местное время пояса Europe/Moscow",
    )


def test_a_line_of_an_unknown_receipt_and_a_file_that_came_before_are_told_in_russian(take: Take) -> None:
    lines = "receipt_id,line_no,product_id,quantity,amount\nR1,1,P1,1,10\n"
    assert faults(take("receipt_lines", lines, settings=MOSCOW)) == [
        (1, "receipt_id", "чек R1 неизвестен: сначала загрузите чеки, затем их строки")
    ]
    again = take("receipt_lines", lines, settings=MOSCOW)
    assert any("то же содержимое уже загружали" in said for said in again.warnings)


def test_the_heads_of_the_file_stay_the_same_in_every_language(take: Take) -> None:
    report = take("receipts", "receipt_id,issued_at,total\nR1,x,1\n", settings=MOSCOW)
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8", newline="") as file:
        assert csv.DictReader(file).fieldnames == ["file", "row", "line", "field", "value", "reason"]
