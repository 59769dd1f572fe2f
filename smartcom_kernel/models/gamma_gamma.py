"""The Gamma-Gamma model of how much a customer spends at a time.

Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value (brucehardie.com/notes/025).
"""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from scipy.special import digamma, gammaln

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.models.fitting import Fitter, Objective, answered, maximum
from smartcom_kernel.models.histories import Array, Level, columns_of, counted, refuse, weight_faults
from smartcom_kernel.models.purchases import PurchaseFitter

MONTH = {"W": 4.345, "M": 1.0, "D": 30, "H": 30 * 24}
"""How many weeks, months, days or hours `lifetimes` counts to a month."""


class GammaGammaFitter(Fitter):
    """Gamma-Gamma: what a customer spends at a time varies around a mean of his own (`p`, and over customers `q`, `v`).

    It holds where how much has nothing to do with how often. It is fitted to customers who have bought again.
    """

    title = "Gamma-Gamma"
    names = ("p", "q", "v")

    def fit(self, frequency: Any, monetary_value: Any, weights: Any = None) -> Self:
        """Find the parameters under which these averages are likeliest.

        Args:
            frequency: Repeat purchases of each customer, at least one.
            monetary_value: Their average value, above zero.
            weights: How many customers each row stands for; one when None.

        Raises:
            DataError: The columns are faulty.
        """
        found = _columns(frequency, monetary_value, weights)
        x, m, w = found.values()
        scale = float(np.average(m, weights=w))
        start = np.log(np.array([1.0, 2.0, scale]))
        self._keep(maximum(_objective(x, m, w), start), float(w.sum()))
        return self

    def conditional_expected_average_profit(self, frequency: Any, monetary_value: Any) -> Any:
        """What a purchase of this customer is worth on average: his own average, drawn towards that of all.

        Equation 5. Without repeat purchases it is the mean of all; where q is 1 or less that has no finite value.
        """
        x, m = (np.asarray(values, "float64") for values in (frequency, monetary_value))
        return answered(average_value(x, m, *self._params()), frequency)

    def customer_lifetime_value(
        self,
        transaction_prediction_model: PurchaseFitter,
        frequency: Any,
        recency: Any,
        T: Any,
        monetary_value: Any,
        time: int = 12,
        discount_rate: float = 0.01,
        freq: Literal["H", "D", "W", "M"] = "D",
    ) -> Any:
        """The discounted value of what customers will buy; each month's purchases count as made at its end.

        Args:
            transaction_prediction_model: A fitted model of buying.
            frequency: Repeat purchases.
            recency: Time from the first purchase to the last.
            T: Time from the first purchase to now.
            monetary_value: Average value of the repeat purchases.
            time: Months ahead.
            discount_rate: Per month.
            freq: The unit of recency and T.

        Raises:
            SpecError: `freq` is not a unit.
        """
        if freq not in MONTH:
            raise SpecError.single("customer_lifetime_value", f"is one of {', '.join(MONTH)}, not {freq!r}", "freq")
        average = self.conditional_expected_average_profit(frequency, monetary_value)
        value: Any = 0.0
        before: Any = 0.0
        for month in range(1, time + 1):
            upto = transaction_prediction_model.conditional_expected_number_of_purchases_up_to_time(
                month * MONTH[freq], frequency, recency, T
            )
            value, before = value + average * (upto - before) / (1 + discount_rate) ** month, upto
        return value.rename("clv") if isinstance(value, pd.Series) else value


def average_value(frequency: Any, monetary_value: Any, p: float, q: float, v: float) -> Any:
    """Equation 5; of arrays as of columns of a table."""
    return (v + frequency * monetary_value) * p / (frequency * p + q - 1)


def _columns(frequency: Any, monetary_value: Any, weights: Any) -> dict[str, Array]:
    found = columns_of({"frequency": frequency, "monetary_value": monetary_value}, what="average values")
    x, m = found.values()
    found |= columns_of({"weights": np.ones(x.size) if weights is None else weights}, what="average values")
    if any(values.shape != (x.size,) for values in found.values()):
        sizes = ", ".join(f"{name} {values.size:,}" for name, values in found.items())
        refuse("average values", [f"the columns are not equally long: {sizes}"])
    with np.errstate(invalid="ignore"):
        faults = [
            *counted(
                ~(np.isfinite(x) & (x >= 1) & (x == np.floor(x))), "frequency is not a whole number of at least 1"
            ),
            *counted(~(np.isfinite(m) & (m > 0)), "monetary_value is not above 0"),
        ]
    refuse("average values", [*faults, *weight_faults(found["weights"])])
    return found


def _objective(x: Array, m: Array, w: Array) -> Objective:
    level, spent, customers = Level.of(x), x * m, w.sum()
    n, per_n, log_spent = level.values, level.total(w), level.total(w * np.log(spent))
    shape_of_none = float(w @ np.log(m))

    def mean(log_params: Array) -> tuple[float, Array]:
        p, q, v = params = np.exp(log_params)
        total, log_total = spent + v, np.log(spent + v)
        by_n = level.total(w * log_total)
        known = gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(v)
        value = per_n @ known + p * (n @ log_spent) - shape_of_none - (p * n + q) @ by_n
        gradient = [
            n @ (per_n * (digamma(p * n + q) - digamma(p * n)) + log_spent - by_n),
            per_n @ (digamma(p * n + q) - digamma(q) + np.log(v)) - by_n.sum(),
            customers * q / v - (p * n + q) @ level.total(w / total),
        ]
        return float(value / customers), np.array(gradient) * params / customers

    return mean
