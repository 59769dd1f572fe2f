"""A load as tests write it: rows as text, a table, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake.load import LoadReport, load
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.state.connect import State

Load = Callable[..., LoadReport]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and say where it is."""

    def write(content: str | bytes, name: str = "rows.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def take(lake: Lake, state: State, tmp_path: Path, write: Callable[..., Path]) -> Load:
    """Load content (text, bytes, a path or several paths) into a table."""

    def take(table: str, content: Any, name: str = "rows.csv", **options: Any) -> LoadReport:
        settings = options.pop("settings", Settings(time_zone="Europe/Moscow"))
        files = write(content, name) if isinstance(content, str | bytes) else content
        return load(lake, state, table, files, settings=settings, rejects_folder=tmp_path / "rejects", **options)

    return take
