from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.models import scores, scoring
from smartcom_kernel.models.cluster_names import names
from smartcom_kernel.models.clusters import ClusterResult
from smartcom_kernel.models.features import all_features
from smartcom_kernel.models.scales import Scale
from smartcom_kernel.models.store import ModelStore
from tests.metrics.bought import receipt
from tests.models.fitted import filled, fit_clusters
from tests.shop import Shop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def result(shop: Shop, folder: Path) -> ClusterResult:
    return fit_clusters(filled(shop), folder)


def test_the_three_habits_of_the_shop_are_found(result: ClusterResult) -> None:
    assert result.names() == {
        1: "Pay full price, come often", 2: "Large receipts, long pauses", 3: "Long gone, spend little",
    }  # fmt: skip
    assert result.names("ru")[1] == "Без скидок, ходят часто"
    assert result.card.chosen_by == "silhouette"
    assert set(result.card.tried) == set(range(2, 9))


def test_profiles_are_in_natural_units_beside_those_of_all(result: ClusterResult) -> None:
    table = result.profiles.set_index("cluster")
    assert table["customers"][0] == table["customers"][[1, 2, 3]].sum() == 400
    assert table["revenue_share"][[1, 2, 3]].sum() == pytest.approx(1)
    assert list(table["revenue_share"][[1, 2, 3]]) == sorted(table["revenue_share"][[1, 2, 3]], reverse=True)
    assert table["average_receipt"][2] > 1000 > table["average_receipt"][0]
    weighted = (table["visits"] * table["customers"])[[1, 2, 3]].sum() / 400
    assert weighted == pytest.approx(table["visits"][0])


def test_they_say_themselves_in_both_languages(result: ClusterResult, folder: Path) -> None:
    assert result.describe().startswith(
        "types: 3 clusters of 400 customers (k-means, their number has the best silhouette"
    )
    assert "“Pay full price, come often” 39%" in result.describe()
    assert "кластеров 3, клиентов 400" in result.describe("ru")
    assert "<th>average receipt</th>" in result._repr_html_()
    page = (folder / "types" / "card.md").read_text(encoding="utf-8")
    assert "| 1 | Pay full price, come often |" in page
    assert "## Limits" in page


def test_everybody_who_bought_has_the_number_of_a_cluster(shop: Shop, result: ClusterResult, folder: Path) -> None:
    tables = filled(shop, segments={})
    _, model = ModelStore(folder).load("types")
    report = scoring.score(model, tables, name="types", whole=True)
    sizes = {str(c.cluster): c.customers for c in result.card.clusters}
    assert report.counts == sizes
    assert sum(sizes.values()) == 400
    stored = tables.lake.arrow(scores.latest(filled(shop), "types")).to_pandas()
    assert set(stored["score"].astype(float)) == {1.0, 2.0, 3.0}


def test_the_same_name_gives_the_same_clusters(shop: Shop, result: ClusterResult, tmp_path: Path) -> None:
    again = fit_clusters(filled(shop), tmp_path)
    without_place = {"snapshot_id", "fingerprint", "file", "sha256"}
    assert again.card.model_dump(exclude=without_place) == result.card.model_dump(exclude=without_place)


def test_centres_from_some_customers_describe_all(shop: Shop, tmp_path: Path) -> None:
    result = fit_clusters(filled(shop), tmp_path, customers=150, k=3)
    assert result.card.customers == 400
    assert result.card.chosen_by == "hand"
    assert result.card.tried == {}


def test_a_mixture_chooses_by_bic(shop: Shop, tmp_path: Path) -> None:
    result = fit_clusters(filled(shop), tmp_path, method="mixture", features=["visits", "average_receipt"])
    assert result.card.chosen_by == "BIC"
    assert result.card.tried[len(result.card.clusters)] == min(result.card.tried.values())


def test_clusters_that_overlap_are_called_so(result: ClusterResult) -> None:
    vague = ClusterResult(result.card.model_copy(update={"silhouette": 0.2}))
    assert "the clusters overlap" in vague.describe()
    assert "перекрываются" in vague.describe("ru")
    assert result.warnings() == []


def test_what_is_asked_is_refused_with_every_fault_at_once(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        fit_clusters(filled(shop), tmp_path, name="My types", k=1, features=["city", "visits"], method="magic")
    said = str(caught.value)
    for part in ("name: 'My types' cannot", "'city' is a category", "  k: ", "  method: "):
        assert part in said


def test_a_handful_of_buyers_is_refused(shop: Shop, tmp_path: Path) -> None:
    rows = [receipt(f"c{n}", "2017-10-01") for n in range(99)]
    tables = shop.fill(customers=[{"customer_id": f"c{n}"} for n in range(120)], receipts=rows)
    with pytest.raises(SpecError, match="99 customers bought; clusters need at least 100"):
        fit_clusters(tables, tmp_path)


def test_customers_who_are_all_alike_are_refused(shop: Shop, tmp_path: Path) -> None:
    rows = [receipt(f"c{n}", "2017-10-01") for n in range(150)]
    tables = shop.fill(customers=[{"customer_id": f"c{n}"} for n in range(150)], receipts=rows)
    with pytest.raises(SpecError, match="k: customers differ in 1 way only in these features"):
        fit_clusters(tables, tmp_path)


def test_a_heavy_tail_is_eased_and_the_unknown_counts_as_the_median() -> None:
    chance = np.random.default_rng(1)
    matrix = np.column_stack([chance.lognormal(5, 2, 1000), chance.normal(0, 1, 1000), np.full(1000, 3.0)])
    matrix = matrix.astype(np.float32)
    matrix[0] = np.nan
    scale = Scale.learn(matrix)
    assert scale.logarithmic.tolist() == [True, False, False]
    scaled = scale.of(matrix)
    assert np.abs(scaled.mean(axis=0)).max() < 1e-6
    assert scaled[:, :2].std(axis=0) == pytest.approx([1, 1])
    assert (scaled[:, 2] == 0).all()


def test_names_come_from_the_most_telling_features_and_no_two_are_alike() -> None:
    every = all_features()
    some = [every[name] for name in ("visits", "revenue", "average_receipt", "age", "first_receipt_at")]
    found = names(
        [
            {"visits": 2.0, "revenue": 1.0, "average_receipt": 0.9, "age": 0.1},
            {"visits": 1.0, "revenue": 2.0, "average_receipt": -0.9, "age": 0.1},
            {"visits": 1.0, "revenue": 2.0, "average_receipt": 0.2, "age": 0.1},
            {"visits": 0.2, "age": -0.3},
            {"first_receipt_at": -3.0},
        ],
        some,
    )
    assert found == [
        "Come often, spend much", "Spend much, come often, small receipts", "Spend much, come often 2",
        "Like the average", "Low: first receipt",
    ]  # fmt: skip
