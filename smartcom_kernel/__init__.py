"""An open workbench for retail marketing: segments, mailings and their measured effect.

>>> import smartcom_kernel as sc  # doctest: +SKIP
>>> wb = sc.open("my-shop")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from smartcom_kernel import models
    from smartcom_kernel.workbench import Workbench

__version__ = "0.1.0"
__all__ = ["__version__", "models", "open"]


def open(folder: str | Path | None = None, **settings: Any) -> Workbench:  # noqa: A001
    """The workbench of a folder; creates the workspace on first use.

    Args:
        folder: The workspace. When absent it is ``SMARTCOM_WORKSPACE``, or else the one that the current folder is or
            lies in, such as ``my-shop`` in ``my-shop/notebooks``: ``smartcom.toml`` tells. Where there is none, the
            current folder becomes one.
        **settings: Values that win over ``smartcom.toml`` for this process.

    Raises:
        SetupError: The database or the engine cannot be reached; the sentence says what to do.
        SpecError: ``smartcom.toml`` is faulty.
    """
    from smartcom_kernel.workbench import Workbench

    return Workbench.open(folder, **settings)


def __getattr__(name: str) -> Any:
    if name == "models":  # loaded when it is asked for: it takes its time
        return importlib.import_module("smartcom_kernel.models")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
