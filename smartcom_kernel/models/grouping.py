"""How many groups, and which: k-means or a mixture of normal distributions on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.mixture import GaussianMixture

from smartcom_kernel.models.classifier import threads_for
from smartcom_kernel.models.scales import Values

Method = Literal["kmeans", "mixture"]
FROM, TO = 2, 8
TRIED_ON, COMPARED_ON = 20_000, 3_000
"""Customers that numbers of clusters are tried on, and those whose distances to each other are computed."""
STARTS = 10
STARTS_OF_A_TRIAL = 3


@dataclass(frozen=True)
class Grouping:
    """Groups that were found.

    Args:
        model: scikit-learn's model.
        centres: Of each group, on the scale.
        tried: What each number of groups reached: the silhouette, or the BIC, of which less is better.
        silhouette: Of the groups that were found.
    """

    model: Any
    centres: Values
    tried: dict[int, float]
    silhouette: float


def grouped(points: Values, *, k: int | None, method: Method, seed: int) -> Grouping:
    """Find groups.

    Cost: ``10 × k × points × columns`` per step of k-means; a silhouette takes the distances among 3,000 points.

    Args:
        points: One line per customer, on one scale.
        k: How many groups; where None, the number from 2 to 8 with the best silhouette (k-means) or BIC (mixture).
        method: Which.
        seed: Of the starts.
    """
    chance = np.random.default_rng(seed)
    few = points[np.sort(chance.permutation(len(points))[:TRIED_ON])]
    with threads_for(len(points)):
        different = len(np.unique(few, axis=0))
        counts = [n for n in range(FROM, TO + 1) if n < different] if k is None else []
        tried = {n: _worth(_fitted(few, n, method, seed, STARTS_OF_A_TRIAL), few, method, seed) for n in counts}
        best = k or (max if method == "kmeans" else min)(tried, key=lambda n: tried[n])
        model = _fitted(points, best, method, seed, STARTS)
        centres = model.cluster_centers_ if method == "kmeans" else model.means_
        return Grouping(model, centres, tried, _silhouette(model, few, seed))


def _fitted(points: Values, k: int, method: Method, seed: int, starts: int) -> Any:
    if method == "kmeans":
        return KMeans(k, n_init=starts, random_state=seed).fit(points)
    return GaussianMixture(k, n_init=starts, random_state=seed).fit(points)


def _worth(model: Any, points: Values, method: Method, seed: int) -> float:
    return _silhouette(model, points, seed) if method == "kmeans" else float(model.bic(points))


def _silhouette(model: Any, points: Values, seed: int) -> float:
    some = points[np.sort(np.random.default_rng(seed).permutation(len(points))[:COMPARED_ON])]
    labels = model.predict(some)
    return float(silhouette_score(some, labels)) if 1 < len(np.unique(labels)) < len(some) else 0.0
