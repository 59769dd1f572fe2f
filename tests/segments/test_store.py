from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.store import SegmentStore

KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}


def inside(name: str) -> dict[str, Any]:
    return {"kind": "in_segment", "name": name}


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "segments")


@pytest.mark.parametrize(
    "spec",
    [KAZAN, CONDITIONS.parse(KAZAN), {"condition": KAZAN}, Segment.parse("other", KAZAN)],
    ids=["data of a condition", "a condition", "data of a segment", "a segment"],
)
def test_a_segment_is_saved_from_whatever_says_who_belongs(store: SegmentStore, tmp_path: Path, spec: Any) -> None:
    saved = store.save("kazan", spec)
    assert saved == store["kazan"] == Segment(name="kazan", condition=CONDITIONS.parse(KAZAN))
    text = (tmp_path / "segments" / "kazan.yml").read_text(encoding="utf-8")
    assert text == "condition:\n  kind: attribute\n  name: city\n  is:\n    eq: Казань\n"


def test_title_and_description_are_kept(store: SegmentStore) -> None:
    store.save("kazan", {"title": "Казанцы", "description": "Для открытия магазина", "condition": KAZAN})
    assert (store["kazan"].title, store["kazan"].description) == ("Казанцы", "Для открытия магазина")


def test_a_store_is_a_mapping_of_names_to_segments(store: SegmentStore) -> None:
    store.save("b", KAZAN)
    store.save("a", KAZAN)
    assert (list(store), len(store), "a" in store, "c" in store) == (["a", "b"], 2, True, False)
    assert [segment.name for segment in store.values()] == ["a", "b"]
    with pytest.raises(UnknownName, match="there is no segment called 'aa'; did you mean 'a'"):
        store["aa"]


def test_a_faulty_segment_is_refused_with_all_faults_and_nothing_is_written(store: SegmentStore) -> None:
    faulty = {
        "titel": "x",
        "condition": {"kind": "all", "of": [KAZAN, {"kind": "attribute", "name": "ctiy", "is": {}}]},
    }
    with pytest.raises(SpecError) as error:
        store.save("faulty", faulty)
    assert [fault.where for fault in error.value.faults] == ["condition.of[1].name", "condition.of[1].is", "titel"]
    assert list(store) == []


@pytest.mark.parametrize("spec", ["kazan", None, 5, [KAZAN], {}])
def test_what_is_no_segment_is_refused(store: SegmentStore, spec: Any) -> None:
    with pytest.raises(SpecError):
        store.save("x", spec)


def test_a_file_somebody_wrote_by_hand_may_be_the_bare_condition(store: SegmentStore, tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "norway.yml").write_text(
        "{kind: attribute, name: country, is: {eq: NO}}", encoding="utf-8"
    )
    assert store["norway"].describe() == "country is NO"


def test_a_circle_of_segments_is_refused_with_the_way_round_it(store: SegmentStore) -> None:
    store.save("a", KAZAN)
    store.save("b", {"kind": "not", "of": inside("a")})
    store.save("c", {"kind": "any", "of": [KAZAN, inside("b")]})
    with pytest.raises(SpecError, match="segments ask about each other in a circle: a → c → b → a"):
        store.save("a", inside("c"))
    with pytest.raises(SpecError, match="circle: self → self"):
        store.save("self", {"kind": "all", "of": [KAZAN, inside("self")]})
    assert store["a"].condition == CONDITIONS.parse(KAZAN)


def test_a_circle_made_by_hand_is_refused_when_it_is_loaded(store: SegmentStore, tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    for name, other in ("ab", "ba"):
        (tmp_path / "segments" / f"{name}.yml").write_text(f"kind: in_segment\nname: {other}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="circle: a → b → a"):
        store["a"]


def test_many_ways_to_one_segment_are_no_circle(store: SegmentStore) -> None:
    store.save("base", KAZAN)
    for name, below in (("left", "base"), ("right", "base")):
        store.save(name, inside(below))
    store.save("top", {"kind": "all", "of": [inside("left"), inside("right"), inside("base")]})
    assert store["top"].condition.segments() == {"left", "right", "base"}


def test_a_segment_nobody_knows_is_refused_with_the_nearest(store: SegmentStore) -> None:
    store.save("sleeping", KAZAN)
    with pytest.raises(
        SpecError, match="x asks about the segment 'sleepin', which does not exist; did you mean 'sleeping'"
    ):
        store.save("x", inside("sleepin"))


def test_a_segment_that_others_ask_about_is_deleted_only_when_told(store: SegmentStore) -> None:
    store.save("base", KAZAN)
    store.save("top", inside("base"))
    with pytest.raises(SpecError, match="is used by top; change them first"):
        store.delete("base")
    store.delete("base", although_used=True)
    with pytest.raises(SpecError, match="top asks about the segment 'base', which does not exist"):
        store["top"]
    store.delete("top")
    assert list(store) == []


def test_a_segment_shows_itself_as_html_with_nothing_to_run() -> None:
    segment = Segment.parse("x", {"title": "<script>alert(1)</script>", "condition": {"kind": "tag", "name": "<b>"}})
    html = segment._repr_html_()
    assert "<script>" not in html
    assert "<b>”" not in html
    assert "has the tag “&lt;b&gt;”" in html
