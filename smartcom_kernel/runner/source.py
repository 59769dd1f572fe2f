"""The notebook before it runs: read, upgraded to the present format, and refused with a sentence where it is none."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from smartcom_kernel.core.errors import SpecError

if TYPE_CHECKING:
    from nbformat import NotebookNode


def read_notebook(path: Path) -> NotebookNode:
    """A Python notebook of any format version, upgraded to the present one.

    Raises:
        SpecError: There is no such file, or it is not a notebook, or not one in Python.
    """
    try:
        content = _upgraded(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SpecError.single(path.name, f"there is no notebook {path}") from None
    except Exception as error:  # noqa: BLE001 -- a broken file breaks nbformat in as many ways as there are
        said = str(error).strip().splitlines()
        raise SpecError.single(path.name, f"is not a notebook: {said[0] if said else type(error).__name__}") from None
    language = content.metadata.get("kernelspec", {}).get("language") or content.metadata.get("language_info", {}).get(
        "name"
    )
    if language not in (None, "python"):
        raise SpecError.single(path.name, f"is written in {language}; only Python notebooks can be run")
    return content


def as_text(notebook: NotebookNode) -> str:
    """A notebook as the JSON of its file."""
    import nbformat

    return str(nbformat.writes(notebook))


def _upgraded(text: str) -> NotebookNode:
    import nbformat  # takes over a second, and whoever only opens a workspace runs nothing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cell ids that older formats lack are added in silence
        content = nbformat.v4.upgrade(nbformat.reads(text, as_version=4))
        nbformat.validate(content)
    return content
