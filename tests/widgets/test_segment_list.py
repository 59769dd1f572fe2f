"""The list of segments without a browser: it equals its twin, faults stand in their row, the choice is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import ask
from widgets.segment_list import SegmentList
from widgets.segment_list.question import COLUMNS

OFTEN = {"kind": "rfm", "f": [4, 5]}
FAULTY = {"kind": "score", "model": "nobody_made_it", "is": {"gte": 0.5}}


@pytest.fixture(scope="module")
def wb(shop: Workbench) -> Workbench:
    """With two more segments, for all tests."""
    shop.segments.save("often", OFTEN)
    shop.segments.save("faulty", FAULTY)
    return shop


@pytest.fixture(scope="module")
def widget(wb: Workbench) -> SegmentList:
    return SegmentList(wb)


def test_the_list_says_what_its_twin_says(wb: Workbench, widget: SegmentList) -> None:
    [head, *rows] = wb.segments.overview().rows("en")
    ask(widget, chosen=[])
    who = COLUMNS.index("sentence")
    assert [h["title"] for h in widget.shown["heads"]] == [title for n, title in enumerate(head) if n != who]
    assert [[line["name"], *line["cells"]] for line in widget.shown["lines"]] == [
        [cell for n, cell in enumerate(row) if n != who] for row in rows
    ]
    assert [line["who"] for line in widget.shown["lines"]] == [row[who] for row in rows]


def test_a_segment_that_cannot_be_counted_says_why_in_its_row(widget: SegmentList) -> None:
    ask(widget, chosen=[])
    lines = {line["name"]: line for line in widget.shown["lines"]}
    assert {name: line["faulty"] for name, line in lines.items()} == {"faulty": True, "late": False, "often": False}
    assert "cannot be counted" in lines["faulty"]["who"]
    assert "nobody_made_it" in lines["faulty"]["who"]
    assert lines["faulty"]["order"]["customers"] is None


def test_chosen_segments_are_compared_and_laid_over_each_other(wb: Workbench, widget: SegmentList) -> None:
    ask(widget, chosen=["late", "often"])
    assert widget.segments == ["late", "often"]
    head, *rows = wb.segments.compare(*widget.segments).rows("en")
    assert (widget.shown["comparison"]["head"], widget.shown["comparison"]["rows"]) == (head, rows)
    overlap, twin = widget.shown["overlap"], wb.segments.overlap(*widget.segments)
    assert overlap["about"] == twin.describe("en")
    assert [(c["inside"], c["customers"]) for c in overlap["combinations"]] == [
        ([True, False], 9), ([True, True], 6), ([False, True], 4),
    ]  # fmt: skip
    assert overlap["segments"] == [{"name": "late", "customers": "15"}, {"name": "often", "customers": "10"}]


def test_one_segment_stands_beside_everybody_and_over_nothing(widget: SegmentList) -> None:
    ask(widget, chosen=["late"])
    assert widget.shown["comparison"]["head"] == ["", "late", "everybody"]
    assert widget.shown["overlap"] is None


def test_running_the_cell_again_restores_choice_and_order(wb: Workbench) -> None:
    ask(SegmentList(wb, name="again"), chosen=["often"], sort="customers", descending=True)
    again = SegmentList(wb, name="again")
    assert again.segments == ["often"]
    assert (again.question.sort, again.question.descending) == ("customers", True)
    assert again.shown["chosen"] == ["often"]


def test_a_choice_of_a_segment_that_is_gone_says_so_and_begins_anew(wb: Workbench) -> None:
    wb.segments.save("passing", OFTEN)
    ask(SegmentList(wb, name="gone"), chosen=["passing"])
    wb.segments.delete("passing")
    again = SegmentList(wb, name="gone")
    assert "passing" in again.error
    assert (again.segments, again.shown["comparison"]) == ([], None)


def test_it_speaks_russian_where_it_is_asked_to(wb: Workbench) -> None:
    """The sentences of the segments, which the overview gives, are those of the workspace."""
    widget = SegmentList(wb, name="ru", lang="ru")
    ask(widget, chosen=["late", "often"])
    assert widget.shown["heads"][1]["title"] == "клиентов"
    assert widget.shown["comparison"]["head"][-1] == "все клиенты"
    assert "Хотя бы в одном сегменте клиентов: 19" in widget.shown["overlap"]["about"]


def test_an_empty_workspace_says_how_to_keep_a_segment(workspace: Path) -> None:
    with Workbench.open(workspace) as wb:
        assert "wb.segments.save" in SegmentList(wb).shown["about"]
