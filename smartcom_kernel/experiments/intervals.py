"""Confidence intervals of shares, and the interval as a value that can say itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """An estimate and the values the data leave plausible."""

    value: float
    low: float
    high: float

    def covers(self, value: float) -> bool:
        """Whether a value is among the plausible ones."""
        return self.low <= value <= self.high

    def times(self, factor: float) -> Interval:
        """The interval of a multiple, such as of a sum over so many people; `factor` is not negative."""
        return Interval(self.value * factor, self.low * factor, self.high * factor)


def normal_quantile(level: float) -> float:
    """How many standard errors an interval of this level reaches to each side: 1.96 for 0.95."""
    return float(special.ndtri((1 + level) / 2))


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """The score interval of a share (Wilson 1927); holds its level also near 0 and 1, where p ± 1.96 se does not."""
    z2 = normal_quantile(level) ** 2
    share = successes / n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


def newcombe(successes: int, n: int, base_successes: int, base_n: int, level: float = LEVEL) -> Interval:
    """The interval of a difference of two shares (Newcombe 1998, method 10), built of two score intervals."""
    ours, base = wilson(successes, n, level), wilson(base_successes, base_n, level)
    difference = ours.value - base.value
    below = math.hypot(ours.value - ours.low, base.high - base.value)
    above = math.hypot(ours.high - ours.value, base.value - base.low)
    return Interval(difference, difference - below, difference + above)
