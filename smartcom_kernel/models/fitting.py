"""Fitting by maximum likelihood: parameters above zero, searched on the scale of their logarithms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.models.histories import Array

Objective = Callable[[Array], tuple[float, Array]]
"""From the logarithms of the parameters to the mean log-likelihood and its gradient."""
FAR = 10.0
"""How far a logarithm may move from where it starts: by then a parameter is worth nothing, or everything."""
IN_95_PERCENT = 1.96
"""As `lifetimes` rounds it, so that its published intervals come out."""


@dataclass(frozen=True)
class Optimum:
    """Where a likelihood is greatest.

    Args:
        log_params: Logarithms of the parameters.
        value: The mean log-likelihood there.
        hessian: Of its negative, with respect to the logarithms.
        converged: Whether it is a maximum, and inside the bounds.
    """

    log_params: Array
    value: float
    hessian: Array
    converged: bool


def maximum(objective: Objective, start: Array, guessed: Optimum | None = None) -> Optimum:
    """Climb by L-BFGS, then by Newton's steps, which bring the last digits.

    Args:
        objective: What to make as great as possible.
        start: Logarithms of the parameters to begin with.
        guessed: The maximum of a sample. Its curvature leads most of the way, at one evaluation per step.
    """
    found = None if guessed is None else _newton(objective, guessed.log_params, guessed.hessian, steps=12)
    found = _climb(objective, start) if found is None else found
    curved = hessian(objective, found)
    regular = bool(np.isfinite(curved).all() and np.linalg.eigvalsh(curved).min() > 1e-10)
    nearer = _newton(objective, found, curved, steps=3) if regular else None
    found = found if nearer is None else nearer
    value, gradient = objective(found)
    inside = bool((np.abs(found - start) < 0.99 * FAR).all())
    return Optimum(found, value, curved, regular and inside and bool(np.abs(gradient).max() < 1e-6))


def _climb(objective: Objective, start: Array) -> Array:
    edges = [(at - FAR, at + FAR) for at in start]
    found = minimize(
        lambda at: tuple(-part for part in objective(at)), start, jac=True, method="L-BFGS-B", bounds=edges,
        options={"ftol": 1e-13, "gtol": 1e-6, "maxiter": 500},
    )  # fmt: skip
    return np.asarray(found.x)


def _newton(objective: Objective, at: Array, curved: Array, *, steps: int) -> Array | None:
    """Steps with one curvature for all; None where they lead away."""
    for _ in range(steps):
        step = np.linalg.solve(curved, objective(at)[1])
        if not np.abs(step).max() < 0.5:
            return None
        at = at + step
        if np.abs(step).max() < 1e-9:
            break
    return at


def hessian(objective: Objective, at: Array) -> Array:
    """Second derivatives of the negative, by central differences of the gradient."""
    steps = 1e-3 * np.eye(len(at))
    rows = np.array([(objective(at - step)[1] - objective(at + step)[1]) / 2e-3 for step in steps])
    return (rows + rows.T) / 2


class Fitter:
    """What every fitted model has; the attributes are there once it is fitted.

    Attributes:
        params_: The parameters by name. They may also be set, for a model that was fitted elsewhere.
        variance_matrix_: Variances and covariances of the parameters, from the curvature of the likelihood.
        log_likelihood_: The greatest log-likelihood, of all customers together.
        converged_: Whether a maximum was found; where not, the parameters are the best seen, and mean little.
    """

    title: ClassVar[str]
    """What people call the model."""
    names: ClassVar[tuple[str, ...]]
    params_: pd.Series[float]
    variance_matrix_: pd.DataFrame
    log_likelihood_: float
    converged_: bool

    @property
    def summary(self) -> pd.DataFrame:
        """Each parameter with its standard error and the bounds of its 95 % interval."""
        coef, names = self.params_, list(self.names)
        error = pd.Series(np.sqrt(np.diag(self.variance_matrix_)), index=names)
        return pd.DataFrame(
            {
                "coef": coef,
                "se(coef)": error,
                "lower 95% bound": coef - IN_95_PERCENT * error,
                "upper 95% bound": coef + IN_95_PERCENT * error,
            },
            index=names,
        )

    def _keep(self, found: Optimum, customers: float) -> None:
        params = np.exp(found.log_params)
        names = list(self.names)
        self.params_ = pd.Series(params, index=names)
        unknown = np.full_like(found.hessian, np.nan)
        inverse = np.linalg.inv(found.hessian) if found.converged else unknown
        self.variance_matrix_ = pd.DataFrame(np.outer(params, params) * inverse / customers, names, names)
        self.log_likelihood_ = found.value * customers
        self.converged_ = found.converged

    def _params(self) -> list[float]:
        if not hasattr(self, "params_"):
            raise DataError(f"{type(self).__name__} is not fitted: call fit(…) first")
        return [float(self.params_[name]) for name in self.names]

    def __repr__(self) -> str:
        known = ", ".join(f"{n}={v:.4g}" for n, v in self.params_.items()) if hasattr(self, "params_") else "not fitted"
        return f"<{type(self).__name__} {known}>"


def answered(values: Array, like: Any) -> Any:
    """Values as the caller gave his: a series with its index, a number for a number."""
    if isinstance(like, pd.Series):
        return pd.Series(values, index=like.index)
    return float(values) if np.ndim(values) == 0 else values
