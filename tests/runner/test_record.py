"""The executed notebook as it is kept."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from smartcom_kernel.runner.record import MOST_TEXT, Record, note
from smartcom_kernel.runner.redact import redactor


def kept(tmp_path: Path, *, printed: str = "", environment: dict[str, str] | None = None) -> str:
    cell = new_code_cell("print()", outputs=[new_output("stream", name="stdout", text=printed)])
    notebook = new_notebook(
        cells=[cell], metadata={"papermill": {"input_path": "/home/anna/a.ipynb", "output_path": "/x"}}
    )
    record = Record(tmp_path / "in.ipynb", tmp_path / "runs" / "out.ipynb", "a.ipynb", redactor(environment or {}))
    record.write(nbformat.writes(notebook), "run:notebook.ipynb")
    return (tmp_path / "runs" / "out.ipynb").read_text(encoding="utf-8")


def test_paths_of_the_machine_become_names(tmp_path: Path) -> None:
    written = json.loads(kept(tmp_path))["metadata"]["papermill"]
    assert (written["input_path"], written["output_path"]) == ("a.ipynb", "out.ipynb")


def test_endless_output_is_cut_and_says_so(tmp_path: Path) -> None:
    text = kept(tmp_path, printed="x" * (MOST_TEXT + 1234))
    assert len(text) < MOST_TEXT + 2000
    assert "… 1,234 more characters are not kept" in text


def test_secrets_are_not_kept(tmp_path: Path) -> None:
    assert "c4n4ry" not in kept(tmp_path, printed="token c4n4ry", environment={"TOKEN": "c4n4ry"})


def test_a_full_disk_leaves_the_last_good_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """papermill's own writer empties the file first."""
    before = kept(tmp_path, printed="first")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        kept(tmp_path, printed="second")
    assert (tmp_path / "runs" / "out.ipynb").read_text(encoding="utf-8") == before
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["out.ipynb"]


def test_a_verdict_on_top_leaves_a_valid_notebook(tmp_path: Path) -> None:
    kept(tmp_path)
    note(tmp_path / "runs" / "out.ipynb", "a.ipynb ran out of time")
    notebook = nbformat.read(tmp_path / "runs" / "out.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source == "**a.ipynb ran out of time**"
