"""Gauss's 2F1, also where scipy loses digits and then overflows: a hundred purchases, and an argument near 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import hyp2f1

from smartcom_kernel.models.histories import Array

UNSAFE_Z, UNSAFE_C = 0.9, 50
"""Above both, scipy divides gamma functions that are too large for it."""
TERMS = 3000
"""After so many a continued fraction has converged for arguments up to 0.9999."""


def two_f_one(a: Any, b: Any, c: Any, z: Any) -> Array:
    """2F1(a, b; c; z) for 0 <= z < 1; where scipy fails, c is large and the series short."""
    return _mended(_series, a, b, c, z)


def two_f_one_from_1(b: Any, c: Any, z: Any) -> Array:
    """2F1(1, b; c; z) for 0 <= z < 1, also where b is as large as c."""
    return _mended(_fraction, 1, b, c, z)


def _mended(otherwise: Any, *arguments: Any) -> Array:
    with np.errstate(all="ignore"):
        values = np.asarray(hyp2f1(*arguments))
    *_, c, z = arguments
    unsafe = (np.asarray(z) > UNSAFE_Z) & (np.asarray(c) > UNSAFE_C)
    if unsafe.any():
        unsafe, values = np.broadcast_to(unsafe, values.shape), np.array(values)
        values[unsafe] = otherwise(*(np.broadcast_to(part, values.shape)[unsafe] for part in arguments))
    return values


def _series(a: Array, b: Array, c: Array, z: Array) -> Array:
    """The series itself; no number where its terms cancel, as they do for a in the hundreds below zero."""
    term = total = greatest = np.ones(len(z))
    for n in range(TERMS):
        term = term * (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total, greatest = total + term, np.maximum(greatest, np.abs(term))
        if (np.abs(term) <= 1e-17 * np.abs(total)).all():
            break
    return np.where(greatest < 1e8 * np.abs(total), total, np.nan)


def _fraction(_: Array, b: Array, c: Array, z: Array) -> Array:
    """Gauss's continued fraction, from its end (DLMF 15.7.1)."""
    value = np.ones(len(z))
    for k in range(TERMS, 0, -1):
        n = k // 2
        above = (b + n) * (c - 1 + n) if k % 2 else n * (c - 1 - b + n)
        value = 1 - above / ((c + k - 2) * (c + k - 1)) * z / value
    return 1 / value
