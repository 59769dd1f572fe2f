"""What models of buying have in common: a customer buys at a rate of his own until, unseen, he is gone for good."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import expit

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.models.fitting import Fitter, Objective, answered, maximum
from smartcom_kernel.models.histories import COLUMNS, Array, Histories, columns_of, counted, history_faults, refuse

GUESS_FROM = 20_000
"""Of more customers a sample gives the first guess; the fit itself takes all."""


class PurchaseFitter(Fitter, ABC):
    """A model of how often and for how long customers buy, fitted to frequency, recency and T."""

    tells_after_one: ClassVar[bool] = True
    """Whether a customer who has bought once can be gone."""

    @abstractmethod
    def objective(self, histories: Histories) -> Objective:
        """Mean log-likelihood and gradient at the logarithms of the parameters."""

    @abstractmethod
    def start(self, mean_age: float) -> Array:
        """Parameters to begin with where customers have been known for so long on average."""

    @abstractmethod
    def log_odds_gone(self, frequency: Array, recency: Array, T: Array) -> Array:
        """Logarithm of the odds that a customer with this history is gone."""

    @abstractmethod
    def purchases_if_alive(self, t: Array | float, frequency: Array | float, T: Array | float) -> Array:
        """Expected purchases in the next `t` of a customer who is not gone: his last purchase adds nothing to it."""

    @abstractmethod
    def probability_of_n_purchases_up_to_time(self, t: Any, n: Any) -> Any:
        """P(X(t) = n): how likely a new customer makes `n` repeat purchases up to time `t`."""

    def fit(self, frequency: Any, recency: Any, T: Any, weights: Any = None) -> Self:
        """Find the parameters under which these histories are likeliest.

        Args:
            frequency: Repeat purchases of each customer; his first is not one.
            recency: Time from his first purchase to his last.
            T: Time from his first purchase to the end of observation.
            weights: How many customers each row stands for; one when None.

        Raises:
            DataError: The histories are faulty, or nobody has bought again.
        """
        histories = Histories.of(frequency, recency, T, weights)
        if not histories.frequency.any():
            raise DataError("purchase histories: nobody has bought again, so there is nothing to learn a rhythm from")
        start = np.log(self.start(float(np.average(histories.T, weights=histories.weights)) or 1.0))
        guess = None
        if histories.customers > GUESS_FROM:
            sample = histories.sample(GUESS_FROM)
            guess = maximum(self.objective(sample), start)
        self._keep(
            maximum(self.objective(histories), start, guess if guess and guess.converged else None), histories.customers
        )
        return self

    def conditional_probability_alive(self, frequency: Any, recency: Any, T: Any) -> Any:
        """How likely a customer with this history will ever buy again, 0 to 1."""
        histories = _checked({"frequency": frequency, "recency": recency, "T": T})
        return answered(expit(-self.log_odds_gone(*histories)), frequency)

    def conditional_expected_number_of_purchases_up_to_time(
        self, t: Any, frequency: Any, recency: Any, T: Any
    ) -> Any:  # fmt: skip
        """How many purchases a customer with this history will make in the next `t`, on average."""
        x, last, age = _checked({"frequency": frequency, "recency": recency, "T": T})
        alive = expit(-self.log_odds_gone(x, last, age))
        return answered(alive * self.purchases_if_alive(_times(t), x, age), frequency)

    def expected_number_of_purchases_up_to_time(self, t: Any) -> Any:
        """How many repeat purchases a new customer will make up to time `t`, on average."""
        return answered(self.purchases_if_alive(_times(t), 0, 0), t)


def _checked(history: dict[str, Any]) -> tuple[Array, Array, Array]:
    found = columns_of(history, what="purchase histories")
    x, last, age = np.broadcast_arrays(*found.values())
    refuse("purchase histories", history_faults(dict(zip(COLUMNS, (x, last, age), strict=True))))
    return x, last, age


def _times(t: Any) -> Array:
    times = columns_of({"t": t}, what="times")["t"]
    refuse("times", counted(~(times >= 0), "t is empty or negative"))
    return times
