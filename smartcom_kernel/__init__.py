"""An open workbench for retail marketing: segments, mailings and their measured effect.

>>> import smartcom_kernel as sc  # doctest: +SKIP
>>> wb = sc.open("my-shop")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from smartcom_kernel.workbench import Workbench

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(folder: str | Path | None = None, **settings: Any) -> Workbench:  # noqa: A001
    """The workbench of a folder; creates the workspace on first use.

    Args:
        folder: The workspace; ``SMARTCOM_WORKSPACE`` or the current folder when absent.
        **settings: Values that win over ``smartcom.toml`` for this process.

    Raises:
        SetupError: The database or the engine cannot be reached; the sentence says what to do.
        SpecError: ``smartcom.toml`` is faulty.
    """
    from smartcom_kernel.workbench import Workbench

    return Workbench.open(folder, **settings)
