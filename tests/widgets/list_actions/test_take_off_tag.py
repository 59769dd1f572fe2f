"""A tag is taken off those who carry it."""

from __future__ import annotations

from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act
from widgets.customer_profile import CustomerProfile
from widgets.rfm_matrix import RFMMatrix


def test_it_is_taken_off_the_chosen_ones_and_nobody_else(wb: Workbench, matrix: RFMMatrix) -> None:
    wb.tags.put("over", ["C53", "C54", "C11"])
    act(matrix, "take_off_tag", tag="over")
    assert matrix.said == "The tag “over” was taken off 2 customers."
    assert wb.segments.count({"kind": "tag", "name": "over"}) == 1
    act(matrix, "take_off_tag", tag="over")
    assert matrix.said == "Nobody in this list had the tag “over”."


def test_of_one_customer_it_is_gone_from_the_profile_at_once(wb: Workbench) -> None:
    wb.tags.put("passing", ["C54", "C55"])
    widget = CustomerProfile(wb, "C54", lang="ru")
    assert "passing" in str(widget.shown["profile"]["pages"])
    act(widget, "take_off_tag", tag="passing")
    assert widget.said == "Метка «passing» снята с 1 клиента."
    assert "passing" not in str(widget.shown["profile"]["pages"])
    assert wb.segments.count({"kind": "tag", "name": "passing"}) == 1
