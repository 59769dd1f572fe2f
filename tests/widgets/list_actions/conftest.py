from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import ask
from tests.widgets.shop import tidy
from widgets.rfm_matrix import RFMMatrix


@pytest.fixture(scope="package")
def shop(stocked: tuple[Path, str]) -> Iterator[Workbench]:
    folder, url = stocked
    with Workbench.open(folder, database_url=url) as opened:
        yield opened
        tidy(opened)


@pytest.fixture
def wb(shop: Workbench) -> Workbench:
    tidy(shop)
    return shop


@pytest.fixture
def matrix(wb: Workbench) -> RFMMatrix:
    """An RFM matrix in which C53, C54 and C55 are chosen."""
    widget = RFMMatrix(wb)
    ask(widget, tab="RF", cells={"RF": [[5, 3], [5, 4], [5, 5]]})
    return widget
