"""The dashboard of mailings without a browser: it equals its twins, and acts only on what was asked about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import ask, order
from widgets.mailing_dashboard import MailingDashboard

MAILING: dict[str, Any] = {
    "title": "Spring", "segment": "late", "control_share": 0.0, "purpose": "service",
    "variants": [{"name": "A", "templates": {"email": "hello"}}],
}  # fmt: skip


@pytest.fixture
def mailed(wb: Workbench) -> Iterator[Workbench]:
    """With a mailing to the segment `late`, fifteen customers of whom one has an address."""
    wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>Hello</p>"})
    wb.mailings.save("spring", MAILING)
    yield wb
    with wb.state.transaction() as connection:
        connection.execute("DELETE FROM messages; DELETE FROM sendings; DELETE FROM scheduled_mailings")


def chosen(wb: Workbench, mailing: str = "spring", occasion: str = "") -> MailingDashboard:
    widget = MailingDashboard(wb)
    ask(widget, mailing=mailing, occasion=occasion)
    return widget


def acts(widget: MailingDashboard) -> list[str]:
    return list(widget.shown["chosen"]["acts"])


def test_the_list_and_the_calendar_say_what_their_twins_say(mailed: Workbench) -> None:
    mailed.mailings.schedule("spring", "2126-12-01T10:00")
    widget = MailingDashboard(mailed)
    head, *rows = mailed.mailings.list().rows("en")
    assert [h["title"] for h in widget.shown["list"]["heads"]] == head
    assert [line["cells"] for line in widget.shown["list"]["lines"]] == rows
    ask(widget, tab="calendar", month="2126-12")
    twin = mailed.mailings.calendar("2126-12")
    days = [day for week in widget.shown["calendar"]["weeks"] for day in week]
    assert [day["on"] for day in days] == [day.on.isoformat() for day in twin]
    assert [line["said"] for day in days for line in day["lines"]] == [twin.says(line, "en") for line in twin.lines]
    assert (widget.shown["calendar"]["before"], widget.shown["calendar"]["after"]) == ("2126-11", "2127-01")


def test_a_mailing_is_scheduled_only_after_its_volume_was_shown(mailed: Workbench) -> None:
    widget = chosen(mailed)
    order(widget, "act", kind="schedule", fields={"at": "2126-12-01T10:00"}, sure=True)
    assert mailed.mailings.list().lines[0].status.value == "draft"
    assert widget.unsure["question"] == "Send “Spring” on 1 Dec 2126, 10:00 UTC? As of now it would reach:"
    assert widget.unsure["volume"] == [
        row.rsplit(": ", 1) for row in mailed.mailings.volume("spring", occasion="2126-12-01").describe().splitlines()
    ]
    order(widget, "act", kind="schedule", fields={"at": "2126-12-02T10:00"}, sure=True)
    assert mailed.mailings.list().lines[0].status.value == "draft"
    order(widget, "act", kind="schedule", fields={"at": "2126-12-02T10:00"}, sure=True)
    assert widget.said == "spring will be planned on 2 Dec 2126, 10:00 UTC."
    assert [x.status.value for x in mailed.mailings.list()] == ["scheduled"]


def test_a_sending_is_paused_resumed_and_given_up_with_the_reason(mailed: Workbench) -> None:
    mailed.mailings.send("spring", occasion="o", replay=True)
    widget = chosen(mailed, occasion="o")
    assert acts(widget) == ["pause", "cancel", "copy"]
    assert widget.shown["live"]
    order(widget, "act", kind="pause", fields={"why": "wrong price"})
    assert (acts(widget), widget.shown["chosen"]["why"]) == (["resume", "cancel", "copy"], "wrong price")
    order(widget, "act", kind="resume", fields={})
    order(widget, "act", kind="cancel", fields={})
    assert widget.shown["chosen"]["status"] == "sending"
    order(widget, "act", kind="cancel", fields={}, sure=True)
    assert (widget.shown["chosen"]["status"], acts(widget)) == ("cancelled", ["copy"])


def test_the_report_says_what_its_twins_say(mailed: Workbench) -> None:
    mailed.mailings.send("spring", occasion="o", replay=True)
    mailed.deliver()
    widget = chosen(mailed, occasion="o")
    ask(widget, tab="report")
    told, twin = widget.shown["report"], mailed.mailings.report("spring", occasion="o").describe().splitlines()
    assert [told["head"], *(": ".join(line) for line in told["lines"])] == [line.strip() for line in twin]
    assert told["effect"] == mailed.mailings.effect("spring", occasion="o").describe().splitlines()


def test_what_goes_on_elsewhere_is_seen_when_it_looks_again(mailed: Workbench) -> None:
    mailed.mailings.send("spring", occasion="o", replay=True)
    widget = chosen(mailed, occasion="o")
    before = (widget.shown["chosen"]["done"], widget.shown["chosen"]["recipients"])
    mailed.deliver()
    order(widget, "look")
    after = (widget.shown["chosen"]["done"], widget.shown["chosen"]["recipients"])
    assert (before, after) == ((0, 1), (1, 1))
    assert not widget.shown["live"]


def test_what_is_not_offered_is_refused(mailed: Workbench) -> None:
    widget = chosen(mailed)
    assert acts(widget) == ["schedule", "copy", "rename", "delete"]
    order(widget, "act", kind="cancel", fields={}, sure=True)
    assert "cancel" in widget.error
    order(widget, "act", kind="copy", fields={"to": "Not a name"})
    assert "cannot be a file name" in widget.error
    order(widget, "act", kind="schedule", fields={})
    assert "say when" in widget.error


def test_a_draft_is_renamed_and_deleted_after_a_second_word(mailed: Workbench) -> None:
    order(widget := chosen(mailed), "act", kind="rename", fields={"to": "summer"})
    assert (list(mailed.mailings), widget.shown["chosen"]) == (["summer"], None)
    widget = chosen(mailed, mailing="summer")
    order(widget, "act", kind="delete", fields={})
    assert (list(mailed.mailings), widget.unsure["kind"]) == (["summer"], "delete")
    assert "Delete the draft" in widget.unsure["question"]
    order(widget, "act", kind="delete", fields={}, sure=True)
    assert (list(mailed.mailings), widget.shown["chosen"]) == ([], None)


def test_what_waits_for_its_time_is_neither_renamed_nor_deleted(mailed: Workbench) -> None:
    mailed.mailings.schedule("spring", "2099-01-01T10:00")
    widget = chosen(mailed, occasion="2099-01-01")
    assert acts(widget) == ["schedule", "unschedule", "copy"]
    order(widget, "act", kind="delete", fields={}, sure=True)
    assert "delete" in widget.error
    assert list(mailed.mailings) == ["spring"]


def test_it_speaks_russian_and_says_how_to_begin(workspace: Path) -> None:
    with Workbench.open(workspace) as wb:
        assert "wb.mailings.draft" in MailingDashboard(wb).shown["empty"]
        assert "Рассылок пока нет" in MailingDashboard(wb, lang="ru").shown["empty"]
