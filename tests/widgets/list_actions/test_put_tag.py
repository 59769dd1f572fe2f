"""A tag on the chosen customers, for so many days or for good."""

from __future__ import annotations

import pytest

from smartcom_kernel.core.person import user
from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act, asked, receive
from widgets.customer_profile import CustomerProfile
from widgets.rfm_matrix import RFMMatrix


def test_it_is_put_on_all_of_them_and_runs_out(wb: Workbench, matrix: RFMMatrix) -> None:
    act(matrix, "put_tag", tag=" call ", days=30)
    assert matrix.said == "The tag “call” was put on 3 customers for 30 days."
    assert wb.segments.count({"kind": "tag", "name": "call"}) == 3
    [tag] = [tag for tag in wb.profile("C53").tags if tag["tag"] == "call"]
    assert (tag["expires_at"] - tag["set_at"]).days == 30
    assert tag["source"] == user()


def test_a_tag_that_is_in_use_is_offered(matrix: RFMMatrix) -> None:
    act(matrix, "put_tag", tag="offered")
    offered = {f["name"]: f["offered"] for form in matrix.actions if form["kind"] == "put_tag" for f in form["fields"]}
    assert "offered" in offered["tag"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"tag": " "}, "Метка: нужно заполнить"),
        ({"tag": "x" * 101}, "Метка: длина должна быть не больше 100, а не 101"),
        ({"tag": "vip", "days": 0}, "На сколько дней: должно быть не меньше 1, а не 0"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_and_nothing_is_put(
    wb: Workbench, fields: dict[str, object], fault: str
) -> None:
    before = wb.tags.in_use()["tag"].tolist()
    widget = CustomerProfile(wb, "C55", lang="ru")
    act(widget, "put_tag", **fields)
    assert widget.error == fault
    assert wb.tags.in_use()["tag"].tolist() == before


def test_of_one_customer_it_is_seen_in_the_profile_at_once(wb: Workbench) -> None:
    widget = CustomerProfile(wb, "C54", lang="ru")
    act(widget, "put_tag", tag="лично", days=1)
    assert widget.said == "Метка «лично» поставлена 1 клиенту на 1 день."
    assert wb.segments.count({"kind": "tag", "name": "лично"}) == 1
    assert "лично" in str(widget.shown["profile"]["pages"])


def test_an_order_is_about_what_was_chosen_when_it_was_given(wb: Workbench, matrix: RFMMatrix) -> None:
    """It may overtake the choice, which waits for a pause in clicking."""
    chosen = asked(matrix, cells={"RF": [[1, 1]]})
    fields = {"kind": "put_tag", "fields": {"tag": "gone"}}
    receive(matrix, {"method": "custom", "content": {"command": "act", "fields": fields, "asked": chosen}})
    assert wb.segments.count({"kind": "tag", "name": "gone"}) == 1
