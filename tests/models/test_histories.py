from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.models import BetaGeoFitter, ParetoNBDFitter
from smartcom_kernel.models.histories import Histories
from smartcom_kernel.models.purchases import PurchaseFitter
from tests.models.cdnow import in_days

BOTH = pytest.mark.parametrize("fitter", [BetaGeoFitter, ParetoNBDFitter])


def test_equal_histories_become_one_with_their_number() -> None:
    found = Histories.of([1, 0, 1, 0], [5, 0, 5, 0], [9, 9, 9, 4], [1, 2, 3, 4])
    rows = sorted(zip(found.frequency, found.recency, found.T, found.weights, strict=True))
    assert rows == [(0, 0, 4, 4), (0, 0, 9, 2), (1, 5, 9, 4)]
    assert found.customers == 10


def test_a_row_that_stands_for_nobody_is_left_out() -> None:
    assert len(Histories.of([1, 0], [5, 0], [9, 9], [1, 0])) == 1


def test_a_sample_holds_each_history_in_proportion() -> None:
    sample = Histories.of([0, 1, 2], [0, 1, 2], [9, 9, 9], [50_000, 30_000, 20_000]).sample(1000)
    assert sample.weights.tolist() == [500, 300, 200]


@BOTH
def test_weights_are_repetition(fitter: type[PurchaseFitter]) -> None:
    days = in_days()
    whole = fitter().fit(days["x"], days["t_x"], days["T"])
    grouped = days.groupby(["x", "t_x", "T"]).size().reset_index(name="n")
    weighted = fitter().fit(grouped["x"], grouped["t_x"], grouped["T"], grouped["n"])
    doubled = fitter().fit(grouped["x"], grouped["t_x"], grouped["T"], grouped["n"] * 2)
    assert weighted.params_.to_list() == whole.params_.to_list()
    assert doubled.params_.to_numpy() == pytest.approx(whole.params_.to_numpy(), rel=1e-6)
    assert doubled.log_likelihood_ == pytest.approx(2 * whole.log_likelihood_, rel=1e-12)
    assert doubled.summary["se(coef)"].to_numpy() * 2**0.5 == pytest.approx(
        whole.summary["se(coef)"].to_numpy(), rel=1e-5
    )


@BOTH
def test_the_order_of_rows_does_not_matter(fitter: type[PurchaseFitter]) -> None:
    days = in_days()
    shuffled = days.sample(frac=1, random_state=1)
    fitted = [fitter().fit(rows["x"], rows["t_x"], rows["T"]).params_.to_list() for rows in (days, shuffled)]
    assert fitted[0] == fitted[1]


@BOTH
def test_the_unit_of_time_does_not_matter(fitter: type[PurchaseFitter]) -> None:
    days = in_days()
    in_hours = fitter().fit(days["x"], days["t_x"] * 24, days["T"] * 24)
    whole = fitter().fit(days["x"], days["t_x"], days["T"])
    scale = [24 if name in ("alpha", "beta") else 1 for name in whole.names]
    assert in_hours.params_.to_numpy() == pytest.approx(whole.params_.to_numpy() * scale, rel=1e-6)


@BOTH
def test_more_customers_than_a_guess_is_made_from_come_to_the_same(fitter: type[PurchaseFitter]) -> None:
    days = in_days()
    many = pd.concat([days] * 20)
    fitted, whole = (fitter().fit(rows["x"], rows["t_x"], rows["T"]) for rows in (many, days))
    assert fitted.converged_
    assert fitted.params_.to_numpy() == pytest.approx(whole.params_.to_numpy(), rel=1e-6)


def test_faulty_histories_are_refused_with_all_their_faults() -> None:
    with pytest.raises(DataError) as caught:
        Histories.of([1, -1, 1.5, np.nan, 0, 2], [5, 0, 1, 1, 3, 9], [4, 9, 9, 9, 9, np.inf])
    assert str(caught.value) == (
        "purchase histories: frequency is empty in 1 row; T is empty in 1 row; frequency is negative in 1 row; "
        "frequency is not a whole number in 1 row; recency is greater than T in 1 row; "
        "recency is not 0 although frequency is in 1 row"
    )


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (([1, 2], [1], [3, 3]), "the columns are not equally long: frequency 2, recency 1, T 2, weights 2"),
        (([], [], []), "there are no customers"),
        ((["many"], [1], [3]), "frequency holds something that is not a number"),
        (([1], [1], [3], [-1]), "the weight is empty or negative in 1 row"),
        (([1], [1], [3], [0]), "there are no customers"),
        (([1], [-1], [3]), "recency is negative in 1 row"),
    ],
)
def test_each_fault_has_its_sentence(columns: tuple[list[float], ...], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        Histories.of(*columns)


@BOTH
def test_where_nobody_has_bought_again_there_is_nothing_to_fit(fitter: type[PurchaseFitter]) -> None:
    with pytest.raises(DataError, match="nobody has bought again"):
        fitter().fit([0, 0, 0], [0, 0, 0], [10, 20, 30])


@BOTH
def test_one_customer_gives_an_answer_that_says_it_means_little(fitter: type[PurchaseFitter]) -> None:
    fitted = fitter().fit([3], [20], [30])
    assert not fitted.converged_
    assert fitted.summary["se(coef)"].isna().all()
    assert 0 <= fitted.conditional_probability_alive(3, 20, 30) <= 1


@BOTH
def test_predictions_refuse_what_cannot_be_a_history(fitter: type[PurchaseFitter]) -> None:
    fitted = fitter()
    fitted.params_ = pd.Series(dict.fromkeys(fitted.names, 1.5))
    with pytest.raises(DataError, match="recency is greater than T in 1 row"):
        fitted.conditional_probability_alive([1, 1], [9, 2], [3, 3])
    with pytest.raises(DataError, match="t is empty or negative in 1 row"):
        fitted.expected_number_of_purchases_up_to_time(-1)
    with pytest.raises(DataError, match="is not fitted"):
        fitter().expected_number_of_purchases_up_to_time(1)


@BOTH
def test_answers_have_the_form_of_the_question(fitter: type[PurchaseFitter]) -> None:
    fitted = fitter()
    fitted.params_ = pd.Series(dict.fromkeys(fitted.names, 1.5))
    column = pd.Series([1, 2], index=["anna", "boris"])
    assert isinstance(fitted.conditional_probability_alive(1, 1, 2), float)
    assert list(fitted.conditional_probability_alive(column, 1, 2).index) == ["anna", "boris"]
    assert fitted.conditional_expected_number_of_purchases_up_to_time(5, [1, 2], 1, 2).shape == (2,)
    assert "not fitted" in repr(fitter())
    assert "r=1.5" in repr(fitted)
