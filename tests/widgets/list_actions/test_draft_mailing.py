"""A mailing to the chosen customers begins as a draft; a list without a name gets the mailing's."""

from __future__ import annotations

import pytest

from smartcom_kernel.list_actions.draft_mailing import DraftMailing
from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act, ask
from widgets.rfm_matrix import RFMMatrix
from widgets.segment_list import SegmentList

BEST = {"kind": "rfm", "r": 5, "f": [3, 4, 5]}


def test_a_list_without_a_name_becomes_the_segment_that_the_mailing_is_for(wb: Workbench, matrix: RFMMatrix) -> None:
    act(matrix, "draft_mailing", name="spring", medium="sms")
    draft = wb.mailings["spring"]
    assert (draft.segment, draft.variants[0].templates) == ("spring", {"sms": "spring"})
    assert wb.segments["spring"].condition.to_data() == BEST
    assert matrix.said == (
        "Drafted: mailings/spring.yml for the segment “spring”. Nothing is sent yet: write the template “spring”."
    )
    assert matrix.shown["segments"] == ["late", "spring"]


def test_a_saved_segment_is_written_to_by_its_own_name(wb: Workbench) -> None:
    widget = SegmentList(wb)
    ask(widget, chosen=["late"])
    act(widget, "draft_mailing", name="spring")
    assert wb.mailings["spring"].segment == "late"
    assert list(wb.segments) == ["late"]


def test_a_mailing_or_a_segment_that_is_there_already_stays_as_it_is(wb: Workbench, matrix: RFMMatrix) -> None:
    act(matrix, "draft_mailing", name="late")
    assert matrix.error == "Name of the mailing: there is a segment of this name already; choose another"
    assert list(wb.mailings) == []
    act(matrix, "draft_mailing", name="spring")
    act(matrix, "draft_mailing", name="spring", medium="sms")
    assert matrix.error == "Name of the mailing: there is a mailing of this name already; choose another"
    assert wb.mailings["spring"].variants[0].templates == {"email": "spring"}


def test_what_fails_half_way_leaves_no_segment(wb: Workbench) -> None:
    (wb.folder / "mailings").write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match="mailings"):
        DraftMailing(name="spring").act(wb, BEST)
    (wb.folder / "mailings").unlink()
    assert list(wb.segments) == ["late"]


def test_what_was_killed_half_way_goes_on_where_it_stopped(wb: Workbench) -> None:
    wb.segments.save("spring", BEST)
    DraftMailing(name="spring").act(wb, BEST)
    assert wb.mailings["spring"].segment == "spring"
