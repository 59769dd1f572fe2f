"""The difference of two shares, such as the share of people who bought."""

from __future__ import annotations

import math

from scipy import special

from smartcom_kernel.experiments.intervals import LEVEL, Interval, newcombe, normal_quantile
from smartcom_kernel.experiments.means import Test


def share_test(successes: int, n: int, base_successes: int, base_n: int, level: float = LEVEL) -> Test:
    """Compare two shares.

    The interval of the difference is Newcombe's, the p value that of the z test with pooled variance, the interval of
    the ratio is taken on its logarithm (Katz et al. 1978).

    Args:
        successes: People of the group who did it.
        n: People of the group.
        base_successes: People of the base who did it.
        base_n: People of the base.
        level: Confidence level of the intervals.
    """
    difference = newcombe(successes, n, base_successes, base_n, level)
    pooled = (successes + base_successes) / (n + base_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / base_n))
    statistic = difference.value / error if error else 0.0
    relative = _relative(successes, n, base_successes, base_n, level)
    return Test(difference, relative, statistic, float(2 * special.ndtr(-abs(statistic))))


def _relative(successes: int, n: int, base_successes: int, base_n: int, level: float) -> Interval | None:
    if not successes or not base_successes:
        return None
    ratio = (successes / n) / (base_successes / base_n)
    error = math.sqrt(1 / successes - 1 / n + 1 / base_successes - 1 / base_n)
    reach = math.exp(normal_quantile(level) * error)
    return Interval(ratio - 1, ratio / reach - 1, ratio * reach - 1)
