"""The difference of two means or of two ratios of means, by Welch's t test."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from smartcom_kernel.experiments.intervals import LEVEL, Interval


@dataclass(frozen=True)
class Moments:
    """All that a test of means asks of a group: how many, their mean, their sample variance."""

    n: int
    mean: float
    variance: float

    @classmethod
    def of_sums(cls, n: int, total: float, squares: float) -> Moments:
        """From the sum and the sum of squares of `n` values."""
        return cls(n, total / n, max(0.0, covariance(n, total, total, squares)))

    @property
    def error(self) -> float:
        """The squared standard error of the mean."""
        return self.variance / self.n


@dataclass(frozen=True)
class Test:
    """What a comparison of two groups says.

    Args:
        difference: Group minus base, in the metric's own unit.
        relative: Group over base minus 1; None where the base or the group is not positive.
        statistic: t or z.
        p_value: Two-sided.
    """

    __test__ = False  # pytest would take the class for a test

    difference: Interval
    relative: Interval | None
    statistic: float
    p_value: float


def covariance(n: int, total: float, other_total: float, products: float) -> float:
    """The sample covariance of `n` pairs from their sums and the sum of their products."""
    return (products - total * other_total / n) / (n - 1)


def ratio_moments(numerator: Moments, denominator: Moments, covariance: float) -> Moments:
    """The moments of a ratio of two means over the same people, by the delta method.

    The ratio behaves as a mean whose variance is that of ``(x − r·y) / mean(y)`` (Deng, Knoblich, Lu 2018, eq. 5).
    """
    ratio = numerator.mean / denominator.mean
    spread = numerator.variance - 2 * ratio * covariance + ratio**2 * denominator.variance
    return Moments(numerator.n, ratio, max(0.0, spread) / denominator.mean**2)


def welch(group: Moments, base: Moments, level: float = LEVEL) -> Test:
    """Compare two means without assuming equal variances (Welch 1947); at least two people in each group.

    The interval of the ratio is taken on its logarithm, where it is closer to symmetric.
    """
    difference = group.mean - base.mean
    interval, statistic, p_value = _t(difference, group, base, level)
    relative = None
    if group.mean > 0 and base.mean > 0:
        logarithm, _, _ = _t(math.log(group.mean / base.mean), _of_log(group), _of_log(base), level)
        relative = Interval(group.mean / base.mean - 1, math.expm1(logarithm.low), math.expm1(logarithm.high))
    return Test(interval, relative, statistic, p_value)


def _t(difference: float, group: Moments, base: Moments, level: float) -> tuple[Interval, float, float]:
    squared = group.error + base.error
    if squared == 0:
        return Interval(difference, difference, difference), 0.0, 1.0 if difference == 0 else 0.0
    freedom = squared**2 / (group.error**2 / (group.n - 1) + base.error**2 / (base.n - 1))
    error = math.sqrt(squared)
    reach = float(special.stdtrit(freedom, (1 + level) / 2)) * error
    statistic = difference / error
    return (
        Interval(difference, difference - reach, difference + reach),
        statistic,
        float(2 * special.stdtr(freedom, -abs(statistic))),
    )


def _of_log(moments: Moments) -> Moments:
    return Moments(moments.n, math.log(moments.mean), moments.variance / moments.mean**2)
