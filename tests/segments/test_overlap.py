from __future__ import annotations

import itertools
from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.wording import speak
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.overlap import overlap
from smartcom_kernel.segments.spec import Segment
from tests.shop import Shop

CITIES = ["Казань", "Казань", "Москва", "Москва", "Москва", None]
LANGUAGES = ["ru", "tt", "ru", "ru", "en", "ru"]
CUSTOMERS = [
    {"customer_id": f"c{n}", "city": city, "language": language}
    for n, (city, language) in enumerate(zip(CITIES, LANGUAGES, strict=True))
]


def eq(name: str, column: str, value: str) -> Segment:
    return Segment.parse(name, {"kind": "attribute", "name": column, "is": {"eq": value}})


KAZAN, MOSCOW, RUSSIAN = eq("kazan", "city", "Казань"), eq("moscow", "city", "Москва"), eq("russian", "language", "ru")


@pytest.fixture
def tables(shop: Shop) -> Tables:
    return shop.fill(customers=CUSTOMERS)


def test_each_combination_that_occurs_has_those_who_are_in_exactly_these(tables: Tables) -> None:
    found = overlap([KAZAN, MOSCOW, RUSSIAN], tables)
    assert found.combinations.to_numpy().tolist() == [
        [False, True, True, 2], [True, False, True, 1], [True, False, False, 1], [False, True, False, 1],
        [False, False, True, 1],
    ]  # fmt: skip
    assert found.sizes == {"kazan": 2, "moscow": 3, "russian": 4}
    assert (found.in_any, found.base) == (6, 6)


def test_each_pair_says_how_many_are_in_both_and_which_part_of_either_they_are(tables: Tables) -> None:
    assert overlap([KAZAN, MOSCOW, RUSSIAN], tables).pairs.to_numpy().tolist() == [
        ["kazan", "moscow", 0, 0.0, 0.0],
        ["kazan", "russian", 1, 0.5, 0.25],
        ["moscow", "russian", 2, 2 / 3, 0.5],
    ]


def test_the_sentence_says_where_the_overlap_is_greatest(tables: Tables) -> None:
    found = overlap([KAZAN, MOSCOW, RUSSIAN], tables)
    assert found.describe("en") == (
        "6 customers are in at least one of the segments (100.0% of the base), 0 in all of them; "
        "moscow and russian share most: 2 (66.7% of moscow, 50.0% of russian)"
    )
    speak("ru")
    assert "больше всего общих у «moscow» и «russian»: 2 (66,7\u202f% первого, 50,0\u202f% второго)" in found.describe()
    assert "<th>russian</th><td>1 (25,0\u202f%)</td><td>2 (50,0\u202f%)</td><td>4</td>" in found._repr_html_()


def test_conditions_without_a_name_are_called_by_their_sentences(tables: Tables) -> None:
    found = overlap([KAZAN.condition, {"kind": "tag", "name": "<b>"}], tables)
    assert found.names == ("city is Казань", "has the tag “<b>”")
    assert found.combinations["customers"].tolist() == [2]
    assert "<b>" not in found._repr_html_()


def test_a_segment_called_as_the_column_of_numbers_is_told_from_it(tables: Tables) -> None:
    found = overlap([eq("customers", "city", "Казань"), MOSCOW], tables)
    assert found.combinations.columns.tolist() == ["segment “customers”", "moscow", "customers"]
    assert found.sizes == {"segment “customers”": 2, "moscow": 3}


def test_nobody_anywhere_is_an_overlap_too(tables: Tables) -> None:
    found = overlap([{"kind": "tag", "name": name} for name in "ab"], tables)
    assert (found.in_any, found.base, len(found.combinations)) == (0, 6, 0)
    assert "0 customers are in at least one" in found.describe("en")


@pytest.mark.parametrize(
    ("specs", "sentence"),
    [
        ([KAZAN], "takes 2 to 10 segments, not 1"),
        ([eq(f"s{n}", "city", str(n)) for n in range(11)], "takes 2 to 10 segments, not 11"),
        ([KAZAN, MOSCOW, KAZAN], "these come twice: kazan"),
    ],
)
def test_too_few_too_many_and_twice_the_same_are_refused(tables: Tables, specs: list[Any], sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        overlap(specs, tables)


def test_ten_segments_are_laid_over_each_other_as_counted_by_hand(shop: Shop) -> None:
    people = [{"customer_id": f"c{n:03}", "city": f"{n:010b}"} for n in range(0, 1024, 7)]
    bits = [
        Segment.parse(
            f"bit{b}",
            {"kind": "attribute", "name": "city", "is": {"in": [p["city"] for p in people if p["city"][b] == "1"]}},
        )
        for b in range(10)
    ]
    found = overlap(bits, shop.fill(customers=people))
    assert found.in_any == len(people) - 1
    assert len(found.combinations) == len(people) - 1
    pairs = {(row["one"], row["other"]): row["customers"] for row in found.pairs.to_dict("records")}
    for one, other in itertools.combinations(range(10), 2):
        both = sum(p["city"][one] == p["city"][other] == "1" for p in people)
        assert pairs[f"bit{one}", f"bit{other}"] == both
