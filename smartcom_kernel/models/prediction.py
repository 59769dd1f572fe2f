"""What a fitted model expects of each history: purchases ahead, also discounted, and whether anyone is still there."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from smartcom_kernel.models.histories import COLUMNS, Array, Histories
from smartcom_kernel.models.purchases import PurchaseFitter

DAYS_IN_YEAR = 365
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
MOMENTS, SHARES = ((_NODES + 1) / 2) ** 2, _WEIGHTS * (_NODES + 1) / 2
"""Moments of a horizon of 1, denser at its beginning, where purchases come fastest, and what each speaks for."""


def predicted(
    model: PurchaseFitter, histories: Histories, *, horizon_days: int, discount_per_year: float
) -> pa.Table:  # fmt: skip
    """One row per distinct history: `frequency`, `recency`, `T`, and what is expected of a customer who has it.

    These are `expected_purchases` within the horizon, `discounted_purchases`, the same with each counted at its worth
    of today, and `probability_alive`.
    """
    x, age, codes = histories.pairs(histories.ages)
    alive = np.asarray(model.conditional_probability_alive(histories.frequency, histories.recency, histories.T))
    ahead = model.purchases_if_alive(horizon_days, x, age)
    discounted = discounted_if_alive(model, x, age, horizon_days=horizon_days, discount_per_year=discount_per_year)
    keys = {name: pa.array(getattr(histories, name).astype("int64")) for name in COLUMNS}
    return pa.table(
        keys
        | {
            "expected_purchases": alive * ahead[codes],
            "discounted_purchases": alive * discounted[codes],
            "probability_alive": alive,
        }
    )


def discounted_if_alive(
    model: PurchaseFitter, frequency: Array, T: Array, *, horizon_days: int, discount_per_year: float
) -> Array:
    """Expected purchases within the horizon, each discounted from its own moment.

    The sum of exp(-d t) over purchases is, by parts, exp(-d h) E(h) plus d times the integral of exp(-d t) E(t).
    """
    rate = np.log1p(discount_per_year) / DAYS_IN_YEAR
    total = np.exp(-rate * horizon_days) * model.purchases_if_alive(horizon_days, frequency, T)
    for moment, share in zip((MOMENTS * horizon_days).tolist(), (SHARES * horizon_days).tolist(), strict=True):
        total = total + rate * share * np.exp(-rate * moment) * model.purchases_if_alive(moment, frequency, T)
    return np.asarray(total)
