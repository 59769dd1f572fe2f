from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from smartcom_kernel.figures.quality import base_quality
from smartcom_kernel.insight.quality import BaseQuality
from smartcom_kernel.insight.quality_words import FAULTS, PARTS


def found(customers: int) -> BaseQuality:
    parts = pd.DataFrame({"part": list(PARTS), "customers": range(len(PARTS))})
    nothing = pd.DataFrame()
    return BaseQuality(
        datetime(2018, 1, 1, tzinfo=UTC),
        "UTC",
        customers,
        parts.assign(share=parts["customers"] / 100),
        nothing,
        nothing,
    )


def test_every_part_has_one_bar_and_faults_have_a_colour_of_their_own() -> None:
    drawn = base_quality(found(100), lang="ru")
    good, bad = drawn.data
    assert sorted([*good.y, *bad.y]) == sorted(words["ru"] for words in PARTS.values())
    assert list(bad.y) == [PARTS[part]["ru"] for part in PARTS if part in FAULTS]
    assert good.marker.color != bad.marker.color
    assert list(drawn.layout.yaxis.categoryarray) == [words["ru"] for words in PARTS.values()]
    assert good.text[1] == "3,0\u202f%"


def test_an_empty_base_says_what_to_do() -> None:
    assert "smartcom load customers" in base_quality(found(0)).layout.annotations[0].text
