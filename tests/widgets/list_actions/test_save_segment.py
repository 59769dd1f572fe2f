"""The chosen customers are kept as a segment, once under a name."""

from __future__ import annotations

from smartcom_kernel.list_actions.save_segment import SaveSegment
from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act, ask
from tests.widgets.shop import LATE
from widgets.rfm_matrix import RFMMatrix
from widgets.segment_list import SegmentList


def test_it_writes_the_segment_and_the_widget_offers_it_at_once(wb: Workbench, matrix: RFMMatrix) -> None:
    act(matrix, "save_segment", name=" best ", title="Our best")
    kept = wb.segments["best"]
    assert (kept.title, kept.condition.to_data()) == ("Our best", {"kind": "rfm", "r": 5, "f": [3, 4, 5]})
    assert matrix.said == "Saved as the segment “best”: is in RFM cell R5 F3/4/5."
    assert matrix.shown["segments"] == ["best", "late"]


def test_a_name_that_is_taken_is_refused_also_the_second_time(wb: Workbench, matrix: RFMMatrix) -> None:
    act(matrix, "save_segment", name="late")
    assert matrix.error == "Name of the segment: there is a segment of this name already; choose another"
    assert wb.segments["late"].condition.to_data() == LATE


def test_whoever_is_in_one_of_several_chosen_segments_is_a_segment_too(wb: Workbench) -> None:
    wb.segments.save("often", {"kind": "rfm", "f": [4, 5]})
    widget = SegmentList(wb)
    ask(widget, chosen=["late", "often"])
    act(widget, "save_segment", name="either")
    assert wb.segments.count("either") == 19
    assert [line["name"] for line in widget.shown["lines"]] == ["either", "late", "often"]


def test_a_saved_segment_under_another_name_follows_the_first(wb: Workbench) -> None:
    SaveSegment(name="also").act(wb, "late")
    assert wb.segments["also"].condition.to_data() == {"kind": "in_segment", "name": "late"}
