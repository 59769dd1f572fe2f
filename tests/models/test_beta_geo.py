"""Published results of BG/NBD, to the printed digits.

Fader, Hardie, Lee (2005), Marketing Science 24(2), 275-284 (here FHL); the documentation of the R package BTYD; the
tests and the documentation of `lifetimes` 0.11.3; Hardie, note 027 on numerical stability.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.special import betaincinv, roots_legendre

from smartcom_kernel.models import BetaGeoFitter
from smartcom_kernel.models.beta_geo import log_likelihood
from smartcom_kernel.models.histories import Histories
from tests.models.cdnow import in_days, in_weeks


def made_of(r: float, alpha: float, a: float, b: float) -> BetaGeoFitter:
    fitter = BetaGeoFitter()
    fitter.params_ = pd.Series({"r": r, "alpha": alpha, "a": a, "b": b})
    return fitter


@pytest.fixture(scope="module")
def cdnow() -> BetaGeoFitter:
    weeks = in_weeks()
    return BetaGeoFitter().fit(weeks["x"], weeks["t_x"], weeks["T"])


FHL = made_of(0.243, 4.414, 0.793, 2.426)


def test_cdnow_has_the_published_parameters(cdnow: BetaGeoFitter) -> None:
    """FHL table 2: r .243, alpha 4.414, a .793, b 2.426, LL -9582.4; lifetimes prints eight digits."""
    assert cdnow.params_.round(3).to_dict() == {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert cdnow.params_.to_numpy() == pytest.approx([0.24259293, 4.41353171, 0.79288589, 2.42575257], rel=5e-7)
    assert round(cdnow.log_likelihood_, 6) == -9582.425561
    assert cdnow.converged_


def test_standard_errors_and_intervals_are_those_lifetimes_documents(cdnow: BetaGeoFitter) -> None:
    """`bgf.summary` in the documentation of lifetimes."""
    printed = [
        [0.242593, 0.012557, 0.217981, 0.267205],
        [4.413532, 0.378221, 3.672218, 5.154845],
        [0.792886, 0.185719, 0.428877, 1.156895],
        [2.425752, 0.705345, 1.043276, 3.808229],
    ]
    assert list(cdnow.summary.columns) == ["coef", "se(coef)", "lower 95% bound", "upper 95% bound"]
    assert cdnow.summary.to_numpy() == pytest.approx(np.array(printed), abs=2e-6)


def test_days_instead_of_rounded_weeks_shift_the_fifth_digit() -> None:
    days = in_days()
    fitted = BetaGeoFitter().fit(days["x"], days["t_x"] / 7, days["T"] / 7)
    assert fitted.params_.to_numpy() == pytest.approx([0.24259452, 4.41360179, 0.79292194, 2.42590671], rel=5e-7)
    assert round(fitted.log_likelihood_, 6) == -9582.429207


def test_expected_purchases_of_a_new_customer(cdnow: BetaGeoFitter) -> None:
    """BTYD: .0078 .0532 .1506 1.0405 1.0437 1.8576.

    The last is the sum of 150 terms of a series; all of its terms give 1.8580, as does the mean of P(X(t) = n).
    """
    expected = cdnow.expected_number_of_purchases_up_to_time(np.array([0.1429, 1, 3, 31.8571, 32, 78]))
    assert expected.round(4).tolist() == [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8580]
    n = np.arange(4000)
    assert cdnow.probability_of_n_purchases_up_to_time(78, n) @ n == pytest.approx(expected[-1], rel=1e-9)


def test_expected_purchases_of_a_known_customer(cdnow: BetaGeoFitter) -> None:
    """FHL section 5: E(Y(39) | x = 2, t_x = 30.43, T = 38.86) = 1.226."""
    for fitter in (FHL, cdnow):
        expected = fitter.conditional_expected_number_of_purchases_up_to_time(39, 2, 30.43, 38.86)
        assert round(expected, 3) == 1.226
    assert round(expected, 5) == 1.22591


def test_probability_alive(cdnow: BetaGeoFitter) -> None:
    """BTYD, `bgnbd.PAlive`."""
    assert round(cdnow.conditional_probability_alive(2, 30.43, 38.86), 5) == 0.72661
    assert round(cdnow.conditional_probability_alive(1, 0.86, 38.86), 5) == 0.18284


def test_probability_of_n_purchases() -> None:
    """BTYD, `bgnbd.pmf`."""
    assert FHL.probability_of_n_purchases_up_to_time(2, 10) == pytest.approx(1.07869e-07, rel=5e-6)
    assert FHL.probability_of_n_purchases_up_to_time(39, 0) == pytest.approx(0.5737864, abs=5e-8)
    printed = [
        0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638, 0.0005517902, 0.0004361913, 0.0003467171,
        0.0002769613, 0.0002222260,
    ]  # fmt: skip
    assert FHL.probability_of_n_purchases_up_to_time(30, np.arange(11, 21)).round(10).tolist() == printed


def test_expected_histogram_of_repeat_purchases(cdnow: BetaGeoFitter) -> None:
    """BTYD: how many of 2,357 customers buy 0, 1, ... 6 times, and 7 times or more."""
    ages, customers = np.unique(in_weeks()["T"], return_counts=True)
    expected = customers @ cdnow.probability_of_n_purchases_up_to_time(ages[:, None], np.arange(7))
    counts = [*expected, 2357 - expected.sum()]
    assert np.round(counts, 2).tolist() == [1407.68, 460.32, 192.46, 101.16, 59.85, 38.12, 25.55, 71.85]


@pytest.mark.parametrize(("x", "t_x", "printed"), [(0, 0, -0.59947382), (200, 38, 100.7957)])
def test_likelihood_of_extreme_customers_is_finite(x: int, t_x: int, printed: float) -> None:
    """Hardie, note 027, with r .25, alpha 4, a .8, b 2.5 and T 40; of 200 purchases the tests of PyMC-Marketing."""
    value, gradient = log_likelihood(np.array([0.25, 4, 0.8, 2.5]), Histories.of([x], [t_x], [40]))
    assert value == pytest.approx(printed, abs=5e-5 if x else 5e-9)
    assert np.isfinite(gradient).all()


def test_thousands_of_purchases_do_not_overflow() -> None:
    expected = FHL.conditional_expected_number_of_purchases_up_to_time(52, [5000, 5000], [50, 1], [52, 52])
    alive = FHL.conditional_probability_alive([5000, 5000], [50, 1], [52, 52])
    assert np.isfinite(expected).all()
    assert expected[1] == pytest.approx(0, abs=1e-12)
    assert 0 <= alive[1] < 1e-12
    assert np.isfinite(FHL.probability_of_n_purchases_up_to_time(1e6, np.array([0, 1e4, 1e6]))).all()


def test_the_gradient_is_the_slope_of_the_likelihood() -> None:
    histories = Histories.of([0, 1, 3, 12], [0, 4, 9, 30], [20, 20, 31, 31], [5, 1, 2, 1])
    at = np.array([0.6, 7.0, 0.9, 2.1])
    step = 1e-6 * np.eye(4)
    slope = [(log_likelihood(at + s, histories)[0] - log_likelihood(at - s, histories)[0]) / 2e-6 for s in step]
    assert log_likelihood(at, histories)[1] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize(("a", "b"), [(1.0, 2.5), (1 + 1e-7, 2.5), (1 - 1e-12, 2.5), (0.5, 0.5), (0.25, 0.75 + 1e-9)])
def test_formulas_go_through_their_poles(a: float, b: float) -> None:
    """At a = 1 and at a + b = 1 they divide by zero; the mean of P(X(t) = n) does not."""
    fitter, n = made_of(0.5, 5, a, b), np.arange(10_000)
    chances = fitter.probability_of_n_purchases_up_to_time(30, n)
    assert fitter.expected_number_of_purchases_up_to_time(30) == pytest.approx(chances @ n, rel=1e-6)


@pytest.mark.parametrize("x", [0, 20, 102, 150, 300, 3000])
@pytest.mark.parametrize("ab", [(0.5, 2.0), (0.8, 0.7), (3.0, 9.0), (400.0, 900.0)])
@pytest.mark.parametrize("t", [10, 3650])
def test_expected_purchases_are_the_mean_over_chances_of_leaving(x: int, ab: tuple[float, float], t: float) -> None:
    """Of a customer alive with chance p of leaving: (1 - E exp(-rate p t)) / p, over the beta distribution of p.

    Where scipy's 2F1 overflows or loses digits (x > 100, long horizons) as anywhere.
    """
    a, b = ab
    fitter, age = made_of(0.6, 12, a, b), 60
    nodes, weights = roots_legendre(1000)
    left = betaincinv(a, b + x, (nodes + 1) / 2)  # quantiles: the mean over p is the mean over them
    stays = np.exp(-(0.6 + x) * np.log1p(left * t / (12 + age)))
    expected = fitter.purchases_if_alive(t, x, age)
    assert expected == pytest.approx(float((1 - stays) / left @ weights / 2), rel=1e-5)


positive = st.floats(0.05, 20)


@example(params=(1.0, 1.0, 0.99999, 1.0), x=0, age=1.0, share=0.0, silence=0.0)  # a step away from the pole at a = 1
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
    assert 0 <= later <= now <= 1
    expected = fitter.conditional_expected_number_of_purchases_up_to_time(np.array([0, 1, 30]), x, last, age)
    assert expected[0] == pytest.approx(0, abs=1e-9)
    assert -1e-9 <= expected[1] <= expected[2] + 1e-9
    chances = fitter.probability_of_n_purchases_up_to_time(age, np.arange(50))
    assert (chances >= 0).all()
    assert chances.sum() <= 1 + 1e-9
