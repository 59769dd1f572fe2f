"""Hundreds of random histories of a shop: a refresh that computes only touched customers is never wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcom_kernel.metrics import touched
from tests.metrics.history import CUSTOMERS, STEPS, Step, live
from tests.shop import Shop, open_shop


@pytest.fixture(scope="module")
def past(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop whose history each example writes anew."""
    with open_shop(server, tmp_path_factory.mktemp("past")) as opened:
        yield opened


@pytest.mark.torture
@pytest.mark.parametrize("most", [touched.MOST, 100], ids=["as shipped", "never everybody"])
def test_a_hundred_random_histories_leave_the_true_numbers_after_every_step(
    past: Shop, monkeypatch: pytest.MonkeyPatch, most: float
) -> None:
    monkeypatch.setattr(touched, "MOST", most)
    small: list[bool] = []

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEPS, min_size=4, max_size=12))
    def histories(steps: list[Step]) -> None:
        history = live(past, steps)
        assert history.differences == []
        small.extend(0 < report.recomputed < CUSTOMERS / 4 for report in history.reports)

    histories()
    assert sum(small) > len(small) / 4
