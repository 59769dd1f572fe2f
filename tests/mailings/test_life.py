"""Where mailings stand: from a draft over its time to its end, in the list and in the calendar."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.mailings import book
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.status import MailingStatus
from smartcom_kernel.state import sendings
from smartcom_kernel.workbench import Workbench
from tests.mailings.conftest import MAILING


def later(wb: Workbench, **by: float) -> None:
    assert isinstance(wb.clock, FixedClock)
    wb.clock.advance(timedelta(**by))


def statuses(wb: Workbench) -> list[tuple[str, str, str]]:
    return [(line.mailing, line.occasion, line.status.value) for line in wb.mailings.list()]


def test_a_mailing_goes_from_draft_over_scheduled_to_sent(wb: Workbench) -> None:
    assert statuses(wb) == [("spring", "", "draft")]
    waits = wb.mailings.schedule("spring", "2026-03-01T14:00")
    assert waits.starts_at.isoformat() == "2026-03-01T11:00:00+00:00"
    assert statuses(wb) == [("spring", "2026-03-01", "scheduled")]
    later(wb, hours=1.9)
    assert wb.deliver().people == 0
    later(wb, hours=0.1)
    assert wb.deliver().accepted == 11
    assert statuses(wb) == [("spring", "2026-03-01", "sent")]
    assert wb.deliver().accepted == 0


@pytest.mark.parametrize(
    ("status", "said"),
    [("planning", "collecting"), ("sending", "sending"), ("paused", "paused"), ("cancelled", "cancelled")],
)
def test_a_sending_says_where_its_mailing_stands(wb: Workbench, status: str, said: str) -> None:
    wb.mailings.send("spring")
    with wb.state.transaction() as connection:
        connection.execute("UPDATE sendings SET status = %s::sending_status", [status])
    assert statuses(wb) == [("spring", "2026-03-01", said)]


def test_what_is_planned_for_later_is_scheduled_until_then(wb: Workbench) -> None:
    wb.mailings.save("spring", {**MAILING, "starts_at": "2026-03-01T15:00:00+03:00"})
    wb.mailings.send("spring")
    assert statuses(wb) == [("spring", "2026-03-01", "scheduled")]
    later(wb, hours=4)
    assert statuses(wb) == [("spring", "2026-03-01", "sending")]


def test_every_status_has_words_in_both_languages() -> None:
    assert len({status.words(lang) for status in MailingStatus for lang in ("en", "ru")}) == 2 * len(MailingStatus)


def test_a_mailing_taken_back_before_its_time_is_a_draft_again_and_does_not_leave(wb: Workbench) -> None:
    wb.mailings.schedule("spring", "2026-03-01T14:00")
    wb.mailings.unschedule("spring")
    later(wb, hours=3)
    assert wb.deliver().people == 0
    assert statuses(wb) == [("spring", "", "draft")]
    with pytest.raises(DataError, match="not scheduled"):
        wb.mailings.unschedule("spring")


def test_scheduling_again_moves_it(wb: Workbench) -> None:
    wb.mailings.schedule("spring", "2026-03-01T14:00")
    wb.mailings.schedule("spring", "2026-03-01T20:00", zone="Asia/Yekaterinburg")
    later(wb, hours=3)
    assert wb.mailings.plan_due() == ()
    later(wb, hours=3)
    assert [report.people for report in wb.mailings.plan_due()] == [11]


def test_a_time_that_is_over_and_an_occasion_that_was_planned_are_refused(wb: Workbench) -> None:
    with pytest.raises(DataError, match="is over"):
        wb.mailings.schedule("spring", "2026-03-01T11:59")
    with pytest.raises(DataError, match="no time zone 'Moscow'"):
        wb.mailings.schedule("spring", "2026-03-02T11:59", zone="Moscow")
    wb.mailings.send("spring")
    with pytest.raises(DataError, match="planned already"):
        wb.mailings.schedule("spring", "2026-03-01T14:00")
    assert statuses(wb) == [("spring", "2026-03-01", "sending")]


def test_a_mailing_that_cannot_be_planned_is_not_scheduled(wb: Workbench) -> None:
    wb.templates.delete("hello")
    with pytest.raises(SpecError, match="no template called 'hello'"):
        wb.mailings.schedule("spring", "2026-03-01T14:00")
    assert statuses(wb) == [("spring", "", "draft")]


def test_what_breaks_while_it_waits_is_said_in_the_list_and_tried_again(wb: Workbench) -> None:
    wb.mailings.schedule("spring", "2026-03-01T14:00")
    (wb.folder / "segments" / "all.yml").unlink()
    later(wb, hours=3)
    assert wb.mailings.plan_due() == ()
    [line] = wb.mailings.list()
    assert line.status is MailingStatus.SCHEDULED
    assert "all" in line.why
    wb.segments.save("all", {"kind": "attribute", "name": "customer_id", "is": {"exists": True}})
    assert [report.people for report in wb.mailings.plan_due()] == [11]


def test_a_mailing_that_nobody_planned_for_a_day_does_not_leave_late(wb: Workbench) -> None:
    wb.mailings.schedule("spring", "2026-03-01T14:00")
    later(wb, hours=26.1)
    assert wb.mailings.plan_due() == ()
    assert statuses(wb) == [("spring", "2026-03-01", "scheduled")]


def test_a_mailing_that_is_a_day_late_says_so(wb: Workbench) -> None:
    wb.mailings.schedule("spring", "2026-03-01T14:00")
    later(wb, hours=30)
    wb.mailings.plan_due()
    [line] = wb.mailings.list()
    assert line.why.startswith("was due more than 24 hours ago and was not sent")


def test_a_mailing_that_breaks_unforeseen_keeps_no_other_back(wb: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    wb.mailings.save("a_bad", MAILING)
    wb.mailings.schedule("a_bad", "2026-03-01T13:30")
    wb.mailings.schedule("spring", "2026-03-01T14:00")
    later(wb, hours=3)

    def out_of_memory(*args: Any, **more: Any) -> Any:
        if args[3].name == "a_bad":
            raise MemoryError("no room")
        return plan(*args, **more)

    monkeypatch.setattr(book, "plan", out_of_memory)
    assert wb.deliver().accepted == 11
    assert {line.mailing: (line.status.value, line.why) for line in wb.mailings.list()} == {
        "a_bad": ("scheduled", "MemoryError: no room"), "spring": ("sent", ""),
    }  # fmt: skip


def test_a_template_spoilt_while_its_sending_is_paused_does_not_leave(
    wb: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    wb.mailings.send("spring")
    wb.mailings.pause("spring", "a look")
    wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<a href='http://'>Hello</a>"})
    monkeypatch.setattr(book, "_leaving", lambda _: {"email"})
    with pytest.raises(SpecError, match="leads nowhere"):
        wb.mailings.resume("spring")
    assert statuses(wb)[0][2] == "paused"


def test_a_mailing_that_waits_is_not_started_for_a_second_time(wb: Workbench) -> None:
    wb.mailings.schedule("spring", "2026-03-02T14:00")
    with pytest.raises(DataError, match="unschedule it first"):
        wb.mailings.send("spring")
    assert statuses(wb) == [("spring", "2026-03-02", "scheduled")]
    assert wb.mailings.send("spring", occasion="2026-03-02").people == 11
    assert statuses(wb) == [("spring", "2026-03-02", "sending")]
    later(wb, hours=30)
    assert [report.already for report in wb.mailings.plan_due()] == [True]
    assert statuses(wb) == [("spring", "2026-03-02", "sending")]


def test_an_audience_far_larger_than_usual_is_asked_about(wb: Workbench) -> None:
    wb.mailings.save("small", {**MAILING, "segment": "one"})
    for occasion in ("a", "b", "c"):
        wb.mailings.send("small", occasion=occasion)
    with pytest.raises(DataError, match=r"11 people, more than 10 times as many as usual \(1\)"):
        wb.mailings.send("spring")
    assert ("spring", "", "draft") in statuses(wb)
    assert wb.mailings.send("spring", sure=True).people == 11


def test_the_list_counts_what_was_sent_and_what_it_is_credited_with(wb: Workbench) -> None:
    wb.mailings.send("spring")
    wb.deliver()
    found = wb.mailings.list()
    [line] = found
    assert (line.people, line.recipients, line.sent, line.delivered, line.open) == (11, 11, 11, 0, 0)
    assert (line.receipts, line.revenue) == (3, Decimal("125.50"))
    assert (line.receipts, line.revenue) == tuple(wb.attribution.by_variant("spring")[["receipts", "revenue"]].iloc[0])
    assert (found.sent, found.receipts, found.revenue) == (1, 3, Decimal("125.50"))
    assert found.frame["revenue"].tolist() == [Decimal("125.50")]
    assert "credited with 3 receipts" in found.describe("en")
    assert "отнесено чеков: 3" in found.describe("ru")
    assert "Spring" in found._repr_html_()


def test_what_is_credited_is_asked_again_when_a_message_comes_back_or_receipts_come(wb: Workbench) -> None:
    wb.mailings.send("spring")
    wb.deliver()
    [before] = wb.mailings.list()
    credit = wb.lake.arrow(wb.attribution.credit("spring")).to_pylist()
    with wb.state.transaction() as connection:
        connection.execute(
            "UPDATE messages SET state = 'bounced' WHERE message_id = %s", [(first := credit[0])["message_id"]]
        )
    gone = [row for row in credit if row["message_id"] == first["message_id"]]
    [after] = wb.mailings.list()
    assert (after.receipts, after.revenue) == (len(credit) - len(gone), before.revenue - sum(r["total"] for r in gone))
    there = {**credit[-1], "receipt_id": "one more"}
    more = pa.Table.from_pylist([{name: there[name] for name in ("receipt_id", "customer_id", "issued_at", "total")}])
    wb.lake.insert("receipts", wb.lake.temporary(more))
    [later] = wb.mailings.list()
    assert (later.receipts, later.revenue) == (after.receipts + 1, after.revenue + there["total"])


def test_the_list_is_searched_sorted_and_paged(wb: Workbench) -> None:
    for n in range(12):
        wb.mailings.save(f"m{n:02}", {**MAILING, "title": f"Letter {n}"})
    found = wb.mailings.list(text="LETTER", sort="mailing", descending=False, page_size=10, page=2)
    assert ([line.mailing for line in found], found.found, found.pages) == (["m10", "m11"], 12, 2)
    assert [line.mailing for line in wb.mailings.list(text="letter", page=9, page_size=10, sort="title")] != []
    with pytest.raises(SpecError, match="cannot be sorted by 'colour'"):
        wb.mailings.list(sort="colour")
    with pytest.raises(SpecError, match="a page holds 10, 25, 50, 100"):
        wb.mailings.list(page_size=7)


def test_a_faulty_file_is_listed_with_its_fault_and_hides_no_other(wb: Workbench) -> None:
    (wb.folder / "mailings" / "broken.yml").write_text("segmnt: all\n", encoding="utf-8")
    lines = {line.mailing: line for line in wb.mailings.list()}
    assert set(lines) == {"spring", "broken"}
    assert "segment" in lines["broken"].why


def test_only_a_draft_is_renamed_or_deleted_and_a_copy_begins_anew(wb: Workbench) -> None:
    wb.mailings.save("spring", {**MAILING, "starts_at": "2026-03-08T10:00:00+03:00"})
    assert wb.mailings.copy("spring", "summer").starts_at is None
    with pytest.raises(SpecError, match="is there already"):
        wb.mailings.copy("spring", "summer")
    wb.mailings.rename("summer", "autumn")
    wb.mailings.schedule("autumn", "2026-03-02T10:00")
    for refused in (lambda: wb.mailings.delete("autumn"), lambda: wb.mailings.rename("autumn", "x")):
        with pytest.raises(DataError, match="no draft any more"):
            refused()
    wb.mailings.unschedule("autumn")
    wb.mailings.delete("autumn")
    assert list(wb.mailings) == ["spring"]


def test_the_calendar_shows_what_was_sent_waits_and_is_dated_and_who_gets_two(wb: Workbench) -> None:
    wb.mailings.send("spring")
    wb.deliver()
    for name, segment in (("news", "all"), ("vip", "one")):
        wb.mailings.save(name, {**MAILING, "segment": segment, "title": name})
        wb.mailings.schedule(name, "2026-03-09T00:30")
    wb.mailings.save("dated", {**MAILING, "starts_at": "2026-03-08T10:00:00+03:00"})
    march = wb.mailings.calendar("2026-03")
    assert (march.days[0].on.isoformat(), march.days[-1].on.isoformat()) == ("2026-02-23", "2026-04-05")
    days = {
        day.on.isoformat(): ([f"{x.mailing} {x.status}" for x in day.lines], day.twice) for day in march if day.lines
    }
    assert days == {
        "2026-03-01": (["spring sent"], 0),
        "2026-03-08": (["dated draft"], 0),
        "2026-03-09": (["news scheduled", "vip scheduled"], 1),
    }
    week = wb.mailings.calendar(week="2026-03-11")
    assert (len(week.days), week.first.isoformat()) == (7, "2026-03-09")
    assert "get two or more: 1" in week.describe("en")
    assert march.frame["mailing"].tolist() == ["spring", "dated", "news", "vip"]
    assert [line.mailing for line in wb.mailings.calendar("2026-03", text="VIP").lines] == ["vip"]
    assert wb.mailings.calendar("2026-03", text="sms").lines == []
    with pytest.raises(DataError, match="is no month"):
        wb.mailings.calendar("march")


def test_what_a_title_says_is_text_in_the_calendar_and_the_list(wb: Workbench) -> None:
    hostile = "<script>alert(1)</script>"
    wb.mailings.save("spring", {**MAILING, "title": hostile})
    wb.mailings.schedule("spring", "2026-03-02T10:00")
    for shown in (wb.mailings.calendar("2026-03"), wb.mailings.list()):
        assert hostile not in shown._repr_html_()
        assert "&lt;script&gt;" in shown._repr_html_()


def test_who_stopped_what_and_why_is_in_the_audit_log(wb: Workbench) -> None:
    wb.mailings.schedule("spring", "2026-03-01T14:00")
    wb.mailings.unschedule("spring")
    wb.mailings.send("spring")
    wb.mailings.pause("spring", "wrong price")
    wb.mailings.resume("spring")
    wb.mailings.cancel("spring", "too late")
    said = [entry.definition for entry in wb.audit][:5]
    assert said[::-1] == [
        "spring 2026-03-01 scheduled for 2026-03-01T11:00:00+00:00", "spring unscheduled",
        "spring 2026-03-01 paused: wrong price", "spring 2026-03-01 resumed", "spring 2026-03-01 cancelled: too late",
    ]  # fmt: skip
    with wb.state.transaction() as connection:
        found = sendings.find(connection, "spring")
    assert found is not None
    assert found.why == "too late"


def test_a_dry_run_shows_a_message_of_each_variant_for_somebody_who_will_get_it(wb: Workbench) -> None:
    wb.templates.save("other", {"medium": "email", "subject": "For {{ client.customer_id }}", "html": "<p>Hi</p>"})
    variants = [{"name": name, "templates": {"email": made}} for name, made in (("A", "hello"), ("B", "other"))]
    wb.mailings.save("spring", {**MAILING, "variants": variants})
    foretold = wb.mailings.preview("spring")
    assert foretold.volume == wb.mailings.volume("spring")
    assert [(sample.variant, sample.medium) for sample in foretold.samples] == [("A", "email"), ("B", "email")]
    assert sum(sample.people for sample in foretold.samples) == foretold.volume.final == 11
    other = foretold.samples[1].preview
    assert other.message is not None
    assert other.message.subject == f"For {other.who}"
    wb.mailings.send("spring")
    with wb.state.transaction() as connection:
        row = connection.execute("SELECT variant FROM messages WHERE customer_id = %s", [other.who]).fetchone()
    assert row == {"variant": "B"}
    assert f"variant B, e-mail: {foretold.samples[1].people}; {other.who}: For {other.who}" in foretold.describe()
