"""Published results of Gamma-Gamma, to the printed digits: Fader and Hardie (2013), note 025; `lifetimes` 0.11.3."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.models import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter
from smartcom_kernel.models.assumptions import correlation
from tests.models.cdnow import in_days, in_weeks


@pytest.fixture(scope="module")
def cdnow() -> GammaGammaFitter:
    repeaters = in_weeks().query("x > 0")
    return GammaGammaFitter().fit(repeaters["x"], repeaters["zbar"])


def test_cdnow_has_the_published_parameters(cdnow: GammaGammaFitter) -> None:
    """Note 025: p 6.25, q 3.74, v 15.44; from averages that are rounded to cents first, v is 15.45."""
    repeaters = in_days().query("x > 0")
    exact = GammaGammaFitter().fit(repeaters["x"], repeaters["zbar"])
    assert exact.params_.round(2).to_dict() == {"p": 6.25, "q": 3.74, "v": 15.44}
    assert cdnow.params_.to_numpy() == pytest.approx([6.24880, 3.74459, 15.44775], abs=6e-6)
    assert round(cdnow.log_likelihood_, 4) == -4055.9232
    assert cdnow.converged_


def test_expected_average_of_the_first_ten_customers(cdnow: GammaGammaFitter) -> None:
    weeks = in_weeks()
    averages = cdnow.conditional_expected_average_profit(weeks["x"], weeks["zbar"])
    printed = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert averages.head(10).to_numpy() == pytest.approx(printed, abs=0.011)
    assert list(averages.index) == list(weeks.index)
    assert round(cdnow.conditional_expected_average_profit(0, 0), 3) == 35.171


def test_frequency_and_value_of_cdnow_are_hardly_correlated() -> None:
    """Note 025: the mean of averages is 35.08, the correlation .11."""
    repeaters = in_weeks().query("x > 0")
    x, m = repeaters["x"].to_numpy("float64"), repeaters["zbar"].to_numpy()
    assert round(m.mean(), 4) == 35.0786
    assert round(correlation(x, m, np.ones(len(x))), 4) == 0.1139


def test_lifetime_value_is_that_of_lifetimes(cdnow: GammaGammaFitter) -> None:
    """The documentation of lifetimes: 12 months, 1 % a month. It says `freq="D"` of weeks; so does this test."""
    weeks = in_weeks()
    buying = BetaGeoFitter().fit(weeks["x"], weeks["t_x"], weeks["T"])
    value = cdnow.customer_lifetime_value(buying, weeks["x"], weeks["t_x"], weeks["T"], weeks["zbar"])
    printed = [140.096211, 18.943467, 38.180574, 38.180574, 38.180574, 1003.868107, 28.109683, 38.180574, 167.418216]
    assert value.head(9).to_numpy() == pytest.approx(printed, rel=1e-7)
    assert value.name == "clv"


def test_any_model_of_buying_will_do_and_the_unit_of_time_matters(cdnow: GammaGammaFitter) -> None:
    weeks = in_weeks()
    buying = ParetoNBDFitter().fit(weeks["x"], weeks["t_x"], weeks["T"])
    plain = cdnow.customer_lifetime_value(buying, 2, 30.43, 38.86, 22.35, time=12, discount_rate=0, freq="W")
    upto = buying.conditional_expected_number_of_purchases_up_to_time(12 * 4.345, 2, 30.43, 38.86)
    assert plain == pytest.approx(upto * cdnow.conditional_expected_average_profit(2, 22.35))
    with pytest.raises(SpecError, match=r"freq: is one of W, M, D, H, not 'Y'"):
        cdnow.customer_lifetime_value(buying, 2, 30.43, 38.86, 22.35, freq="Y")  # type: ignore[arg-type]


def test_weights_are_repetition() -> None:
    repeaters = in_weeks().query("x > 0").head(50)
    x, m, n = repeaters["x"].to_numpy(), repeaters["zbar"].to_numpy(), np.arange(50) % 5 + 1
    weighted = GammaGammaFitter().fit(x, m, n)
    repeated = GammaGammaFitter().fit(np.repeat(x, n), np.repeat(m, n))
    assert weighted.params_.to_numpy() == pytest.approx(repeated.params_.to_numpy(), rel=1e-6)
    assert weighted.log_likelihood_ == pytest.approx(repeated.log_likelihood_)
    assert weighted.variance_matrix_.to_numpy() == pytest.approx(repeated.variance_matrix_.to_numpy(), rel=1e-4)


def test_the_currency_does_not_matter(cdnow: GammaGammaFitter) -> None:
    repeaters = in_weeks().query("x > 0")
    dear = GammaGammaFitter().fit(repeaters["x"], repeaters["zbar"] * 1000)
    assert dear.params_.to_numpy() == pytest.approx(cdnow.params_.to_numpy() * [1, 1, 1000], rel=1e-6)


def test_faulty_columns_are_refused_with_all_their_faults() -> None:
    with pytest.raises(DataError) as caught:
        GammaGammaFitter().fit([0, 1.5, 2, 3], [10, 10, 0, np.nan], [1, 1, 1, -1])
    assert str(caught.value) == (
        "average values: frequency is not a whole number of at least 1 in 2 rows; "
        "monetary_value is not above 0 in 2 rows; the weight is empty or negative in 1 row"
    )
    with pytest.raises(DataError, match="not equally long: frequency 2, monetary_value 1"):
        GammaGammaFitter().fit([1, 2], [3])
    with pytest.raises(DataError, match="there are no customers"):
        GammaGammaFitter().fit([], [])
    with pytest.raises(DataError, match="GammaGammaFitter is not fitted"):
        GammaGammaFitter().conditional_expected_average_profit(1, 2)


def test_one_customer_gives_an_answer_that_says_it_means_little() -> None:
    fitted = GammaGammaFitter().fit([3], [20.0])
    assert not fitted.converged_
    assert fitted.summary["se(coef)"].isna().all()
    assert isinstance(fitted.params_, pd.Series)
