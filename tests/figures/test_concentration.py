from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd

from smartcom_kernel.core.wording import speak
from smartcom_kernel.figures.concentration import pareto
from smartcom_kernel.insight.concentration import Concentration

TOPS = pd.DataFrame(
    {"percent": [1, 20], "customers": [1, 2], "revenue": [Decimal(50), Decimal(80)], "share": [0.5, 0.8]}
)
CURVE = pd.DataFrame({"share_of_customers": [0.0, 0.1, 0.2, 1.0], "share_of_revenue": [0.0, 0.5, 0.8, 1.0]})


def found(gini: float | None) -> Concentration:
    return Concentration(datetime(2018, 1, 1, tzinfo=UTC), None, "USD", 10, Decimal(100), 0, gini, TOPS, CURVE)


def test_the_points_say_what_the_best_bring_and_stand_on_the_curve() -> None:
    _, curve, points = pareto(found(0.71)).data
    assert curve.name == "actual (Gini coefficient 0.71)"
    assert list(points.text) == ["the best 1% bring 50.0%", "the best 20% bring 80.0%"]
    assert curve.customdata[1] == "the best 10% bring <b>50.0%</b>"
    on_curve = dict(zip(curve.x, curve.y, strict=True))
    assert [on_curve[x] for x in points.x] == list(points.y)


def test_russian_figures_use_the_comma() -> None:
    _, curve, points = pareto(found(0.71), lang="ru").data
    assert curve.name == "факт (коэффициент Джини 0,71)"
    assert points.text[0] == "лучший 1\u202f% приносит 50,0\u202f%"
    assert points.text[1] == "лучшие 20\u202f% приносят 80,0\u202f%"


def test_a_figure_speaks_the_language_of_the_workspace_where_none_is_asked_for() -> None:
    speak("ru")
    assert pareto(found(0.71)).layout.title.text == "Выручка по доле клиентов, сначала лучшие"
    assert pareto(found(0.71), lang="en").layout.title.text == "Revenue by share of customers, the best first"


def test_without_revenue_the_figure_says_what_to_do() -> None:
    assert "smartcom load receipts" in pareto(found(None)).layout.annotations[0].text
