from __future__ import annotations

import pytest

from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import ask
from widgets.rfm_matrix import RFMMatrix


@pytest.fixture
def matrix(wb: Workbench) -> RFMMatrix:
    """An RFM matrix in which C53, C54 and C55 are chosen."""
    widget = RFMMatrix(wb)
    ask(widget, tab="RF", cells={"RF": [[5, 3], [5, 4], [5, 5]]})
    return widget
