from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.models import scores, scoring
from smartcom_kernel.models.model_card import Fold, PropensityCard
from smartcom_kernel.models.propensity import PropensityResult
from smartcom_kernel.models.store import ModelStore
from tests.metrics.bought import receipt
from tests.models.fitted import filled, fit
from tests.shop import Rows, Shop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def result(shop: Shop, folder: Path) -> PropensityResult:
    return fit(filled(shop), folder, folds=2)


def test_it_learns_who_comes_weekly_and_who_has_stopped(result: PropensityResult) -> None:
    newest = result.folds.iloc[0]
    assert newest["auc"] > 0.85
    assert newest["lift_low"] > 1.3
    assert list(result.folds["cut"].dt.strftime("%Y-%m-%d")) == ["2017-12-02", "2017-11-02"]
    assert result.importance["feature"][0] == "days_since_last_receipt"


def test_it_says_what_it_foretells_and_how_well_in_both_languages(result: PropensityResult) -> None:
    assert result.describe().startswith(
        "will_buy: will buy within 30 days. Judged by the past (2 Dec 2017, 400 customers"
    )
    assert "купит в ближайшие 30 дней. Проверка" in result.describe("ru")
    assert "<th>lift of the top tenth</th>" in result._repr_html_()


def test_calibration_and_lift_are_of_the_newest_test(result: PropensityResult) -> None:
    assert result.calibration["customers"].sum() == result.folds["customers"][0]
    weighted = (result.calibration["actual"] * result.calibration["customers"]).sum()
    assert weighted == pytest.approx(result.folds["positives"][0])
    assert result.lift["captured"].iloc[-1] == pytest.approx(1)


def test_the_card_says_data_quality_use_limits_and_programs(result: PropensityResult, folder: Path) -> None:
    page = (folder / "will_buy" / "card.md").read_text(encoding="utf-8")
    for title in ("Data", "Quality in the past", "Calibration and lift", "Features", "Use", "Limits", "Made by"):
        assert f"## {title}" in page
    assert f"snapshot {result.card.snapshot_id} of the lake" in page
    assert "scikit-learn 1." in page
    assert "`days_since_last_receipt`" in page
    assert "## Пределы" in result.page("ru")


def test_the_card_is_read_again_as_it_was_written(result: PropensityResult, folder: Path) -> None:
    assert ModelStore(folder)["will_buy"] == result.card


def test_the_same_data_and_name_give_the_same_card_and_the_same_scores(
    shop: Shop, result: PropensityResult, folder: Path, tmp_path: Path
) -> None:
    tables = filled(shop)
    again = fit(tables, tmp_path, folds=2)
    without_place = {"snapshot_id", "fingerprint", "file", "sha256"}
    assert again.card.model_dump(exclude=without_place) == result.card.model_dump(exclude=without_place)
    one, other = (everybody(ModelStore(place), tables) for place in (folder, tmp_path))
    assert one == other


def everybody(store: ModelStore, tables: Any) -> dict[str, float]:
    _, model = store.load("will_buy")
    scoring.score(model, tables, name="will_buy", whole=False)
    now = copy(tables)
    now.snapshot_id = tables.lake.snapshot_id()  # the one the scores are in
    found = tables.lake.arrow(scores.latest(now, "will_buy").order_by("customer_id")).to_pandas()
    return dict(zip(found["customer_id"], found["score"].astype(float), strict=True))


def test_everybody_known_gets_a_probability_and_weekly_buyers_a_high_one(
    shop: Shop, result: PropensityResult, folder: Path
) -> None:
    tables = filled(shop)
    store = ModelStore(folder)
    _, model = store.load("will_buy")
    report = scoring.score(model, tables, name="will_buy", whole=False)
    found = tables.lake.arrow(scores.latest(filled(shop), "will_buy")).to_pandas()
    assert report.customers == len(found) == 400
    assert sum(report.counts.values()) == 400
    weekly = found["customer_id"].str[1:].astype(int) % 3 == 0
    score = found["score"].astype(float)
    assert score.between(0, 1).all()
    assert score[weekly].mean() > 0.8 > score[~weekly].mean()
    assert "gave scores to 400 customers as of 1 Jan 2018, 00:00 (" in report.describe()
    assert "на 1 января 2018, 00:00, клиентов: 400" in report.describe("ru")


