"""The Pareto/NBD model: a customer may be gone at any moment.

Schmittlein, Morrison, Colombo (1987), Counting Your Customers: Who Are They and What Will They Do Next?, Management
Science 33(1), 1-24; formulas after Fader and Hardie (2005), A Note on Deriving the Pareto/NBD Model and Related
Expressions (brucehardie.com/notes/009). The integral over the unseen moment of leaving,

    G(u) = integral from u to infinity of (alpha + z)^-(r + x) (beta + z)^-(s + 1) dz,

is a 2F1; after Euler's transformation it has neither large exponents nor a case that overflows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import exprel, gammaln

from smartcom_kernel.models.fitting import Objective, answered
from smartcom_kernel.models.histories import Array, Histories
from smartcom_kernel.models.hypergeometric import two_f_one_from_1
from smartcom_kernel.models.purchases import PurchaseFitter

NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(200)


class ParetoNBDFitter(PurchaseFitter):
    """Pareto/NBD: purchases come at a steady rate, and a customer leaves at a moment of his own.

    Rates of buying are gamma distributed over customers (`r`, `alpha`), rates of leaving too (`s`, `beta`). Unlike
    BG/NBD, a customer who has bought only once may be gone already.
    """

    title = "Pareto/NBD"
    names = ("r", "alpha", "s", "beta")

    def objective(self, histories: Histories) -> Objective:
        """The mean log-likelihood, with its gradient."""
        by_age, by_recency = histories.pairs(histories.ages), histories.pairs(histories.recencies)
        n, w, customers = histories.frequencies.values, histories.weights, histories.customers
        per_n = histories.frequencies.total(w)

        def mean(log_params: Array) -> tuple[float, Array]:
            (x, age, at_age), (x_then, recency, at_recency) = by_age, by_recency
            still, d_still = _with_slopes(_log_alive, x, age, log_params)
            after, d_after = _with_slopes(_log_leaving, x, age, log_params)
            since, d_since = _with_slopes(_log_leaving, x_then, recency, log_params)
            gone = _log_difference(since[at_recency], after[at_age])
            either = np.logaddexp(still[at_age], gone)
            known, d_known = _with_slopes(_log_known, n, n, log_params)
            gradient = (
                d_known @ per_n
                + d_still @ np.bincount(at_age, w * np.exp(still[at_age] - either))
                + d_since @ np.bincount(at_recency, w * np.exp(since[at_recency] - either))
                - d_after @ np.bincount(at_age, w * np.exp(after[at_age] - either))
            )
            return float(per_n @ known + w @ either) / customers, gradient / customers

        return mean

    def start(self, mean_age: float) -> Array:
        """One purchase in the time customers have been known, half of them gone by then."""
        return np.array([1.0, mean_age, 1.0, mean_age])

    def log_odds_gone(self, frequency: Array, recency: Array, T: Array) -> Array:
        """Of leaving at some moment after the last purchase against silence since."""
        params = np.array(self._params())
        gone = _log_difference(_log_leaving(frequency, recency, params), _log_leaving(frequency, T, params))
        return gone - _log_alive(frequency, T, params)

    def purchases_if_alive(self, t: Array | float, frequency: Array | float, T: Array | float) -> Array:
        """The expected rate of buying, over the time that is left within `t`."""
        r, alpha, s, beta = self._params()
        until = np.log1p(t / (beta + T))
        return np.asarray((r + frequency) * (beta + T) / (alpha + T) * until * exprel(-(s - 1) * until))

    def probability_of_n_purchases_up_to_time(self, t: Any, n: Any) -> Any:
        """P(X(t) = n): how likely a new customer makes `n` repeat purchases up to time `t`.

        Integrated over the moment of leaving: every term is positive, where the closed form cancels.
        """
        r, alpha, s, beta = self._params()
        t, n = np.broadcast_arrays(np.asarray(t, "float64"), np.asarray(n, "float64"))
        left_after = np.log(beta) + np.log1p(t / beta)[..., None] * (NODES + 1) / 2
        buying = np.exp(_log_counts(n[..., None], np.exp(left_after) - beta, r, alpha))
        leaving = s * np.exp(s * (np.log(beta) - left_after)) * NODE_WEIGHTS * np.log1p(t / beta)[..., None] / 2
        staying = np.exp(_log_counts(n, t, r, alpha) - s * np.log1p(t / beta))
        return answered(staying + (buying * leaving).sum(axis=-1), n)


def _with_slopes(
    part: Callable[[Array, Array, Array], Array], x: Array, t: Array, log_params: Array
) -> tuple[Array, Array]:
    """A part of the likelihood, and its derivative by the logarithm of each parameter, by central differences."""
    steps = 1e-5 * np.eye(len(log_params))
    higher, lower = ([part(x, t, np.exp(log_params + side * step)) for step in steps] for side in (1, -1))
    return part(x, t, np.exp(log_params)), (np.array(higher) - np.array(lower)) / 2e-5


def _log_known(x: Array, _: Array, params: Array) -> Array:
    r, alpha, s, beta = params
    return np.asarray(gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta))


def _log_alive(x: Array, T: Array, params: Array) -> Array:
    r, alpha, s, beta = params
    return np.asarray(-(r + x) * np.log(alpha + T) - s * np.log(beta + T))


def _log_leaving(x: Array, since: Array, params: Array) -> Array:
    """The logarithm of s G(since)."""
    r, alpha, s, beta = params
    buying, leaving = np.log(alpha + since), np.log(beta + since)
    if alpha >= beta:
        series = two_f_one_from_1(r + x, r + s + x + 1, (alpha - beta) / (alpha + since))
        powers = -(r + x) * buying - s * leaving
    else:
        series = two_f_one_from_1(s + 1, r + s + x + 1, (beta - alpha) / (beta + since))
        powers = (1 - r - x) * buying - (s + 1) * leaving
    return np.asarray(powers + np.log(series) + np.log(s) - np.log(r + s + x))


def _log_difference(greater: Array, lesser: Array) -> Array:
    """log(exp(greater) - exp(lesser)); of equal ones, the logarithm of nothing."""
    with np.errstate(divide="ignore"):
        return greater + np.log(-np.expm1(np.minimum(lesser - greater, 0)))


def _log_counts(n: Array, t: Array, r: float, alpha: float) -> Array:
    """The logarithm of the negative binomial chance of n purchases in t."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bought = np.where(n > 0, n * np.log(t / (alpha + t)), 0)
    return np.asarray(gammaln(r + n) - gammaln(r) - gammaln(n + 1) - r * np.log1p(t / alpha) + bought)
