"""Points for the chosen customers, once for an occasion."""

from __future__ import annotations

import pytest

from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act, ask, order, say_yes
from widgets.customer_profile import CustomerProfile
from widgets.rfm_matrix import RFMMatrix


def test_all_of_them_get_points_and_a_second_press_gives_none(wb: Workbench, matrix: RFMMatrix) -> None:
    for said in (
        "“flowers”: 50 points each for 3 customers.",
        "“flowers”: 50 points each for 0 customers; 3 had got them before.",
    ):
        act(matrix, "accrue_points", amount=50, occasion=" flowers ")
        assert matrix.unsure["question"] == (
            "Accrue 50 points each for “flowers” to 3 customers? Whoever got some for it before gets none again."
        )
        say_yes(matrix)
        assert (matrix.said, matrix.unsure) == (said, {})
    now = wb.at(wb.clock.now()).segments
    assert now.count({"kind": "points", "name": "accrued", "is": {"gte": 50}}) == 3


def test_nobody_gets_any_before_the_second_word_which_is_about_what_was_asked(wb: Workbench, matrix: RFMMatrix) -> None:
    fields = {"amount": 5, "occasion": "haste"}
    order(matrix, "act", kind="accrue_points", fields=fields, sure=True)  # nothing was asked yet
    assert matrix.unsure
    order(matrix, "act", kind="accrue_points", fields={**fields, "amount": 500}, sure=True)
    assert matrix.unsure["fields"]["amount"] == 500
    ask(matrix, cells={"RF": [[5, 5], [1, 1]]})
    assert matrix.unsure == {}
    order(matrix, "act", kind="accrue_points", fields={**fields, "amount": 500}, sure=True)
    assert "haste" not in wb.points.given()["occasion"].tolist()


def test_of_one_customer_they_are_seen_in_the_profile_at_once(wb: Workbench) -> None:
    widget = CustomerProfile(wb, "C54", lang="ru")
    act(widget, "accrue_points", amount=12.5, occasion="извинение")
    assert widget.said == "«извинение»: начислено по 12,50 балла, 1 клиенту."
    assert ("accrual", "12,5 · извинение") in [(h["kind"], h["text"]) for h in widget.shown["profile"]["timeline"]]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"amount": 50, "occasion": " "}, "За что: нужно заполнить"),
        (
            {"amount": 10_000_000, "occasion": "x"},
            "Баллов каждому: должно быть не больше 1\u202f000\u202f000, а не 10000000",
        ),
        ({"amount": 0, "occasion": "x"}, "Баллов каждому: нужно число, кроме 0"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_and_nothing_is_given(
    wb: Workbench, fields: dict[str, object], fault: str
) -> None:
    widget = CustomerProfile(wb, "C55", lang="ru")
    before = len(wb.points.given())
    act(widget, "accrue_points", **fields)
    assert widget.error.startswith(fault)
    assert len(wb.points.given()) == before
