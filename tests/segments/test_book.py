from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError, SpecError, UnknownName
from smartcom_kernel.core.person import user
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.core.wording import speak
from smartcom_kernel.segments.book import SegmentBook
from smartcom_kernel.segments.recounts import DECLARED
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.workspace import Workspace
from tests.shop import AS_OF, Shop

KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
SCORE: dict[str, Any] = {"kind": "score", "model": "nobodys", "is": {"gte": 1}}
CUSTOMERS = [{"customer_id": c, "city": "Казань" if c < "c" else "Москва"} for c in ("anna", "boris", "vera")]
RECEIPTS = [{"receipt_id": "1", "customer_id": "anna", "issued_at": "2017-12-01T10:00:00Z", "total": "1234.50"}]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2018-01-10T22:00:00Z")


@pytest.fixture
def make(shop: Shop, tmp_path: Path, clock: FixedClock) -> Callable[..., SegmentBook]:
    """A book over the segments of one folder."""
    shop.lake.create_tables(DECLARED)
    for name, _, _ in DECLARED:
        shop.lake.run(f"DELETE FROM lake.main.{name}")

    def opened(*, as_of: str = AS_OF, language: str = "ru", users: tuple[str, ...] = ()) -> SegmentBook:
        store = SegmentStore(tmp_path, lambda _: users)
        tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS, segments=store, as_of=as_of, zone="Europe/Moscow")
        settings = Settings.model_validate({"language": language, "time_zone": "Europe/Moscow"})
        workspace = Workspace(tmp_path, shop.state, lambda *_: tables, settings, clock)
        return SegmentBook(store, lambda: tables.at(tables.as_of, shop.lake.snapshot_id()), workspace)

    return opened


@pytest.fixture
def book(make: Callable[..., SegmentBook]) -> SegmentBook:
    return make()


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
    assert [(line.name, line.summary and line.summary.customers) for line in book.overview()] == [
        ("elsewhere", 1),
        ("kazan", 2),
    ]
    book.delete("elsewhere")
    assert list(book) == ["kazan"]


def test_an_empty_book_says_what_to_do_next(book: SegmentBook) -> None:
    speak("ru")
    assert "Сегментов пока нет" in book._repr_html_()
    assert "save one" in repr(book)


def test_saving_writes_down_who_and_when_and_again_only_what_was_edited(
    book: SegmentBook, tmp_path: Path, clock: FixedClock
) -> None:
    """The clock stands at one o'clock on 11 January in Moscow."""
    saved = book.save("kazan", KAZAN)
    assert (saved.author, saved.created_on, saved.updated_on) == (user(), date(2018, 1, 11), date(2018, 1, 11))
    first = (tmp_path / "kazan.yml").read_bytes()
    clock.advance(timedelta(days=1))
    assert book.save("kazan", KAZAN) == saved
    assert (tmp_path / "kazan.yml").read_bytes() == first
    edited = book.save("kazan", {"title": "Казанцы", "recalculated": "weekly", "condition": KAZAN})
    assert (edited.author, edited.created_on, edited.updated_on) == (user(), date(2018, 1, 11), date(2018, 1, 12))
    assert book["kazan"] == edited


def test_the_author_of_a_segment_stays_whoever_edits_it(book: SegmentBook, tmp_path: Path) -> None:
    (tmp_path / "kazan.yml").write_text(
        "author: anna\ncreated_on: 2017-05-01\ncondition: {kind: tag, name: a}\n", encoding="utf-8"
    )
    assert (book["kazan"].author, book["kazan"].created_on) == ("anna", date(2017, 5, 1))
    edited = book.save("kazan", KAZAN)
    assert (edited.author, edited.created_on, edited.updated_on) == ("anna", date(2017, 5, 1), date(2018, 1, 11))


def test_a_faulty_file_is_replaced_by_saving(book: SegmentBook, tmp_path: Path) -> None:
    (tmp_path / "kazan.yml").write_text("condition: {kind: nonsense}\n", encoding="utf-8")
    assert book.save("kazan", KAZAN).created_on == date(2018, 1, 11)


def test_a_change_of_a_used_segment_says_who_follows_it(make: Callable[..., SegmentBook]) -> None:
    book = make(users=("mailing spring",))
    assert book.save("kazan", KAZAN).used_by == ()
    assert book.save("kazan", KAZAN).used_by == ()
    book.save("elsewhere", {"kind": "not", "of": {"kind": "in_segment", "name": "kazan"}})
    changed = book.save("kazan", {"kind": "tag", "name": "kazan"})
    assert changed.used_by == ("elsewhere", "mailing spring")
    assert changed == book["kazan"] or book["kazan"].used_by == ()
    assert str(changed).endswith("it is used by, and now means something else to elsewhere, mailing spring")
    speak("ru")
    assert "теперь означает иное для: elsewhere, mailing spring" in changed._repr_html_()


