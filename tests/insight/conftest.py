from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shop import Shop, open_shop


@pytest.fixture(scope="package")
def shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that every test fills with rows of its own."""
    with open_shop(server, tmp_path_factory.mktemp("insight")) as opened:
        yield opened
