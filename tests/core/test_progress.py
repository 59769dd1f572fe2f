"""What is told of a long job: Russian names of its steps, and a line in a notebook that leaves nothing behind."""

from __future__ import annotations

import ast
import io
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import smartcom_kernel
from smartcom_kernel.core import progress
from smartcom_kernel.core.progress import IN_RUSSIAN, Line, bar, shown, step_words

TELLERS = {"progress", "said", "tell", "told"}


def steps_told() -> Iterator[tuple[str, str]]:
    """Every step that the program tells by a name written in it, with its file."""
    root = Path(smartcom_kernel.__file__).parent
    for path in [*root.rglob("*.py"), *(root.parent / "reports").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=teller), args=[ast.Constant(value=str() as step), _]):
                    if teller in TELLERS:
                        yield path.name, step


def test_every_step_has_a_russian_name() -> None:
    told = set(steps_told())
    assert len(told) > 10
    assert {(file, step) for file, step in told if step not in IN_RUSSIAN} == set()


def test_a_step_may_carry_a_name_and_a_name_may_be_a_step() -> None:
    assert step_words("deliver spring", "en") == "deliver spring"
    assert step_words("deliver spring", "ru") == "отправка spring"
    assert step_words("winback nightly", "ru") == "winback nightly"


def test_a_bar_says_how_much_is_done_or_that_nobody_knows() -> None:
    assert bar(0.5) == "━" * 15 + "─" * 15 + "  50%"
    assert bar(0).endswith("…")


def test_outside_a_notebook_the_callback_stays_what_it_is() -> None:
    heard: list[str] = []
    with shown(lambda step, _done: heard.append(step), "en") as told:
        assert told is not None
        told("metrics", 0.5)
    with shown(None, "en") as told:
        assert told is None
    assert heard == ["metrics"]


def test_the_line_tells_the_step_and_is_blank_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "AFTER_SECONDS", 0.01)
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.01)
    screen = io.StringIO()
    with Line(screen, "ru") as line:
        line.tell("metrics", 0.25)
        while "метрики" not in screen.getvalue():
            time.sleep(0.01)
    assert " 25%  0:00  метрики" in screen.getvalue()
    assert "\n" not in screen.getvalue()
    assert screen.getvalue().split("\r")[-2:] == [" " * max(map(len, screen.getvalue().split("\r"))), ""]


def test_what_is_soon_done_shows_no_line() -> None:
    screen = io.StringIO()
    with Line(screen, "en") as line:
        line.tell("metrics", 0.25)
    assert screen.getvalue() == ""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_line_is_shown_where_a_person_works_and_not_in_a_run() -> None:
    ask = "import os; from smartcom_kernel.core.progress import is_interactive; print(is_interactive())"
    cells = [new_code_cell(ask), new_code_cell("os.environ['SMARTCOM_RUN_ID'] = 'x'; print(is_interactive())")]
    done: nbformat.NotebookNode = NotebookClient(new_notebook(cells=cells), kernel_name="python3").execute()
    assert [cell.outputs[0].text.strip() for cell in done.cells] == ["True", "False"]
