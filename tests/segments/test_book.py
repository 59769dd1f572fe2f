from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.segments.book import SegmentBook
from smartcom_kernel.segments.store import SegmentStore
from tests.shop import Shop

KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
CUSTOMERS = [{"customer_id": c, "city": "Казань" if c < "c" else "Москва"} for c in ("anna", "boris", "vera")]


@pytest.fixture
def book(shop: Shop, tmp_path: Path) -> SegmentBook:
    store = SegmentStore(tmp_path)
    tables = shop.fill(customers=CUSTOMERS, segments=store)
    return SegmentBook(store, lambda: tables, "ru")


def test_a_question_takes_a_name_or_a_condition(book: SegmentBook) -> None:
    book.save("kazan", KAZAN)
    assert book.count("kazan") == book.count(KAZAN) == 2
    assert book.describe("kazan") == book.describe(KAZAN) == "город — Казань"
    assert book.describe("kazan", "en") == "city is Казань"
    assert book.sql("kazan") == book.sql(KAZAN)
    with pytest.raises(UnknownName, match="did you mean 'kazan'"):
        book.count("kasan")


def test_a_segment_of_segments_is_counted_through_the_store(book: SegmentBook) -> None:
    book.save("kazan", KAZAN)
    book.save("elsewhere", {"kind": "not", "of": {"kind": "in_segment", "name": "kazan"}})
    assert [(s.name, s.customers) for s in book.summaries()] == [("elsewhere", 1), ("kazan", 2)]
    assert "<td>kazan</td><td>2</td><td>66,7\u202f%</td>" in book._repr_html_()
    book.delete("elsewhere")
    assert list(book) == ["kazan"]


def test_an_empty_book_says_what_to_do_next(book: SegmentBook) -> None:
    assert "Сегментов пока нет" in book._repr_html_()
    assert "save one" in repr(book)
