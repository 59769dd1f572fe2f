"""What is no Python notebook is refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.runner.source import read_notebook

GOOD = nbformat.writes(new_notebook(cells=[new_code_cell("1 + 1")]))
V3 = json.dumps(
    {
        "metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0,
        "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"], "language": "python", "outputs": []}]}],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a.ipynb: 1 fault\n  is not a notebook"),
        (GOOD[: len(GOOD) // 2].encode(), "is not a notebook"),
        (b"PK\x03\x04\xff\xfe", "is not a notebook"),
        (b"[1, 2]", "is not a notebook"),
        (b'{"cells": 5, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "is not a notebook"),
        (b'{"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "is not a notebook"),
        (b'{"cells": [], "metadata": {}, "nbformat": 99, "nbformat_minor": 0}', "is not a notebook"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(SpecError, match=said):
        read_notebook(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is no notebook"):
        read_notebook(tmp_path / "a.ipynb")


def test_a_notebook_in_another_language_is_refused(tmp_path: Path) -> None:
    kernel = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    nbformat.write(new_notebook(metadata=kernel), tmp_path / "a.ipynb")
    with pytest.raises(SpecError, match="is written in R; only Python notebooks can be run"):
        read_notebook(tmp_path / "a.ipynb")


def test_a_notebook_of_an_old_format_is_upgraded(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(V3, encoding="utf-8")
    assert read_notebook(tmp_path / "a.ipynb").cells[0].source == "x = 1"


def test_a_kernel_of_another_machine_does_not_matter(tmp_path: Path) -> None:
    kernel = {"kernelspec": {"name": "conda-env-anna", "display_name": "Anna's", "language": "python"}}
    nbformat.write(new_notebook(metadata=kernel), tmp_path / "a.ipynb")
    assert read_notebook(tmp_path / "a.ipynb").cells == []
