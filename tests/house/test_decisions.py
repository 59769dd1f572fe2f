"""Decisions are written down in one form, numbered, and superseded instead of edited."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.house import files, read

DECISIONS = [name for name in files() if re.match(r"docs/adr/\d", name)]
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
STATUS = re.compile(r"(Proposed|Accepted|Deprecated|Superseded by \[?\d+.*)")


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(Path(name).name[:4]) for name in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert DECISIONS


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_has_the_form_of_nygard(name: str) -> None:
    text = read(name)
    assert text.startswith(f"# {int(Path(name).name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    status = text.split("## Status")[1].split("## Context")[0].strip()
    assert STATUS.fullmatch(status)


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_fits_on_one_page(name: str) -> None:
    assert len(read(name).splitlines()) <= 60
