"""One stocked workspace for all tests of widgets, and one JupyterLab on it for those that look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from smartcom_kernel.workbench import Workbench
from tests.widgets.lab import Lab, jupyterlab
from tests.widgets.shop import database_of, stock, tidy


@pytest.fixture(scope="session")
def stocked(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The workspace and its database."""
    with database_of(server, tmp_path_factory.mktemp("widgets")) as (folder, url):
        stock(folder, url)
        yield folder, url


@pytest.fixture(scope="module")
def shop(stocked: tuple[Path, str]) -> Iterator[Workbench]:
    """A workbench for the tests of a file; what they leave behind is gone at the end."""
    folder, url = stocked
    with Workbench.open(folder, database_url=url) as opened:
        tidy(opened)
        yield opened
        tidy(opened)


@pytest.fixture
def wb(shop: Workbench) -> Workbench:
    """The same, as it was stocked."""
    tidy(shop)
    return shop


@pytest.fixture(scope="session")
def lab_address(stocked: tuple[Path, str]) -> Iterator[str]:
    """Where JupyterLab listens."""
    with jupyterlab(*stocked) as address:
        yield address


class OpenLab(Protocol):
    """Opens a notebook of these cells once the segments are saved, and waits until a place in it is there."""

    def __call__(self, *cells: str, ready: str, segments: dict[str, Any] | None = None) -> Lab: ...


@pytest.fixture(scope="module")
def open_lab(browser: Any, lab_address: str, stocked: tuple[Path, str]) -> Iterator[OpenLab]:
    """A notebook for the tests of a file, in a workspace as it was stocked."""
    folder, url = stocked
    labs: list[Lab] = []

    def opened(*cells: str, ready: str, segments: dict[str, Any] | None = None) -> Lab:
        with Workbench.open(folder, database_url=url) as wb:
            tidy(wb)
            for name, spec in (segments or {}).items():
                wb.segments.save(name, spec)
        labs.append(Lab.open(browser, lab_address, folder, *cells))
        labs[-1].page.locator(ready).last.wait_for(state="attached")
        return labs[-1]

    yield opened
    for lab in labs:
        lab.page.context.close()
    with Workbench.open(folder, database_url=url) as wb:
        tidy(wb)
