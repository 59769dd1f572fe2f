"""Tiny notebooks, written down as their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from smartcom_kernel.core.settings import load_settings
from smartcom_kernel.runner.ledger import RunResult
from smartcom_kernel.runner.notebook import run
from smartcom_kernel.state.connect import State

Written = Callable[..., Path]
Execute = Callable[..., RunResult]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a notebook: first the text of its parameters cell, then the texts of the others."""

    def write(parameters: str, *cells: str, name: str = "winback") -> Path:
        first = new_code_cell(parameters, metadata={"tags": ["parameters"]})
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=[first, *map(new_code_cell, cells)]), path)
        return path

    return write


@pytest.fixture
def execute(state: State, workspace: Path) -> Execute:
    """Runs a notebook in the test's workspace."""

    def once(notebook: Path, parameters: Mapping[str, Any] | None = None, **options: Any) -> RunResult:
        return run(state, workspace, notebook, parameters or {}, settings=load_settings(workspace), **options)

    return once
