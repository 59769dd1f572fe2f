"""The promises that every list action keeps: a widget draws its form without knowing it, and reads what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.list_actions.form import filled_in, forms, told
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, NOBODY
from smartcom_kernel.workbench import Workbench
from tests.widgets.shop import database_of

TAKES = {"text", "number", "flag", "choice", "date"}
LANGS: tuple[Lang, Lang] = ("en", "ru")
EMPTY = {"kind": "attribute", "name": "customer_id", "is": {"eq": "nobody"}}
every_action = pytest.mark.parametrize("kind", LIST_ACTIONS)


@pytest.fixture(scope="module")
def wb(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A workspace without customers."""
    folder = tmp_path_factory.mktemp("list_actions")
    with database_of(server, folder) as (_, url), Workbench.open(folder, database_url=url) as opened:
        yield opened


def form_of(wb: Workbench, kind: str, lang: Lang) -> dict[str, Any]:
    [form] = forms(wb, [kind], lang)
    return form


@every_action
def test_it_and_its_fields_are_called_something_in_both_languages(wb: Workbench, kind: str) -> None:
    english, russian = (form_of(wb, kind, lang) for lang in LANGS)
    pairs = [(english["label"], russian["label"])]
    pairs += [(e["label"], r["label"]) for e, r in zip(english["fields"], russian["fields"], strict=True)]
    assert [pair for pair in pairs if not re.search("[a-z]", pair[0]) or not re.search("[а-я]", pair[1])] == []
    assert all(set(f["called"]) == set(f["choices"]) for form in (english, russian) for f in form["fields"])
    hints = [(e["hint"], r["hint"]) for e, r in zip(english["fields"], russian["fields"], strict=True)]
    assert [pair for pair in hints if bool(pair[0]) != bool(pair[1])] == []


@every_action
def test_its_form_can_be_drawn_and_holds_its_example(wb: Workbench, kind: str) -> None:
    fields = form_of(wb, kind, "en")["fields"]
    assert {field["takes"] for field in fields} <= TAKES
    assert not any(field["several"] for field in fields)
    assert set(LIST_ACTIONS[kind].example) <= {field["name"] for field in fields}


@every_action
@pytest.mark.parametrize("lang", LANGS)
def test_a_fault_names_its_field_in_the_language_of_the_form(wb: Workbench, kind: str, lang: Lang) -> None:
    """Nothing is filled in, and then everything with what cannot be."""
    fields = form_of(wb, kind, lang)["fields"]
    absent = {field["name"] for field in fields if field["required"]}
    for given, wrong in (({}, absent), ({field["name"]: {"no": "value"} for field in fields}, None)):
        expected = [field["label"] for field in fields if wrong is None or field["name"] in wrong]
        if not expected:
            continue
        with pytest.raises(SpecError) as refused:
            filled_in(kind, given, lang)
        lines = told(refused.value, kind, lang).splitlines()
        assert [line.split(": ")[0] for line in lines] == expected
        assert all(bool(re.search("[а-я]", line.split(": ", 1)[1])) == (lang == "ru") for line in lines)


@every_action
@pytest.mark.parametrize("lang", LANGS)
def test_of_an_empty_list_it_says_so_or_keeps_it_and_says_that(
    wb: Workbench, kind: str, lang: Lang, tmp_path: Path
) -> None:
    action = LIST_ACTIONS.parse({"kind": kind, **LIST_ACTIONS[kind].example})
    before = files(wb.folder)
    said = action.act(wb, EMPTY, lang)
    assert bool(re.search("[а-я]", said)) == (lang == "ru")
    assert said.endswith(".")
    assert (said == NOBODY[lang]) != action.for_nobody
    made = files(wb.folder) - before
    assert bool(made) == action.for_nobody
    for file in made:
        file.unlink()


def files(folder: Path) -> set[Path]:
    return {file for file in folder.rglob("*") if file.is_file() and "lake" not in file.relative_to(folder).parts}
