"""A refresh that computes only touched customers leaves what a computation from all facts gives, whatever happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcom_kernel.metrics import touched
from smartcom_kernel.metrics.metric import METRICS
from tests.metrics.history import CUSTOMERS, STEPS, Step, live
from tests.shop import Shop, open_shop

DAY = timedelta(days=1)
FEW = (
    "brand_revenue", "category_penetration", "days_since_site_visit", "favourite_product", "favourite_store",
    "interval_deviation_days", "median_receipt", "messages_opened", "messages_received", "model_score",
    "points_balance",
)  # fmt: skip
"""A metric over each kind of fact; `make torture` has all of them."""


@pytest.fixture(scope="module", autouse=True)
def _few_metrics_and_never_everybody() -> Iterator[None]:
    """However many are touched, they alone are computed: what the lake forgets to tell would be seen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(touched, "MOST", 100)
        patch.setattr(METRICS, "_kinds", {kind: METRICS[kind] for kind in FEW})
        yield


@pytest.fixture(scope="module")
def past(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop whose history each test writes anew."""
    with open_shop(server, tmp_path_factory.mktemp("past")) as opened:
        yield opened


@pytest.mark.torture
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=2, max_size=3))
def test_after_every_step_of_a_random_history_the_stored_numbers_are_the_true_ones(
    past: Shop, steps: list[Step]
) -> None:
    assert live(past, steps).differences == []


def recomputed(shop: Shop, *steps: Step) -> list[int]:
    """For how many customers each step's refresh computed anything, the first refresh of everybody left out."""
    history = live(shop, list(steps), compared=False)
    assert history.differences == []
    return [report.recomputed for report in history.reports[1:]]


def test_what_happens_to_one_customer_computes_that_customer_alone(past: Shop) -> None:
    steps: list[Step] = [
        [("buy", 1, -DAY, 500, [0])],
        [("correct", 27, "customer", DAY)],
        [],
        [("buy", 5, -DAY, 9, [])],
    ]
    assert recomputed(past, *steps) == [1, 2, 0, 1]


def test_points_scores_and_attributes_are_read_when_asked_so_that_loading_them_for_everybody_computes_nobody(
    past: Shop,
) -> None:
    everybody = range(CUSTOMERS)
    steps: list[Step] = [
        [("set_points", n, DAY) for n in everybody],
        [("score", n, -DAY) for n in everybody],
        [("register", n, -DAY) for n in everybody],
    ]
    history = live(past, steps)
    assert history.differences == []
    reports = history.reports[1:]
    assert [report.recomputed for report in reports] == [0, 0, 0]


def test_a_fact_that_was_known_before_it_happened_counts_once_it_has(past: Shop) -> None:
    known: Step = [("buy", 1, DAY, 500, [0]), ("visit_site", 2, DAY), ("reach", 4, DAY)]
    assert recomputed(past, known, [("pass_time", 0.5)], [("pass_time", 0.5)]) == [2, 0, 3]


def test_a_fact_that_leaves_its_window_touches_its_customer_and_nobody_else(past: Shop) -> None:
    steps: list[Step] = [[("buy", 1, -29 * DAY, 500, [0])], [("pass_time", 0.9)], [("pass_time", 0.1)]]
    assert recomputed(past, *steps) == [1, 0, 1]


def test_messages_count_without_a_snapshot_of_the_lake_also_at_the_same_moment(past: Shop) -> None:
    assert recomputed(past, [("reach", 1, -DAY)], [("react", 0, -DAY)], [("bounce", 0)], []) == [1, 1, 1, 0]


def test_what_everybodys_facts_refer_to_and_an_earlier_moment_touch_everybody(past: Shop) -> None:
    steps: list[Step] = [[("change_product", 0, "food")], [("pass_time", -2)]]
    assert recomputed(past, *steps) == [CUSTOMERS, CUSTOMERS]


def test_what_happened_before_a_compaction_is_not_lost_by_it(past: Shop) -> None:
    steps: list[Step] = [
        [("buy", 1, -DAY, 500, [0]), ("drop_receipt", 2), ("compact",)],
        [("correct", 5, "total", DAY), ("drop_customer", 7), ("compact",)],
    ]
    assert live(past, steps).differences == []
