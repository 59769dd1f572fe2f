"""The BG/NBD model: after each purchase a customer may be gone.

Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model, Marketing
Science 24(2), 275-284. Its formulas (equations 3, 8, 9 and 10) are evaluated here in forms that neither overflow nor
cancel: logarithms of gamma functions, Euler's transformation of 2F1, the incomplete beta function for a sum.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betainc, betaln, digamma, gammaln

from smartcom_kernel.models.fitting import Objective, answered
from smartcom_kernel.models.histories import Array, Histories
from smartcom_kernel.models.hypergeometric import two_f_one
from smartcom_kernel.models.purchases import PurchaseFitter

POLE = 1e-5
"""So near to a = 1 and to a + b = 1 a formula divides by zero; its mean over both sides is right to ten digits."""


class BetaGeoFitter(PurchaseFitter):
    """BG/NBD: purchases come at a steady rate, and after each one a customer is gone with a chance of his own.

    Rates are gamma distributed over customers (`r`, `alpha`), chances beta distributed (`a`, `b`). A customer who has
    bought only once counts as alive for certain: the model lets nobody go before the second purchase.
    """

    title = "BG/NBD"
    names = ("r", "alpha", "a", "b")
    tells_after_one = False

    def objective(self, histories: Histories) -> Objective:
        """The mean of equation 3, with its gradient."""

        def mean(log_params: Array) -> tuple[float, Array]:
            params = np.exp(log_params)
            value, gradient = log_likelihood(params, histories)
            return value / histories.customers, gradient * params / histories.customers

        return mean

    def start(self, mean_age: float) -> Array:
        """One purchase in the time customers have been known, half of them gone after each."""
        return np.array([1.0, mean_age, 1.0, 1.0])

    def log_odds_gone(self, frequency: Array, recency: Array, T: Array) -> Array:
        """Of dying at the last purchase against silence since."""
        r, alpha, a, b = self._params()
        again = np.log(a / (b + np.maximum(frequency, 1) - 1))
        return np.where(frequency > 0, again + (r + frequency) * np.log((alpha + T) / (alpha + recency)), -np.inf)

    def purchases_if_alive(self, t: Array | float, frequency: Array | float, T: Array | float) -> Array:
        """The first factor of equation 10; with frequency 0 and T 0 it is equation 9."""
        r, alpha, a, b = self._params()
        if min(abs(a - 1), abs(a + b - 1)) < POLE:
            both = (
                _purchases(t, frequency, T, (r, alpha, a + side, b)) for side in (-2 * POLE, 2 * POLE)
            )  # both off the pole
            return np.mean(list(both), axis=0)
        return _purchases(t, frequency, T, (r, alpha, a, b))

    def probability_of_n_purchases_up_to_time(self, t: Any, n: Any) -> Any:
        """P(X(t) = n), equation 8: how likely a new customer makes `n` repeat purchases up to time `t`."""
        r, alpha, a, b = self._params()
        t, n = np.asarray(t, "float64"), np.asarray(n, "float64")
        bought = t / (alpha + t)
        with np.errstate(divide="ignore", invalid="ignore"):
            purchases = gammaln(r + n) - gammaln(r) - gammaln(n + 1) + r * np.log1p(-bought)
            purchases = purchases + np.where(n > 0, n * np.log(bought), 0)
        stays = np.exp(betaln(a, b + n) - betaln(a, b) + purchases)
        # The chance of at least n purchases at a steady rate is the incomplete beta function.
        at_least_once = np.maximum(n, 1)
        leaves = np.exp(betaln(a + 1, b + at_least_once - 1) - betaln(a, b)) * betainc(at_least_once, r, bought)
        return answered(stays + np.where(n > 0, leaves, 0), n)


def log_likelihood(params: Array, histories: Histories) -> tuple[float, Array]:
    """The log-likelihood of all customers (equation 3) and its derivatives by the four parameters."""
    r, alpha, a, b = params
    x, n, w = histories.frequency, histories.frequencies.values, histories.weights
    customers = histories.frequencies.total(w)
    since_first, until_last = alpha + histories.ages.values, alpha + histories.recencies.values
    log_age = np.log(since_first)[histories.ages.codes]
    silence = log_age - np.log(until_last)[histories.recencies.codes]
    # Whoever has never bought again cannot be gone: the logarithm of no chance.
    at_last = np.where(n > 0, np.log(a / (b + np.maximum(n, 1) - 1)), -np.inf)
    log_odds = at_last[histories.frequencies.codes] + (r + x) * silence
    odds_against = np.exp(-np.abs(log_odds))
    likely_gone = np.where(log_odds > 0, w, w * odds_against) / (1 + odds_against)
    per_frequency = gammaln(r + n) - gammaln(r) + r * np.log(alpha) + betaln(a, b + n) - betaln(a, b)
    either = np.maximum(log_odds, 0) + np.log1p(odds_against)
    value = customers @ per_frequency + w @ (either - (r + x) * log_age)

    by_age = histories.ages.total((r + x) * (w - likely_gone)) @ (1 / since_first)
    by_recency = histories.recencies.total((r + x) * likely_gone) @ (1 / until_last)
    gone_at = histories.frequencies.total(likely_gone)
    of_all = digamma(a + b) - digamma(a + b + n)
    gradient = [
        customers @ (digamma(r + n) - digamma(r) + np.log(alpha)) - w @ log_age + likely_gone @ silence,
        customers.sum() * r / alpha - by_age - by_recency,
        customers @ of_all + gone_at.sum() / a,
        customers @ (of_all + digamma(b + n) - digamma(b))
        - gone_at @ np.where(n > 0, 1 / (b + np.maximum(n, 1) - 1), 0),
    ]
    return float(value), np.array(gradient)


def _purchases(
    t: Array | float, x: Array | float, T: Array | float, params: tuple[float, float, float, float]
) -> Array:
    r, alpha, a, b = params
    share = t / (alpha + T + t)
    # 2F1(r + x, b + x; a + b + x - 1; share) (1 - share)^(r + x), or what Euler's transformation makes of it: the form
    # whose 2F1 stays finite as share nears 1.
    bought = r + x
    euler = bought > a - 1
    first, second = np.where(euler, a + b - 1 - r, bought), np.where(euler, a - 1, b + x)
    power = np.where(euler, a - 1, bought)
    rest = two_f_one(first, second, a + b + x - 1, share) * np.exp(power * np.log1p(-share))
    return np.asarray((a + b + x - 1) / (a - 1) * (1 - rest))
