"""The executed notebook as it is kept: whole or not at all, without secrets, machine paths and endless output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.runner.redact import Redactor

MOST_TEXT = 100_000
"""Characters kept of one printed output."""


class Record:
    """What papermill reads from and writes to in place of files of its own.

    Args:
        source: The notebook to execute.
        output: Where the executed notebook goes.
        name: How the record calls the notebook.
        redactor: What blots out secrets.
    """

    def __init__(self, source: Path, output: Path, name: str, redactor: Redactor) -> None:
        self.source = source
        self.output = output
        self.name = name
        self.redactor = redactor

    def read(self, _path: str) -> str:
        """The notebook to execute."""
        return self.source.read_text(encoding="utf-8")

    def write(self, text: str, _path: str) -> None:
        """Keep the notebook as far as it has come."""
        notebook = json.loads(text)
        papermill = notebook["metadata"].setdefault("papermill", {})
        papermill |= {"input_path": self.name, "output_path": self.output.name}
        for cell in notebook["cells"]:
            for output in cell.get("outputs", ()):
                _shorten(output)
        save(self.output, self.redactor.data(notebook))

    def pretty_path(self, _path: str) -> str:
        """What papermill's log calls this."""
        return self.name


def save(path: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook's JSON as Jupyter does."""
    write_atomically(path, (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode())


def note(path: Path, sentence: str) -> None:
    """Put a sentence on top of an executed notebook that ended in a way it cannot tell itself."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].insert(
        0, {"cell_type": "markdown", "id": "smartcom-verdict", "metadata": {}, "source": f"**{sentence}**"}
    )
    save(path, notebook)


def _shorten(output: dict[str, Any]) -> None:
    text = output.get("text")
    if text is None:
        return
    whole = text if isinstance(text, str) else "".join(text)
    if len(whole) > MOST_TEXT:
        output["text"] = f"{whole[:MOST_TEXT]}\n… {len(whole) - MOST_TEXT:,} more characters are not kept\n"
