"""Learning yes or no from examples: boosted trees, calibrated on later examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.inspection import permutation_importance
from threadpoolctl import threadpool_limits

from smartcom_kernel.core.hashing import draw
from smartcom_kernel.models.encoder import Encoder, Matrix
from smartcom_kernel.models.examples import Examples, Labels
from smartcom_kernel.models.quality import Probabilities

TREES: Mapping[str, Any] = {
    "max_iter": 150, "learning_rate": 0.05, "max_leaf_nodes": 15, "min_samples_leaf": 30, "l2_regularization": 1.0,
    "early_stopping": False,
}  # fmt: skip
ENOUGH_FOR_ISOTONIC = 1000
"""Of the rarer answer: with fewer, isotonic regression follows chance, as scikit-learn's guide warns."""
WORTH_THREADS = 50_000
"""Rows below which threads cost more than they bring, above all where other work shares the machine."""
LOOKED_AT = 5000
REPEATS = 5
SURE = 0.9999


def seed_of(name: str) -> int:
    """Chance of a model, from its name alone."""
    return int(draw("model", name), 16)


def trees(matrix: Matrix, labels: Labels, encoder: Encoder, *, seed: int) -> HistGradientBoostingClassifier:
    """Boosted trees. Time and memory grow with rows × columns; scikit-learn holds one byte per value besides."""
    model = HistGradientBoostingClassifier(categorical_features=encoder.is_category, random_state=seed, **TREES)
    with threads_for(len(matrix)):
        return model.fit(matrix, labels)


@contextmanager
def threads_for(rows: int) -> Iterator[None]:
    """All threads for many rows, one for few; the result is the same."""
    with threadpool_limits(None if rows >= WORTH_THREADS else 1):
        yield


def probability(model: Any, matrix: Matrix) -> Probabilities:
    """How likely it is for each row; never quite sure."""
    return np.clip(model.predict_proba(matrix)[:, 1], 1 - SURE, SURE)


@dataclass(frozen=True)
class Classifier:
    """Trees that learnt from one slice of time, with probabilities put right on a later one.

    Args:
        encoder: Turns rows into numbers.
        model: scikit-learn's model.
        calibrated_by: ``isotonic`` or ``sigmoid``.
    """

    encoder: Encoder
    model: CalibratedClassifierCV
    calibrated_by: str

    @classmethod
    def learn(cls, earlier: Examples, later: Examples, encoder: Encoder, *, seed: int) -> Classifier:
        """Learn from earlier examples, calibrate on later ones."""
        model = trees(encoder.matrix(earlier.rows), earlier.labels, encoder, seed=seed)
        rarer = min(later.positives, len(later.labels) - later.positives)
        method = "isotonic" if rarer >= ENOUGH_FOR_ISOTONIC else "sigmoid"
        calibrated = CalibratedClassifierCV(FrozenEstimator(model), method=method)
        return cls(encoder, calibrated.fit(encoder.matrix(later.rows), later.labels), method)

    def scores(self, matrix: Matrix) -> Probabilities:
        """The calibrated probability of each row."""
        return probability(self.model, matrix)


def importance(model: Any, matrix: Matrix, labels: Labels, *, seed: int) -> list[tuple[float, float]]:
    """For each column how much AUC falls when its values are shuffled, and how much that varies.

    Measured on examples that the model has not seen, on at most 5,000 of them. Columns that say the same thing share
    their importance.
    """
    some = np.sort(np.random.default_rng(seed).permutation(len(labels))[:LOOKED_AT])
    with threads_for(len(some)):
        found = permutation_importance(
            model, matrix[some], labels[some], scoring="roc_auc", n_repeats=REPEATS, random_state=seed
        )
    return list(zip(found.importances_mean.tolist(), found.importances_std.tolist(), strict=True))
