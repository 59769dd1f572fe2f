from __future__ import annotations

from smartcom_kernel.core.errors import Fault, SpecError, UnknownName, Words


def test_a_name_unlike_all_others_is_refused_with_twenty_known_ones_at_most() -> None:
    few, many = (UnknownName("category", "x", [f"c{n:02}" for n in range(size)]) for size in (2, 21))
    assert str(few) == "there is no category called 'x'; known: c00, c01"
    assert str(many).endswith(", c18, c19, …")


def test_a_fault_is_said_in_either_language_and_in_english_where_it_has_no_other_words() -> None:
    fault = Fault(("of", 0), Words("is required", "нужно заполнить")).under("condition")
    assert (fault.where, fault.describe("en"), fault.describe("ru")) == (
        "condition.of[0]", "is required", "нужно заполнить",
    )  # fmt: skip
    assert Fault((), "is odd").describe("ru") == "is odd"
    assert str(SpecError("segment", [fault])) == "segment: 1 fault\n  condition.of[0]: is required"
    assert SpecError("segment", [fault]).describe("ru") == "condition.of[0]: нужно заполнить"


def test_an_unknown_name_offers_the_nearest_in_either_language() -> None:
    unknown = UnknownName("segment", "lat", ["late", "vip"])
    assert unknown.describe("en") == str(unknown) == "there is no segment called 'lat'; did you mean 'late'?"
    assert unknown.describe("ru") == "имя 'lat' неизвестно; возможно, 'late'?"
