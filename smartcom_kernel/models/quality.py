"""How good probabilities were, once the truth is known: ranking, distance, calibration, lift, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from smartcom_kernel.models.examples import Labels

Probabilities = npt.NDArray[np.float64]
SURE = 0.95
GROUPS = 10
BINS = 1000
RESAMPLES = 500
SMALLEST = 1e-6


@dataclass(frozen=True)
class Estimate:
    """A number with the interval that holds the true value with 95 % confidence."""

    value: float
    low: float
    high: float


def auc(labels: Labels, scores: Probabilities) -> Estimate:
    """How often a customer of whom it became true had a higher score than one of whom it did not; ties count half.

    The interval is DeLong's, with the midranks of Sun and Xu: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson,
    "Comparing the areas under two or more correlated receiver operating characteristic curves", Biometrics 44, 1988;
    X. Sun, W. Xu, IEEE Signal Processing Letters 21, 2014.
    """
    positive, negative = scores[labels], scores[~labels]
    m, n = len(positive), len(negative)
    ranks = stats.rankdata(scores)
    area = (ranks[labels].sum() - m * (m + 1) / 2) / (m * n)
    above = (ranks[labels] - stats.rankdata(positive)) / n
    below = 1 - (ranks[~labels] - stats.rankdata(negative)) / m
    spread = np.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / n) if min(m, n) > 1 else np.inf
    reach = stats.norm.ppf((1 + SURE) / 2) * spread
    return Estimate(float(area), float(max(0.0, area - reach)), float(min(1.0, area + reach)))


def brier(labels: Labels, scores: Probabilities) -> float:
    """The mean squared distance between probability and truth; 0 is best."""
    return float(np.mean((scores - labels) ** 2))


def log_loss(labels: Labels, scores: Probabilities) -> float:
    """The mean of −ln of the probability that was given to what became true; 0 is best."""
    truth = np.where(labels, scores, 1 - scores)
    return float(-np.mean(np.log(np.clip(truth, SMALLEST, 1))))


def top_lift(labels: Labels, scores: Probabilities, *, seed: int) -> Estimate:
    """How many times more often it became true in the tenth with the highest scores than among all.

    The interval is the percentile bootstrap over customers, drawn by a thousandth of the ranking at a time, so that it
    costs the same for any number of customers.

    Args:
        labels: What became true.
        scores: The probabilities.
        seed: Of the resampling.
    """
    place = np.minimum(_places(scores) * BINS // len(scores), BINS - 1) if len(scores) > BINS else _places(scores)
    cells = np.bincount(2 * place + labels, minlength=2 * (place.max() + 1))
    chance = np.random.default_rng(seed)
    resampled = chance.multinomial(len(scores), cells / cells.sum(), size=RESAMPLES)
    low, high = np.nanquantile(_lifts(resampled), [(1 - SURE) / 2, (1 + SURE) / 2])
    return Estimate(float(_lifts(cells[np.newaxis])[0]), float(low), float(high))


@dataclass(frozen=True)
class Group:
    """Customers next to each other in the ranking.

    Args:
        group: 1 for the tenth with the highest scores, and so on.
        customers: How many.
        predicted: The mean probability they were given.
        actual: For which share of them it became true.
        low: Lower end of Wilson's 95 % interval of that share.
        high: Upper end.
        lift: How many times more often than among all.
        captured: Which share of all for whom it became true is in this group and those above it.
    """

    group: int
    customers: int
    predicted: float
    actual: float
    low: float
    high: float
    lift: float
    captured: float


def groups(labels: Labels, scores: Probabilities) -> list[Group]:
    """Ten groups of equal size by falling score: the table behind calibration and lift."""
    order = np.argsort(-scores, kind="stable")
    share, found, before = labels.mean(), [], 0
    for number, places in enumerate(np.array_split(order, GROUPS), 1):
        true = int(labels[places].sum())
        before += true
        interval = stats.binomtest(true, len(places)).proportion_ci(SURE, method="wilson")
        actual = true / len(places)
        found.append(
            Group(
                number, len(places), float(scores[places].mean()), actual, float(interval.low), float(interval.high),
                float(actual / share), float(before / labels.sum()),
            )
        )  # fmt: skip
    return found


def _places(scores: Probabilities) -> npt.NDArray[np.int64]:
    """The rank of each, 0 for the highest."""
    places = np.empty(len(scores), dtype=np.int64)
    places[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return places


def _lifts(cells: npt.NDArray[np.int64]) -> Probabilities:
    """The lift of each resample, given how many of each bin there are: without and with what became true, in turn."""
    false, true = cells[:, 0::2], cells[:, 1::2]
    sizes = false + true
    top = sizes.sum(axis=1, keepdims=True) / GROUPS
    before = np.cumsum(sizes, axis=1) - sizes
    inside = np.clip((top - before) / np.maximum(sizes, 1), 0, 1)
    all_true = true.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (inside * true).sum(axis=1) / all_true * GROUPS
