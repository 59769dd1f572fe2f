from __future__ import annotations

import pandas as pd

from smartcom_kernel.figures.models import calibration, cluster_profiles, importance, lift
from smartcom_kernel.models.clusters import ClusterResult
from smartcom_kernel.models.model_card import ClusterCard, ClusterNote, FeatureNote

GROUPS = pd.DataFrame(
    {
        "group": [1, 2], "customers": [1200, 1200], "predicted": [0.8, 0.2], "actual": [0.75, 0.25],
        "low": [0.7, 0.2], "high": [0.8, 0.3], "lift": [1.5, 0.5], "captured": [0.75, 1.0],
    }
)  # fmt: skip


def note(cluster: int, name: str, visits: float | None) -> ClusterNote:
    return ClusterNote(
        cluster=cluster, name_en=name, name_ru=name, customers=10, share=0.5, revenue_share=0.5,
        centre={"visits": visits, "discount_share": 0.1}, distance={"visits": 1.5, "discount_share": -0.4},
    )  # fmt: skip


CARD = ClusterCard(
    name="types", as_of="2018-01-01T00:00:00Z", zone="UTC", snapshot_id=1, most_customers=100, versions={},
    fingerprint="", method="kmeans", chosen_by="hand", tried={}, silhouette=0.5, customers=20,
    features=(
        FeatureNote(name="visits", en="visits", ru="визиты"),
        FeatureNote(name="discount_share", en="share of discounts", ru="доля скидок", unit="share"),
    ),
    base={"visits": 7.0, "discount_share": 0.1},
    clusters=(note(1, "Come <often>", 12.345), note(2, "Others", None)),
)  # fmt: skip


def test_calibration_has_a_point_per_group_with_its_interval() -> None:
    line, points = calibration(GROUPS).data
    assert list(line.x) == list(line.y)
    assert list(points.x) == [0.8, 0.2]
    assert list(points.y) == [0.75, 0.25]
    assert [round(v, 2) for v in points.error_y.array] == [0.05, 0.05]
    assert "75.0%</b> (70.0%–80.0%)<br>1,200 customers" in points.customdata[0]
    assert calibration(GROUPS, lang="ru").layout.xaxis.title.text == "предсказано"


def test_lift_has_a_bar_per_group_and_the_line_of_all() -> None:
    drawn = lift(GROUPS)
    assert list(drawn.data[0].y) == [1.5, 0.5]
    assert drawn.layout.shapes[0].y0 == drawn.layout.shapes[0].y1 == 1
    assert lift(GROUPS, lang="ru").data[0].text[0] == "1,5"


def test_importance_shows_only_what_the_model_is_worse_without() -> None:
    table = pd.DataFrame(
        {"en": ["visits", "a <b>", "age"], "ru": ["визиты", "б", "в"], "importance": [0.1, 0.05, -0.01]}
    )
    assert list(importance(table).data[0].y) == ["visits", "a &lt;b&gt;"]
    assert list(importance(table, lang="ru").data[0].y) == ["визиты", "б"]
    assert importance(table[2:]).layout.annotations[0].text == "The model is no worse without any single feature"


def test_profiles_show_means_in_their_unit_and_colour_the_distance() -> None:
    heat = cluster_profiles(ClusterResult(CARD)).data[0]
    assert list(heat.text[0]) == ["12.3", "10.0%"]
    assert heat.text[1][0] == "–"
    assert heat.z[0][0] == 1.5
    assert heat.y[0] == "<b>Come &lt;often&gt;</b><br>50% of customers, 50% of the revenue"
    subtitle = cluster_profiles(ClusterResult(CARD)).layout.title.subtitle.text
    assert subtitle == "blue: above the mean of all, orange: below"
    assert cluster_profiles(ClusterResult(CARD)).data[0].x[1] == "share of<br>discounts"
    assert cluster_profiles(ClusterResult(CARD), lang="ru").data[0].x[1] == "доля скидок"


def test_amounts_of_clusters_have_their_currency_and_their_sign_is_no_formula() -> None:
    money = {"features": (FeatureNote(name="visits", en="revenue", ru="выручка", unit="money"),), "currency": "USD"}
    result = ClusterResult(CARD.model_copy(update=money))
    assert cluster_profiles(result).data[0].text[0] == ["&#36;12.35"]
    assert "<td>$12.35</td>" in result._repr_html_()
    assert "mathjax_ignore" in result._repr_html_()
    assert "| \\$12.35 |" in result.page()
    assert "| 12,35\u202f₽ |" in ClusterResult(result.card.model_copy(update={"currency": "RUB"})).page("ru")