def test_a_used_segment_is_deleted_only_when_told(make: Callable[..., SegmentBook]) -> None:
    book = make(users=("mailing spring", "schedule winback"))
    book.save("kazan", KAZAN)
    book.save("elsewhere", {"kind": "not", "of": {"kind": "in_segment", "name": "kazan"}})
    with pytest.raises(SpecError, match="is used by elsewhere, mailing spring, schedule winback; change them"):
        book.delete("kazan")
    assert "kazan" in book
    book.delete("kazan", although_used=True)
    assert list(book) == ["elsewhere"]
    with pytest.raises(UnknownName):
        book.delete("kazan")


def test_the_list_shows_every_segment_also_those_that_cannot_be_counted(book: SegmentBook, tmp_path: Path) -> None:
    book.save("kazan", KAZAN)
    book.save("scored", SCORE)
    (tmp_path / "broken.yml").write_text("condition: {kind: nonsense}\n", encoding="utf-8")
    book.recount("kazan")
    found = book.overview()
    assert found.describe("en") == "3 segments, 2 of them cannot be counted"
    assert found.describe("ru") == "3 сегмента, из них не считаются: 2"
    broken, kazan, scored = found.table.to_dict("records")
    assert (kazan["customers"], kazan["share"], kazan["revenue"]) == (2, 2 / 3, Decimal("1234.50"))
    assert "there is no model with scores called 'nobodys'" in scored["fault"]
    assert "nonsense" in broken["fault"]
    row = found.rows("ru")[2]
    assert row == [
        "kazan", "2", "66,7\u202f%", "100,0\u202f%", "1\u202f234,50\u202f₽", "1\u202f235\u202f₽", "город — Казань",
        f"11 января 2018, {user()}", "11 января 2018", "1 января 2018, 03:00", "при каждом обновлении",
    ]  # fmt: skip
    assert found.rows("en")[1][6].startswith("cannot be counted: ")


def test_the_list_as_html_holds_no_markup_of_names_and_values(book: SegmentBook) -> None:
    book.save("odd", {"kind": "attribute", "name": "city", "is": {"eq": "<script>alert(1)</script>"}})
    html = book._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_recount_of_all_leaves_out_what_cannot_be_counted_and_says_so(book: SegmentBook) -> None:
    book.save("kazan", KAZAN)
    book.save("scored", SCORE)
    report = book.recount()
    assert list(report.segments) == ["kazan"]
    assert list(report.faults) == ["scored"]
    with pytest.raises(UnknownName, match="did you mean 'kazan'"):
        book.recount("kasan")
    with pytest.raises(UnknownName, match="no model with scores"):
        book.recount("scored")


def test_days_of_questions_are_days_of_the_workspace(make: Callable[..., SegmentBook], shop: Shop) -> None:
    """In Moscow the first recount is at eleven in the evening of 31 December, the second on New Year's Day."""
    make().save("kazan", KAZAN)
    make(as_of="2017-12-31T20:00:00Z").recount("kazan")
    make(as_of="2018-01-01T10:00:00Z").recount("kazan")
    book = make(as_of="2018-02-01T00:00:00Z")
    assert book.difference("kazan", "2018-01-01").describe("en") == (
        "Segment kazan from 31 Dec 2017, 23:00 to 1 Jan 2018, 13:00: 0 entered, 0 left, 2 stayed"
    )
    assert sorted(shop.lake.arrow(book.members_on("kazan", date(2018, 1, 1)))["customer_id"].to_pylist()) == [
        "anna", "boris",
    ]  # fmt: skip
    with pytest.raises(DataError, match="31 Dec 2017, 00:00 lies before"):
        book.members_on("kazan", "2017-12-31")


def test_the_history_of_a_deleted_segment_can_still_be_asked(book: SegmentBook) -> None:
    book.save("gone", KAZAN)
    book.recount("gone")
    book.delete("gone")
    assert book.history("gone").table["customers"].tolist() == [2]
    with pytest.raises(UnknownName, match="did you mean 'gone'"):
        book.history("gon")


def test_a_list_of_customers_is_kept_as_a_segment(book: SegmentBook) -> None:
    saved = book.save_list("guests", ["vera", "anna", "anna", "=nobody"])
    assert book.count("guests") == 2
    assert saved.condition.to_data()["is"] == {"in": ["=nobody", "anna", "vera"]}


@pytest.mark.parametrize(("many", "said"), [(0, "not 0"), (1001, "not 1,001")])
def test_a_list_that_no_file_should_hold_is_refused_with_what_to_do(book: SegmentBook, many: int, said: str) -> None:
    with pytest.raises(SpecError, match=f"{said}; for more put a tag on them: wb.tags.put\\('guests', customers\\)"):
        book.save_list("guests", [f"c{n}" for n in range(many)])
    assert list(book) == []
