"""The page that tells how to add a condition, followed to the letter: as a plug-in, and as a part of the program."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.plugins import load_plugins
from tests.guide.page import Reader, sections
from tests.house.house import ROOT, files
from tests.widgets.clicks import ask
from tests.widgets.shop import database_of

PAGE = sections("add-a-condition.md")
BUILT_IN = "Into the program itself"
KIND = "bought_together"
COPIED = ("smartcom_kernel/", "docs/", "tests/", "widgets/", "reports/")


@pytest.fixture(scope="module")
def followed(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The workspace of somebody who has done all that the page says of plug-ins, and its database."""
    with database_of(server, tmp_path_factory.mktemp("guide")) as (folder, url), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTCOM_DATABASE_URL", url)
        reader = Reader(folder)
        for heading, fences in PAGE.items():
            if heading != BUILT_IN:
                reader.follow(fences)
        yield reader.folder, url
    load_plugins(folder / "another")


@pytest.fixture
def notebook(followed: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What a notebook of the workspace knows once the page's cell was run."""
    folder, url = followed
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SMARTCOM_DATABASE_URL", url)
    [cell] = [fence for fence in PAGE["See it at work"] if fence.language == "python"]
    known: dict[str, Any] = {}
    exec(cell.text, known)
    yield known
    known["w"].close()
    known["wb"].close()


def test_every_step_of_the_page_does_what_it_says(followed: tuple[Path, str]) -> None:
    folder, _ = followed
    assert {path.name for path in (folder / "plugins").glob("*.py")} == {f"{KIND}.py"}
    assert (folder / "tests" / f"test_{KIND}.py").exists()


def test_the_catalogue_and_the_palette_of_the_builder_have_it(notebook: dict[str, Any]) -> None:
    """The browser draws what `forms` says and knows no condition by name."""
    assert notebook["entry"]["help"].startswith("Bought products of two categories on the same receipt")
    forms = notebook["w"].forms
    assert {"label": "bought together", "group": "behaviour", "data": {"kind": KIND}} in forms["offers"]
    fields = {field["name"]: field for field in forms["conditions"][KIND]["fields"]}
    assert [name for name, field in fields.items() if field["required"]] == ["category", "other"]
    assert (fields["other"]["label"], fields["other"]["source"]) == ("together with", "categories")
    assert (fields["times"]["takes"], fields["times"]["minimum"], fields["times"]["default"]) == ("number", 1, 1)
    assert fields["within_days"]["label"] == "in the last … days"


def test_what_the_builder_counts_is_what_counts_without_it(notebook: dict[str, Any]) -> None:
    w, wb = notebook["w"], notebook["wb"]
    ask(w, spec={"kind": KIND, "category": "coffee", "other": "milk"})
    assert w.wait(60)
    assert w.live["customers"] == wb.segments.count(w.spec) == 1
    ask(w, spec={"kind": KIND, "category": "coffee", "other": "coffee"})
    assert "must be another one" in w.shown["faults"][0]["message"]


def test_a_file_that_lacks_something_is_named_with_its_line(tmp_path: Path) -> None:
    named = {fence.file: fence.text for fence in PAGE["The condition"]}
    (tmp_path / "plugins").mkdir()
    lacking = re.sub(r'    """Bought products .*"""\n\n', "", named[f"plugins/{KIND}.py"])
    (tmp_path / f"plugins/{KIND}.py").write_text(lacking, encoding="utf-8")
    with pytest.raises(SpecError) as refused:
        load_plugins(tmp_path)
    assert str(refused.value) == PAGE["When something is wrong"][-1].text.strip()


@pytest.mark.torture
def test_the_same_two_files_are_a_built_in_condition(tmp_path: Path) -> None:
    """In a copy of the checkout; none of its other files is changed but the reference, which is drawn anew."""
    for name in files():
        if name.startswith(COPIED) or "/" not in name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    named = {fence.file: fence.text for fences in PAGE.values() for fence in fences}
    (tmp_path / f"smartcom_kernel/conditions/{KIND}.py").write_text(named[f"plugins/{KIND}.py"], encoding="utf-8")
    (tmp_path / f"tests/conditions/test_{KIND}.py").write_text(named[f"tests/test_{KIND}.py"], encoding="utf-8")
    Reader(tmp_path, python=tmp_path).follow(PAGE[BUILT_IN])
    assert f"\n### {KIND}\n" in (tmp_path / "docs/guide/reference.md").read_text(encoding="utf-8")
