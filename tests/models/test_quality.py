from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as log_loss_of_sklearn

from smartcom_kernel.models.quality import Probabilities, auc, brier, groups, log_loss, top_lift

CHANCE = np.random.default_rng(7)
TRUTH = CHANCE.uniform(size=600)
LABELS = CHANCE.uniform(size=600) < TRUTH
SCORES: Probabilities = np.round(np.clip(TRUTH + CHANCE.normal(0, 0.2, 600), 0.01, 0.99), 2).astype(np.float64)


def test_auc_brier_and_log_loss_are_those_of_scikit_learn() -> None:
    assert auc(LABELS, SCORES).value == pytest.approx(roc_auc_score(LABELS, SCORES), abs=1e-12)
    assert brier(LABELS, SCORES) == pytest.approx(brier_score_loss(LABELS, SCORES), abs=1e-12)
    assert log_loss(LABELS, SCORES) == pytest.approx(log_loss_of_sklearn(LABELS, SCORES), abs=1e-12)


def test_the_interval_of_auc_is_that_of_the_definition() -> None:
    """The structural components of DeLong et al. 1988, equations 3 to 5, by comparing every pair."""
    positive, negative = SCORES[LABELS], SCORES[~LABELS]
    pairs = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    variance = pairs.mean(axis=1).var(ddof=1) / len(positive) + pairs.mean(axis=0).var(ddof=1) / len(negative)
    found = auc(LABELS, SCORES)
    assert found.high - found.value == pytest.approx(1.959964 * np.sqrt(variance), rel=1e-6)


def test_perfect_order_has_auc_1_and_a_constant_score_a_half() -> None:
    assert auc(LABELS, LABELS.astype(float)).value == 1
    assert auc(LABELS, np.full(600, 0.3)).value == 0.5


def test_a_single_positive_leaves_the_interval_open() -> None:
    labels = np.arange(50) == 0
    found = auc(labels, np.linspace(1, 0, 50))
    assert (found.value, found.low, found.high) == (1, 0, 1)


def test_the_lift_of_a_perfect_order_is_ten_where_a_tenth_is_true() -> None:
    labels = np.arange(5000) < 500
    found = top_lift(labels, np.linspace(1, 0, 5000), seed=1)
    assert found.value == pytest.approx(10)
    assert found.low > 8


@pytest.mark.torture
@pytest.mark.parametrize("customers", [200, 1500])
def test_the_interval_of_the_lift_holds_the_truth_in_about_95_of_100_shops(customers: int) -> None:
    """Scores are the true probabilities u ~ U(0, 1); the top tenth has 0.95, everybody 0.5: the lift is 1.9."""
    held = 0
    for shop in range(100):
        chance = np.random.default_rng(shop)
        scores = chance.uniform(size=customers)
        found = top_lift(chance.uniform(size=customers) < scores, scores, seed=shop)
        held += found.low <= 1.9 <= found.high
    assert 88 <= held <= 100


def test_the_same_seed_gives_the_same_interval() -> None:
    assert top_lift(LABELS, SCORES, seed=3) == top_lift(LABELS, SCORES, seed=3)
    assert top_lift(LABELS, SCORES, seed=3).low != top_lift(LABELS, SCORES, seed=4).low


def test_ten_groups_hold_everybody_once_and_all_that_became_true() -> None:
    found = groups(LABELS, SCORES)
    assert sum(g.customers for g in found) == 600
    assert found[-1].captured == pytest.approx(1)
    assert [g.predicted for g in found] == sorted((g.predicted for g in found), reverse=True)
    assert all(g.low <= g.actual <= g.high for g in found)
    assert sum(g.lift * g.customers for g in found) / 600 == pytest.approx(1)
