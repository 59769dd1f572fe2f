"""Whether customers want messages through a medium, or a category of mailings in it."""

from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.person import user
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS
from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act, say_yes
from widgets.customer_profile import CustomerProfile
from widgets.rfm_matrix import RFMMatrix

NO_NEWS = {"medium": "email", "word": "no", "category": "news", "source": "asked in the shop"}


@pytest.fixture(autouse=True)
def _unsaid(wb: Workbench) -> None:
    with wb.state.transaction() as connection:
        connection.execute("DELETE FROM consents WHERE source <> 'import'")


def rows(widget: CustomerProfile, title: str) -> list[dict[str, Any]]:
    pages = widget.shown["profile"]["pages"]
    return next((s["rows"] for page in pages for s in page["sections"] if s["title"] == title), [])


def test_it_is_asked_once_more_of_many_and_nobody_else_is_changed(wb: Workbench, matrix: RFMMatrix) -> None:
    subscribed = {"kind": "subscribed", "category": "news", "medium": "email"}
    assert wb.segments.count(subscribed) == 25
    act(matrix, "change_subscription", **NO_NEWS)
    assert matrix.unsure["question"] == "Record for 3 customers: no to mailings “news” by e-mail?"
    assert wb.segments.count(subscribed) == 25
    say_yes(matrix)
    assert matrix.said == "Recorded for 3 customers: no to mailings “news” by e-mail."
    assert wb.segments.count(subscribed) == 22
    act(matrix, "change_subscription", **NO_NEWS)
    say_yes(matrix)
    assert matrix.said == "Recorded for 0 customers: no to mailings “news” by e-mail."


def test_a_word_about_all_messages_leaves_categories_alone_and_says_who_recorded_it(wb: Workbench) -> None:
    widget = CustomerProfile(wb, "C54", lang="ru")
    act(widget, "change_subscription", medium="sms", word="yes", source="анкета")
    assert widget.said == "Записано для 1 клиента: согласие на сообщения по SMS."
    word = wb.consent.of("C54")["sms"]
    assert (word.granted, word.source) == (True, f"анкета ({user()})")
    assert {s.source for s in wb.consent.subscriptions("C54")} == {""}


def test_a_category_that_is_not_there_is_refused_with_the_nearest(wb: Workbench) -> None:
    action = LIST_ACTIONS.parse({"kind": "change_subscription", **NO_NEWS, "category": "nwes"})
    before = wb.consent.history("C55")
    with pytest.raises(UnknownName, match="did you mean 'news'"):
        action.act(wb, {"kind": "rfm", "r": 5})
    assert wb.consent.history("C55") == before


def test_a_row_of_the_profile_is_changed_by_its_button_and_back(wb: Workbench) -> None:
    widget = CustomerProfile(wb, "C54")
    [email, sms, *others] = rows(widget, "Subscriptions")
    assert [row["cells"][:4] for row in (email, sms, *others)] == [
        ["Shop news", "e-mail", "yes", "by default"], ["Shop news", "SMS", "no", "by default"],
        ["Shop news", "push", "no", "by default"], ["Shop news", "messenger", "no", "by default"],
        ["Shop news", "call", "no", "by default"],
    ]  # fmt: skip
    assert email["change"]["label"] == "Unsubscribe"
    act(widget, email["change"]["order"]["kind"], **email["change"]["order"]["fields"])
    [email, *_] = rows(widget, "Subscriptions")
    assert email["cells"][2:4] == ["no", f"customer profile ({user()})"]
    assert email["change"]["label"] == "Subscribe"
    assert ("consent", "e-mail, Shop news: unsubscribed") in [
        (h["kind"], h["text"]) for h in widget.shown["profile"]["timeline"]
    ]
    act(widget, email["change"]["order"]["kind"], **email["change"]["order"]["fields"])
    assert rows(widget, "Subscriptions")[0]["cells"][2] == "yes"


def test_a_word_about_a_medium_is_changed_too(wb: Workbench) -> None:
    widget = CustomerProfile(wb, "C54", lang="ru")
    for word in rows(widget, "Согласия"):
        assert (word["cells"][1:], word["change"]["label"]) == (["нет", "по умолчанию", ""], "Разрешить")
    for said, next_ in {"да": "Запретить", "нет": "Разрешить"}.items():
        order = rows(widget, "Согласия")[0]["change"]["order"]
        act(widget, order["kind"], **order["fields"])
        email, *others = rows(widget, "Согласия")
        assert (email["cells"][:2], email["change"]["label"]) == (["e-mail", said], next_)
        assert [row["cells"][0] for row in others] == ["SMS", "push", "мессенджер", "звонок"]
        assert {row["cells"][2] for row in others} == {"по умолчанию"}


def test_a_category_that_is_gone_can_be_left_and_not_joined(wb: Workbench) -> None:
    with wb.state.transaction() as connection:
        connection.execute(
            "INSERT INTO consents (customer_id, medium, category, granted, source) "
            "VALUES ('C54', 'sms', 'gone', true, 'test')"
        )
    widget = CustomerProfile(wb, "C54")
    [gone] = [row for row in rows(widget, "Subscriptions") if row["cells"][0] == "gone"]
    act(widget, gone["change"]["order"]["kind"], **gone["change"]["order"]["fields"])
    assert widget.error == ""
    [gone] = [row for row in rows(widget, "Subscriptions") if row["cells"][0] == "gone"]
    assert (gone["cells"][2], gone["change"]) == ("no", None)
    with pytest.raises(UnknownName, match="there is no category called 'gone'"):
        wb.consent.allow("C54", "sms", category="gone", source="test")
