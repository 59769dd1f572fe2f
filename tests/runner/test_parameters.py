"""Parameters are checked against the notebook's own declarations before any kernel starts."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.runner.parameters import checked

DECLARED = """
from typing import Literal

segment: str
share: float = 0.1
limit: int | None = None
medium: Literal["email", "sms"] = "email"
variants: list[str] = ["a"]
templates: dict[str, list[str]] = {}
json: bool = False
"""


def notebook(parameters: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(parameters, metadata={"tags": ["parameters"]})])


def faults(parameters: str, given: dict[str, Any]) -> list[str]:
    with pytest.raises(SpecError) as refused:
        checked(notebook(parameters), given, what="winback.ipynb")
    return [str(fault) for fault in refused.value.faults]


def test_values_of_the_declared_types_pass() -> None:
    given = {"segment": "sleeping", "share": 0.2, "limit": None, "medium": "sms", "variants": ["a", "b"], "json": True}
    assert checked(notebook(DECLARED), given, what="winback.ipynb") == given


def test_text_of_the_command_line_becomes_what_the_declaration_asks_for() -> None:
    given = {
        "segment": "5",
        "share": "0.2",
        "limit": "7",
        "variants": '["a"]',
        "templates": '{"email": ["x"]}',
        "json": "true",
    }
    expected = {
        "segment": "5",
        "share": 0.2,
        "limit": 7,
        "variants": ["a"],
        "templates": {"email": ["x"]},
        "json": True,
    }
    assert checked(notebook(DECLARED), given, what="winback.ipynb") == expected


def test_what_is_not_given_is_left_to_the_notebook() -> None:
    assert checked(notebook(DECLARED), {"segment": "sleeping"}, what="winback.ipynb") == {"segment": "sleeping"}


def test_every_fault_is_told_at_once_with_the_nearest_name() -> None:
    said = faults(DECLARED, {"segmnt": "x", "share": "a tenth", "medium": "fax", "variants": "a", "limit": 1.5})
    assert [line.split(":")[0] for line in said] == ["segment", "share", "limit", "medium", "variants", "segmnt"]
    assert said[0] == "segment: is required"
    assert "did you mean 'segment'?" in said[-1]


def test_a_name_that_is_code_is_refused() -> None:
    """papermill pastes names into the notebook as they are."""
    (said,) = faults(DECLARED, {"segment": "x", "x=1; import os; os.system('id') #": 1})
    assert said.startswith("x=1; import os; os.system('id') #: is not a field here")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    assert faults("share: float", {"share": value})[0].startswith("share: must be a finite number")


def test_nul_in_text_is_refused() -> None:
    assert faults("segment: str", {"segment": "a\0b"}) == ["segment: must not contain the character NUL"]


def test_a_notebook_without_a_parameters_cell_takes_none() -> None:
    bare = new_notebook(cells=[new_code_cell("segment: str = 'x'")])
    assert checked(bare, {}, what="bare.ipynb") == {}
    with pytest.raises(SpecError, match="segment: is not a field here"):
        checked(bare, {"segment": "x"}, what="bare.ipynb")


@pytest.mark.parametrize(
    ("declaration", "said"),
    [
        ("share = 0.1", "share: has no type; write it as `name: type = value`"),
        ("day: date", "day: `date` is not a type a parameter can have"),
        ("names: set[str] | None = None", "names: `set[str]` is not a type a parameter can have"),
        ("medium: Literal[EMAIL]", "medium: `EMAIL` is not a plain value"),
        ("share: = 0.1", "is not Python: invalid syntax"),
    ],
)
def test_a_declaration_that_cannot_be_checked_is_refused(declaration: str, said: str) -> None:
    assert faults(declaration, {})[0].startswith(said)
