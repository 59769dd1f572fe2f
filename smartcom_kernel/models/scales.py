"""Numbers of different kinds on one scale, so that none of them outweighs the others by its unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from smartcom_kernel.models.encoder import Matrix

Values = npt.NDArray[np.float64]
HEAVY_TAIL = 1.0
"""A skewness above it is taken as a heavy tail; the normal distribution has 0, the exponential 2."""


@dataclass(frozen=True)
class Scale:
    """How each column is put on a scale with mean 0 and deviation 1 among the customers it was learnt from.

    Args:
        fill: What stands where nothing is known: the median.
        logarithmic: Whether ``ln(1 + x)`` is taken first: of columns without negative numbers and with a heavy tail.
        mean: Of each column after that.
        deviation: Of each column after that.
    """

    fill: Values
    logarithmic: npt.NDArray[np.bool_]
    mean: Values
    deviation: Values

    @classmethod
    def learn(cls, matrix: Matrix) -> Scale:
        """The scale of a matrix; a column in which all are equal gets deviation 1, and so no weight."""
        fill = np.nanmedian(matrix, axis=0).astype(float)
        full = _filled(matrix, fill)
        skewed = np.array([column.std() > 0 and stats.skew(column) > HEAVY_TAIL for column in full.T], dtype=bool)
        logarithmic = skewed & (full.min(axis=0) >= 0)
        eased = _eased(full, logarithmic)
        deviation = eased.std(axis=0)
        return cls(fill, logarithmic, eased.mean(axis=0), np.where(deviation > 0, deviation, 1.0))

    def of(self, matrix: Matrix) -> Values:
        """The matrix on this scale."""
        return (_eased(_filled(matrix, self.fill), self.logarithmic) - self.mean) / self.deviation


def _filled(matrix: Matrix, fill: Values) -> Values:
    return np.where(np.isnan(matrix), fill, matrix).astype(float)


def _eased(full: Values, logarithmic: npt.NDArray[np.bool_]) -> Values:
    return np.where(logarithmic, np.log1p(np.maximum(full, 0)), full)
