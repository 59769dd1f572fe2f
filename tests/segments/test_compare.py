from __future__ import annotations

from decimal import Decimal

import pytest

from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.wording import speak
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.compare import compare
from smartcom_kernel.segments.spec import Segment
from tests.shop import Rows, Shop

KAZAN = Segment.parse("kazan", {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}})
NOBODY = Segment.parse("nobody", {"kind": "tag", "name": "nobody"})
CUSTOMERS: Rows = [{"customer_id": c, "city": "Казань" if c < "d" else None} for c in "abcde"]
RECEIPTS: Rows = [
    {"receipt_id": f"{c}{n}", "customer_id": c, "issued_at": "2017-12-01T10:00:00Z", "total": total}
    for c, totals in (("a", "30"), ("b", "12"), ("c", "6"), ("e", "900"))
    for n, total in enumerate(totals.split())
]


@pytest.fixture
def tables(shop: Shop) -> Tables:
    return shop.fill(customers=CUSTOMERS, receipts=RECEIPTS)


def test_segments_stand_beside_everybody_by_mean_and_median(tables: Tables) -> None:
    found = compare([KAZAN, NOBODY], tables, metrics=["revenue", "days_since_last_receipt"])
    assert list(found.table.columns) == ["kazan", "nobody", "everybody"]
    assert found.table["kazan"].tolist() == [3, 0.6, Decimal("48.00"), pytest.approx(48 / 948), 16, 12, 31, 31]
    assert found.table["everybody"].tolist()[:4] == [5, 1.0, Decimal("948.00"), 1.0]
    assert found.table["nobody"].tolist() == [0, 0.0, Decimal(0), 0.0, None, None, None, None]


def test_one_segment_stands_beside_everybody(tables: Tables) -> None:
    assert list(compare([KAZAN], tables).table.columns) == ["kazan", "everybody"]


def test_the_comparison_is_said_in_the_units_of_the_metrics(tables: Tables) -> None:
    found = compare([KAZAN, NOBODY], tables, metrics=["revenue", "receipts"], currency="RUB", lang="ru")
    assert found.rows("ru") == [
        ["", "kazan", "nobody", "все клиенты"],
        ["клиентов", "3", "0", "5"],
        ["доля базы", "60,0\u202f%", "0,0\u202f%", "100,0\u202f%"],
        ["общая ценность", "48\u202f₽", "0\u202f₽", "948\u202f₽"],
        ["доля выручки", "5,1\u202f%", "0,0\u202f%", "100,0\u202f%"],
        ["выручка, среднее", "16,00\u202f₽", "–", "189,60\u202f₽"],
        ["выручка, медиана", "12,00\u202f₽", "–", "12,00\u202f₽"],
        ["чеков, среднее", "1,00", "–", "0,80"],
        ["чеков, медиана", "1,00", "–", "1,00"],
    ]
    speak("ru")
    assert "Сегменты рядом со всеми клиентами: kazan, nobody" in found._repr_html_()


def test_a_metric_that_is_unknown_or_no_number_is_refused(tables: Tables) -> None:
    with pytest.raises(UnknownName, match="no metric called 'revenu'; did you mean 'revenue'"):
        compare([KAZAN, NOBODY], tables, metrics=["revenu"])
    with pytest.raises(SpecError, match="favourite_store is no number, so it has no mean and no median"):
        compare([KAZAN, NOBODY], tables, metrics=["favourite_store"])
    with pytest.raises(SpecError, match="takes 1 to 10 segments, not 0"):
        compare([], tables)
