"""Notebooks are committed as people write them: without outputs, counts and traces of runs."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest

from tests.house.house import files, read

NOTEBOOKS = [name for name in files() if name.endswith(".ipynb")]
TRACES = {"papermill", "widgets"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_committed_without_outputs(name: str) -> None:
    cells: list[dict[str, Any]] = json.loads(read(name))["cells"]
    kept = [n for n, cell in enumerate(cells) if cell.get("outputs") or cell.get("execution_count")]
    assert kept == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_carries_no_trace_of_a_run(name: str) -> None:
    notebook = json.loads(read(name))
    assert TRACES & set(notebook["metadata"]) == set()
    assert [n for n, cell in enumerate(notebook["cells"]) if {"papermill", "execution"} & set(cell["metadata"])] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_valid_and_runs_on_any_machine(name: str) -> None:
    notebook = nbformat.reads(read(name), as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("name", [n for n in NOTEBOOKS if n.startswith("scheduled/")])
def test_a_scheduled_notebook_declares_its_parameters(name: str) -> None:
    from smartcom_kernel.runner.parameters import declared

    assert declared(nbformat.reads(read(name), as_version=4), what=name).model_fields
