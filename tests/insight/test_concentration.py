from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest

from smartcom_kernel.insight.concentration import Concentration, concentration
from tests.shop import Rows, Shop


def of(shop: Shop, totals: Sequence[float], *, currency: str = "") -> Concentration:
    rows: Rows = [
        {"receipt_id": str(n), "customer_id": f"c{n}", "issued_at": "2017-05-01T12:00:00Z", "total": total}
        for n, total in enumerate(totals)
    ]
    return concentration(shop.fill(receipts=rows), currency=currency)


def test_the_best_bring_what_they_bring_to_the_cent(shop: Shop) -> None:
    """Ten customers: one per cent of ten is a tenth of a person, and so the one who is best."""
    found = of(shop, [10, 20, 30, 40, 50, 60, 70, 80, 90, 550.5])
    assert found.tops["percent"].tolist() == [1, 5, 10, 20, 50]
    assert found.tops["customers"].tolist() == [1, 1, 1, 2, 5]
    assert found.tops["revenue"].tolist() == [Decimal(n) for n in ("550.5", "550.5", "550.5", "640.5", "850.5")]
    assert found.tops["least"].tolist() == [Decimal(n) for n in ("550.5", "550.5", "550.5", "90", "60")]
    assert found.tops["share"].tolist() == pytest.approx([n / 1000.5 for n in (550.5, 550.5, 550.5, 640.5, 850.5)])
    assert (found.customers, found.revenue) == (10, Decimal("1000.5"))


@pytest.mark.parametrize(
    ("totals", "gini"),
    [([5, 5, 5, 5], 0), ([0, 0, 0, 8], 0.75), ([1, 2, 3, 4], 0.25), ([7], 0)],
)
def test_gini_is_that_of_the_textbook(shop: Shop, totals: list[float], gini: float) -> None:
    assert of(shop, totals).gini == pytest.approx(gini)


def test_curve_and_gini_equal_those_of_a_plain_script(shop: Shop) -> None:
    totals = np.round(np.exp(np.random.default_rng(3).normal(3, 1.5, 537)), 2)
    found = of(shop, totals.tolist())
    best_first = np.sort(totals)[::-1]
    pairs = np.abs(totals[:, None] - totals[None, :]).sum()
    assert found.gini == pytest.approx(pairs / (2 * len(totals) ** 2 * totals.mean()), rel=1e-9)
    assert len(found.curve) == 101
    counts = np.rint(found.curve["share_of_customers"] * len(totals)).astype(int)
    expected = np.concatenate([[0], best_first.cumsum()])[counts] / totals.sum()
    assert found.curve["share_of_revenue"].to_numpy() == pytest.approx(expected)
    lorenz = found.lorenz
    assert (lorenz["share_of_revenue"] <= lorenz["share_of_customers"] + 1e-12).all()
    assert (lorenz.iloc[0].tolist(), lorenz.iloc[-1].tolist()) == ([0, 0], [1, 1])


def test_who_brought_back_more_than_was_bought_counts_as_nothing(shop: Shop) -> None:
    found = of(shop, [-100, 40, 60])
    assert (found.customers, found.below_zero, found.revenue) == (3, 1, Decimal(100))
    assert found.gini == pytest.approx(0.4)
    assert found.curve["share_of_revenue"].max() == 1


def test_only_the_days_asked_for_count(shop: Shop) -> None:
    rows: Rows = [
        {"receipt_id": "1", "customer_id": "anna", "issued_at": "2017-12-02T00:00:00Z", "total": 1},
        {"receipt_id": "2", "customer_id": "boris", "issued_at": "2017-12-02T00:00:01Z", "total": 2},
        {
            "receipt_id": "3",
            "customer_id": "boris",
            "issued_at": "2017-12-03T00:00:00Z",
            "total": 9,
            "status": "cancelled",
        },
        {"receipt_id": "4", "customer_id": None, "issued_at": "2017-12-03T00:00:00Z", "total": 9},
        {"receipt_id": "5", "customer_id": "clara", "issued_at": "2018-01-01T00:00:01Z", "total": 9},
    ]
    tables = shop.fill(receipts=rows)
    assert concentration(tables, within_days=30).revenue == 2
    assert concentration(tables.whole_history).revenue == 3


def test_concentration_says_itself_in_both_languages(shop: Shop) -> None:
    found = of(shop, [10, 20, 30, 40, 50, 60, 70, 80, 90, 550], currency="USD")
    assert found.describe("en") == (
        "Revenue of all time: $1,000 from 10 customers; the best 1% bring 55.0%, the best 20% 64.0%; "
        "Gini coefficient 0.57"
    )
    assert "лучшие 20 % – 64,0\u202f%; коэффициент Джини 0,57" in found.describe("ru")
    assert 'class="mathjax_ignore"' in found._repr_html_()
    assert "<td>64.0%</td>" in found._repr_html_()


@pytest.mark.parametrize("totals", [[], [0, 0]])
def test_without_revenue_it_says_what_to_do(shop: Shop, totals: list[float]) -> None:
    found = of(shop, totals)
    assert found.gini is None
    assert found.customers == len(totals)
    assert found.curve.empty
    assert "smartcom load receipts" in found._repr_html_()
