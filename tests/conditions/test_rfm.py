from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.refresh import refresh
from smartcom_kernel.segments.members import members
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.why import why
from tests.shop import Shop

CUSTOMERS = [{"customer_id": c} for c in ("c1", "c2", "c3", "c4", "c5", "silent")]
RECEIPTS = [
    {
        "receipt_id": f"{c}-{n}",
        "customer_id": f"c{c}",
        "issued_at": f"2017-{2 * c:02}-{n + 1:02}T12:00:00Z",
        "total": 100 * (6 - c),
    }
    for c in range(1, 6)
    for n in range(c)
]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({"r": 1}, ["c1"]),
        ({"r": 5, "f": 5}, ["c5"]),
        ({"r": [1, 2, 3]}, ["c1", "c2", "c3"]),
        ({"r": [4, 5], "f": 1}, []),
        ({"name": "lost"}, ["c1"]),
        ({"name": ["lost", "loyal"]}, ["c1", "c4", "c5"]),
        ({"r": 1, "name": "loyal"}, []),
    ],
)
def test_rfm_finds_the_customers_of_cells_and_names(shop: Shop, scores: dict[str, Any], expected: list[str]) -> None:
    """Five customers, the later in the year the more often: c1 has R1 F1, c5 has R5 F5."""
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS)
    assert shop.found({"kind": "rfm", **scores}, tables) == expected


def test_who_has_no_scores_is_in_no_cell_and_in_the_complement_of_every_cell(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS)
    anything = {"kind": "rfm", "m": [1, 2, 3, 4, 5]}
    assert shop.found(anything, tables) == ["c1", "c2", "c3", "c4", "c5"]
    assert shop.found({"kind": "not", "of": anything}, tables) == ["silent"]


def test_inside_a_segment_scores_are_given_anew(shop: Shop) -> None:
    """Of c1, c2 and c3 alone c3 was there last, who among all five has R3; the others are in no cell of theirs."""
    early = Segment.parse("early", {"kind": "rfm", "r": [1, 2, 3]})
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS, segments={"early": early})
    latest = {"kind": "rfm", "r": 5, "segment": "early"}
    assert shop.found(latest, tables) == ["c3"]
    assert shop.found({"kind": "not", "of": latest}, tables) == ["c1", "c2", "c4", "c5", "silent"]
    assert shop.lake.arrow(members(latest, tables))["customer_id"].to_pylist() == ["c3"]


@pytest.mark.parametrize(
    ("scores", "fault"),
    [
        ({}, "needs at least one of r, f, m and name"),
        ({"r": 6}, r"r\[0\]: must be at most 5, not 6"),
        ({"r": "2"}, r"r\[0\]: must be a whole number, not '2'"),
        ({"r": []}, "r: must not be an empty list"),
        ({"name": "loyl"}, r"name\[0\]: must be 'lost'"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(scores: dict[str, Any], fault: str) -> None:
    with pytest.raises(SpecError, match=fault):
        CONDITIONS.parse({"kind": "rfm", **scores})


def test_a_cell_says_itself() -> None:
    cell = CONDITIONS.parse({"kind": "rfm", "r": 2, "m": [3, 4], "name": ["at_risk", "frozen"]})
    assert cell.describe("en") == "is in RFM cell R2 M3/4 and is at risk or frozen by RFM"
    assert cell.describe("ru") == "в ячейке RFM R2 M3/4 и по RFM — в зоне риска или замёрзшие"
    assert cell.to_data() == {"kind": "rfm", "r": 2, "m": [3, 4], "name": ["at_risk", "frozen"]}


def test_a_cell_inside_a_segment_says_which() -> None:
    cell = CONDITIONS.parse({"kind": "rfm", "r": 2, "segment": "early"})
    assert cell.describe("en") == "is in RFM cell R2 among the segment “early”"
    assert cell.describe("ru") == "в ячейке RFM R2 внутри сегмента «early»"
    assert cell.segments() == {"early"}


@pytest.mark.parametrize("segment", [{}, {"segment": "early"}])
@pytest.mark.parametrize("is_refreshed", [False, True])
def test_why_says_of_everybody_what_the_condition_says(shop: Shop, segment: dict[str, Any], is_refreshed: bool) -> None:
    """Scores are given among others, also where one customer alone is asked about."""
    early = Segment.parse("early", {"kind": "metric", "name": "receipts", "is": {"lte": 3}})
    tables = shop.fill(customers=CUSTOMERS, receipts=RECEIPTS, segments={"early": early})
    if is_refreshed:
        refresh(shop.lake, shop.state, tables)
        tables = Tables(shop.lake, tables.as_of, segments={"early": early})
    condition = CONDITIONS.parse({"kind": "rfm", "r": [1, 5], **segment})
    inside = set(shop.lake.arrow(members(condition, tables))["customer_id"].to_pylist())
    assert {row["customer_id"] for row in CUSTOMERS if why(condition, tables, row["customer_id"]).holds} == inside
    assert len(inside) == 2
    shop.clear()
