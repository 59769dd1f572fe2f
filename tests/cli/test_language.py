"""The command line speaks the workspace's language; what programs read stays the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from smartcom_kernel import doctor
from smartcom_kernel.cli import words
from smartcom_kernel.core.settings import FILE
from tests.cli.test_commands import SEGMENT, smartcom

GAPS = re.compile(r"\{(\w+)\}")


@pytest.fixture
def russian(workspace: Path) -> Path:
    (workspace / FILE).write_text('language = "ru"\nname = "Лавка"\n', encoding="utf-8")
    assert smartcom("init", str(workspace))[0] == 0
    (workspace / "scheduled" / "schedule.yml").unlink()
    return workspace


@pytest.mark.parametrize("table", [words.WORDS, doctor.WORDS])
def test_both_languages_say_the_same_things(table: dict[str, dict[str, str]]) -> None:
    english, russian = table["en"], table["ru"]
    assert list(english) == list(russian)
    assert [k for k in english if set(GAPS.findall(english[k])) != set(GAPS.findall(russian[k]))] == []
    assert [k for k in english if english[k].count("|") != russian[k].count("|")] == []


def test_empty_tables_say_in_russian_what_to_do_next(russian: Path) -> None:
    where = ["--workspace", str(russian)]
    assert "Сегментов пока нет" in smartcom("segment", "list", *where)[1]
    assert "Расписаний пока нет" in smartcom("schedule", "list", *where)[1]
    assert json.loads(smartcom("segment", "list", *where, "--json")[1]) == []


def test_tables_have_russian_heads_and_numbers(russian: Path, tmp_path: Path) -> None:
    where = ["--workspace", str(russian)]
    (tmp_path / "customers.csv").write_text("customer_id,city\n1,Казань\n2,\n3,Москва\n", encoding="utf-8")
    assert smartcom("load", "customers", str(tmp_path / "customers.csv"), *where)[0] == 0
    (russian / "segments" / "kazan.yml").write_text(SEGMENT, encoding="utf-8")
    said = smartcom("segment", "list", *where)[1]
    assert "клиентов: 1; доля базы: 33,3" in said
    assert "33,3\u202f%" in said
    entry = "once: {notebook: winback.ipynb, when: 0 9 * * *}\n"
    (russian / "scheduled" / "schedule.yml").write_text(entry, encoding="utf-8")
    assert "следующий запуск" in " ".join(smartcom("schedule", "list", *where)[1].split())
    told = json.loads(smartcom("segment", "list", *where, "--json")[1])
    assert (told[0]["name"], told[0]["customers"]) == ("kazan", 1)


def test_the_doctor_speaks_russian_to_people_and_the_same_to_programs(russian: Path) -> None:
    code, said = smartcom("doctor", "--workspace", str(russian))
    assert code == 0
    assert "в порядке" in said
    assert "последний пересчёт" in " ".join(said.split())
    findings = {f["component"]: f for f in json.loads(smartcom("doctor", "--workspace", str(russian), "--json")[1])}
    assert findings["last refresh"]["finding"] == "none yet"
    assert findings["settings"]["good"] is True


def test_every_component_the_doctor_looks_at_has_a_russian_name(russian: Path) -> None:
    assert [f.component for f in doctor.examine(russian, "ru") if f.component not in doctor.COMPONENTS] == []
    (fault,) = [f for f in doctor.examine(russian / "nowhere", "ru") if not f.good]
    assert (fault.label("ru"), fault.finding) == ("рабочая папка", "нет")
    assert fault.remedy.startswith("создайте её командой: smartcom init")
