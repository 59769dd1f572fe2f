"""Published results of Pareto/NBD, to the printed digits.

Fader, Hardie, Lee (2005), Marketing Science 24(2), table 2 (FHL); the documentation of the R package BTYD.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln

from smartcom_kernel.models import ParetoNBDFitter
from smartcom_kernel.models.histories import Histories
from tests.models.cdnow import in_weeks


def made_of(r: float, alpha: float, s: float, beta: float) -> ParetoNBDFitter:
    fitter = ParetoNBDFitter()
    fitter.params_ = pd.Series({"r": r, "alpha": alpha, "s": s, "beta": beta})
    return fitter


BTYD = made_of(0.55, 10.56, 0.61, 11.64)


@pytest.fixture(scope="module")
def cdnow() -> ParetoNBDFitter:
    weeks = in_weeks()
    return ParetoNBDFitter().fit(weeks["x"], weeks["t_x"], weeks["T"])


def test_cdnow_has_the_published_parameters(cdnow: ParetoNBDFitter) -> None:
    """FHL table 2: r .553, alpha 10.578, s .606, beta 11.669, LL -9595.0; at the greatest likelihood beta is 11.668."""
    assert cdnow.params_.round(3).to_dict() == {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.668}
    assert cdnow.params_.to_numpy() == pytest.approx([0.55328, 10.57761, 0.60621, 11.66791], abs=6e-6)
    assert round(cdnow.log_likelihood_, 3) == -9594.974
    assert cdnow.converged_


def test_expected_purchases_of_a_new_customer() -> None:
    """BTYD, `pnbd.Expectation`."""
    expected = BTYD.expected_number_of_purchases_up_to_time(np.array([1, 2, 9]))
    assert expected.round(8).tolist() == [0.05077821, 0.09916088, 0.38909211]


def test_expected_purchases_of_a_known_customer(cdnow: ParetoNBDFitter) -> None:
    """BTYD, `pnbd.ConditionalExpectedTransactions`: x = 26, t_x = 30.86, T = 31, 52 weeks ahead."""
    assert round(cdnow.conditional_expected_number_of_purchases_up_to_time(52, 26, 30.86, 31), 2) == 25.46


@pytest.mark.parametrize("params", [(0.55, 10.56, 0.61, 11.64), (0.55, 11.64, 0.61, 10.56), (2.0, 5.0, 1.0, 5.0)])
@pytest.mark.parametrize(("x", "t_x", "age"), [(0, 0, 40), (3, 10, 40), (3, 40, 40), (40, 5, 40)])
def test_the_likelihood_is_the_integral_over_the_moment_of_leaving(
    params: tuple[float, ...], x: int, t_x: float, age: float
) -> None:
    r, alpha, s, beta = params
    unseen, _ = quad(lambda z: s * (alpha + z) ** -(r + x) * (beta + z) ** -(s + 1), t_x, age, epsabs=0, epsrel=1e-12)
    alive = (alpha + age) ** -(r + x) * (beta + age) ** -s
    expected = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.log(alive + unseen)
    value, _ = ParetoNBDFitter().objective(Histories.of([x], [t_x], [age]))(np.log(params))
    assert value == pytest.approx(expected, rel=1e-10)
    assert made_of(*params).conditional_probability_alive(x, t_x, age) == pytest.approx(
        alive / (alive + unseen), rel=1e-9
    )


def test_the_gradient_is_the_slope_of_the_likelihood() -> None:
    mean = ParetoNBDFitter().objective(Histories.of([0, 1, 3, 12], [0, 4, 31, 30], [20, 20, 31, 31], [5, 1, 2, 1]))
    at, step = np.log([0.6, 7.0, 0.9, 12.1]), 1e-5 * np.eye(4)
    slope = [(mean(at + s)[0] - mean(at - s)[0]) / 2e-5 for s in step]
    assert mean(at)[1] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("t", [0.5, 30, 1000])
def test_chances_of_all_counts_add_up_and_have_the_expected_mean(t: float) -> None:
    n = np.arange(20_000)
    chances = BTYD.probability_of_n_purchases_up_to_time(t, n)
    assert chances.sum() == pytest.approx(1, rel=1e-9)
    assert chances @ n == pytest.approx(BTYD.expected_number_of_purchases_up_to_time(t), rel=1e-6)


def test_extreme_customers_do_not_overflow() -> None:
    x, last, age = [5000, 5000, 0], [50, 1, 0], [52, 52, 5000]
    expected = BTYD.conditional_expected_number_of_purchases_up_to_time(52, x, last, age)
    assert np.isfinite(expected).all()
    assert expected[1] == pytest.approx(0, abs=1e-12)
    value, gradient = ParetoNBDFitter().objective(Histories.of(x, last, age))(np.log([0.5, 300, 0.6, 0.01]))
    assert np.isfinite([value, *gradient]).all()


positive = st.floats(0.05, 20)


@settings(deadline=None)
@given(
    params=st.tuples(positive, positive, positive, positive),
    x=st.integers(0, 300),
    age=st.floats(0.5, 500),
    share=st.floats(0, 1),
    silence=st.floats(0, 100),
)
def test_probabilities_are_probabilities_and_fall_with_silence(
    params: Any, x: int, age: float, share: float, silence: float
) -> None:
    fitter = made_of(*params)
    last = age * share if x else 0.0
    now = fitter.conditional_probability_alive(x, last, age)
    later = fitter.conditional_probability_alive(x, last, age + silence)
    assert 0 <= later <= now + 1e-9 <= 1 + 1e-9
    expected = fitter.conditional_expected_number_of_purchases_up_to_time(np.array([0, 1, 30]), x, last, age)
    assert expected[0] == 0
    assert 0 <= expected[1] <= expected[2]
