"""The notebook before it runs: read, upgraded, and refused with a sentence where it is none."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat

from smartcom_kernel.core.errors import SpecError


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """A Python notebook of any format version, upgraded to the present one.

    Raises:
        SpecError: There is no such file, or it is not a notebook, or not one in Python.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # missing cell ids of older formats are added in silence
            content = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            content = nbformat.v4.upgrade(content)
            nbformat.validate(content)
    except FileNotFoundError:
        raise SpecError.single(path.name, f"there is no notebook {path}") from None
    except (
        nbformat.reader.NotJSONError,
        nbformat.ValidationError,
        UnicodeDecodeError,
        OSError,
        ValueError,
        KeyError,
    ) as error:
        said = str(error).strip().splitlines()
        raise SpecError.single(path.name, f"is not a notebook: {said[0] if said else type(error).__name__}") from None
    language = content.metadata.get("kernelspec", {}).get("language") or content.metadata.get("language_info", {}).get(
        "name"
    )
    if language not in (None, "python"):
        raise SpecError.single(path.name, f"is written in {language}; only Python notebooks can be run")
    return content
