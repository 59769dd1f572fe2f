"""What the documents say is true: commands, targets, links, settings and kinds."""

from __future__ import annotations

import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.house.house import ROOT, files, modules, read

PAGES = [name for name in files() if name.endswith(".md")]
CODE = re.compile(r"`([^`\n]+)`|^(?:\$ )?((?:smartcom|make) .+)$", re.MULTILINE)


def spoken_commands(program: str) -> Iterator[tuple[str, list[str]]]:
    """The calls of a program that pages show, as words after its name."""
    for page in PAGES:
        for inline, block in CODE.findall(read(page)):
            words = (inline or block).split("#")[0].split()
            if len(words) > 1 and words[0] == program:
                yield page, words[1:]


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    """Commands, settings, tables and every kind of block; drawn anew by `make docs`."""
    from smartcom_kernel.manual import reference

    assert read("docs/guide/reference.md") == reference()


def test_the_reference_offers_a_window_only_to_metrics_that_have_one() -> None:
    """A balance of points is asked of the moment; revenue is asked of a window too."""
    of_balance, of_revenue = (
        read("docs/guide/reference.md").split(f"\n### {kind}\n")[1].split("\n### ")[0]
        for kind in ("points_balance", "revenue")
    )
    assert ("`within_days`" in of_balance, "`within_days`" in of_revenue) == (False, True)


def test_every_command_that_a_page_shows_exists() -> None:
    from smartcom_kernel.cli import app

    program: Any = typer.main.get_command(app)
    assert [
        f"{page}: smartcom {' '.join(words)}"
        for page, words in spoken_commands("smartcom")
        if not exists(program, words)
    ] == []


def exists(command: Any, words: list[str]) -> bool:
    commands = getattr(command, "commands", None)
    if commands is None or not words or words[0].startswith("-"):
        return True
    return all(name in commands and exists(commands[name], words[1:]) for name in words[0].split("|"))


def test_every_target_that_a_page_shows_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert [
        f"{page}: make {w[0]}" for page, w in spoken_commands("make") if w[0].isalpha() and w[0] not in targets
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_project_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!\w+:|#)([^)\s#]+)", read(page))
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_every_page_of_the_guide_is_in_its_contents() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", read("docs/guide/README.md")))
    assert listed == {Path(p).name for p in PAGES if p.startswith("docs/guide/")} - {"README.md"}


def test_every_target_says_what_it_does() -> None:
    makefile = read("Makefile")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert phony[1].split() == re.findall(r"^([a-z]+):.*## .+$", makefile, re.MULTILINE)


@pytest.mark.parametrize("path", [m.path for m in modules() if ">>>" in m.text])
def test_examples_in_docstrings_run(path: str) -> None:
    module = importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