@pytest.mark.torture
def test_batches_of_any_size_give_the_same_scores(
    shop: Shop, result: PropensityResult, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = filled(shop)
    whole = everybody(ModelStore(folder), tables)
    monkeypatch.setattr(scoring, "BATCH", 7)
    assert everybody(ModelStore(folder), tables) == whole


def test_churn_is_asked_of_those_who_bought_lately(shop: Shop, tmp_path: Path) -> None:
    result = fit(filled(shop), tmp_path, name="leaves", kind="churn", active_days=45, folds=1)
    assert result.card.question.describe() == "will not buy within 30 days, of those who bought in the last 45 days"
    newest = result.folds.iloc[0]
    assert newest["customers"] < 400
    assert 0.05 < newest["positives"] / newest["customers"] < 0.5
    assert newest["auc_low"] > 0.5


@pytest.mark.torture
def test_learning_from_some_customers_gives_scores_to_all(shop: Shop, tmp_path: Path) -> None:
    tables = filled(shop)
    result = fit(tables, tmp_path, folds=1, customers=250)
    assert result.card.learnt_from.customers == 250
    assert len(everybody(ModelStore(tmp_path), tables)) == 400


def test_only_the_features_that_are_asked_for_are_read(shop: Shop, tmp_path: Path) -> None:
    result = fit(filled(shop), tmp_path, folds=1, features=["visits", "age", "city"], without=["age"])
    assert [note.name for note in result.card.features] == ["visits", "city"]
    assert result.folds["auc_of_recency"].isna().all()


@pytest.mark.torture
def test_a_short_history_takes_fewer_tests_and_says_so(shop: Shop, tmp_path: Path) -> None:
    result = fit(filled(shop), tmp_path, within_days=60, folds=9)
    assert len(result.folds) == 3
    assert "the history is long enough for 3 of 9 tests" in result.warnings()
    assert "истории хватило на 3 из 9 проверок" in result.warnings("ru")


def test_what_is_asked_is_refused_with_every_fault_at_once(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        fit(filled(shop), tmp_path, name="../x", within_days=0, folds=True, features=["visit"], customers=3)
    said = str(caught.value)
    assert "name: '../x' cannot be a file name" in said
    assert "there is no feature called 'visit'; did you mean 'visits'?" in said
    for path in ("within_days", "folds", "customers"):
        assert f"  {path}: " in said


def test_a_period_longer_than_the_history_says_how_long_it_may_be(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(
        SpecError, match=r"within_days: 200 days need 800 days of history.*at most 9\d can be asked for"
    ):
        fit(filled(shop), tmp_path, within_days=200)


def test_a_moment_long_after_the_newest_purchase_is_refused(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="the newest purchase is of 28 Feb 2018, more than 30 days before 1 Jan 2026"):
        fit(filled(shop, as_of="2026-01-01"), tmp_path)


def test_a_shop_without_purchases_is_refused(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is no purchase up to 1 Jan 2018"):
        fit(shop.fill(customers=[{"customer_id": "a"}]), tmp_path)


def test_too_few_buyers_are_named_for_every_period(shop: Shop, tmp_path: Path) -> None:
    rows: Rows = [receipt("a", f"2017-{month:02}-15") for month in range(1, 13)]
    with pytest.raises(SpecError) as caught:
        fit(shop.fill(customers=[{"customer_id": "a"}], receipts=rows), tmp_path, folds=2)
    assert len(caught.value.faults) == 4
    assert "1 of 1 customers bought from 2 Dec 2017 to 1 Jan 2018; at least 30 who did and 30 who did not" in str(
        caught.value
    )


def test_one_answer_only_is_refused(shop: Shop, tmp_path: Path) -> None:
    """Everybody buys every week: nobody ever stops."""
    weeks = pd.date_range("2017-01-02", "2018-01-01", freq="7D", inclusive="left")
    rows = [receipt(f"c{n}", day.strftime("%Y-%m-%d")) for n in range(60) for day in weeks]
    with pytest.raises(SpecError, match="60 of 60 active customers bought"):
        fit(shop.fill(customers=[{"customer_id": f"c{n}"} for n in range(60)], receipts=rows), tmp_path, kind="churn")


def card(result: PropensityResult, **newest: Any) -> PropensityCard:
    folds = (Fold(**{**result.card.folds[0].model_dump(), **newest}), *result.card.folds[1:])
    return result.card.model_copy(update={"folds": folds})


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        ({"auc": 0.52, "auc_low": 0.48}, "the order is no better than chance"),
        ({"auc": 0.995}, "too good to be true"),
        ({"auc_of_recency": 0.99}, "sorting by the days since the last receipt alone does about as well (AUC 0.99)"),
        ({"predicted": 0.9}, "trust the order, not the probabilities"),
    ],
)
def test_what_speaks_against_a_model_is_said_plainly(
    result: PropensityResult, newest: dict[str, Any], said: str
) -> None:
    found = PropensityResult(card(result, **newest))
    assert said in found.describe()
    assert len(found.warnings("ru")) == len(found.warnings("en"))


def test_a_good_model_has_no_warnings_but_those_that_hold(result: PropensityResult) -> None:
    fine = {"auc_of_recency": 0.5, "predicted": result.card.folds[0].positives / result.card.folds[0].customers}
    assert PropensityResult(card(result, **fine)).warnings() == []


def test_probabilities_are_never_quite_sure(result: PropensityResult, folder: Path, shop: Shop) -> None:
    found = np.array(list(everybody(ModelStore(folder), filled(shop)).values()))
    assert found.min() >= 0.0001
    assert found.max() <= 0.9999
