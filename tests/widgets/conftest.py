"""One stocked workspace for all tests of widgets, and one JupyterLab on it for those that look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.widgets.lab import jupyterlab
from tests.widgets.shop import database_of, stock


@pytest.fixture(scope="session")
def stocked(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The workspace and its database."""
    with database_of(server, tmp_path_factory.mktemp("widgets")) as (folder, url):
        stock(folder, url)
        yield folder, url


@pytest.fixture(scope="session")
def lab_address(stocked: tuple[Path, str]) -> Iterator[str]:
    """Where JupyterLab listens."""
    with jupyterlab(*stocked) as address:
        yield address
