from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.state.connect import State


def test_a_catalogue_that_cannot_be_reached_is_said_to_be_so_without_its_password(tmp_path: Path) -> None:
    dsn = State("postgresql://me:hunter2@127.0.0.1:9/shop").dsn
    assert "hunter2" in dsn
    with pytest.raises(SetupError, match="cannot be opened; check that the server runs") as caught:
        Lake(dsn, tmp_path / "lake")
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
