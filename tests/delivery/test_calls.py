"""Calls: queued as messages are accepted, taken by one operator each, told, and heeded by message and number."""

from __future__ import annotations

import csv
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.call_centre import CallCentreChannel
from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.errors import DataError, SetupError, SpecError, UnknownName
from smartcom_kernel.delivery.calls import CallBook
from smartcom_kernel.mailings.control import cancel, pause
from smartcom_kernel.state import contacts, suppressions
from smartcom_kernel.state.connect import State
from tests.delivery.posts import NOW, go, planned

CENTRE = CallCentreChannel(queue="loyalty", tries=3, again_after_minutes=120)
PHONES = {"c0": "+79000000000", "c1": "+79000000001"}
HOUR = timedelta(hours=1)


def book(state: State, at: datetime = NOW, channel: Channel = CENTRE, quiet_hours: object = None) -> CallBook:
    told = Delivery.model_validate({"quiet_hours": quiet_hours or {}})
    return CallBook(state, lambda: channel, told, clock=FixedClock(at), zone="Europe/Moscow")


def queued(state: State, people: Mapping[str, str] = PHONES, channel: Channel = CENTRE, **more: Any) -> int:
    sending_id = planned(state, people, medium="call", **more)
    go(state, {"call": channel}, quiet_hours={})
    return sending_id


def stands(state: State) -> dict[str, tuple[str, str]]:
    with state.transaction() as connection:
        found = connection.execute("SELECT customer_id, state, code FROM messages ORDER BY customer_id").fetchall()
    return {row["customer_id"]: (row["state"], row["code"]) for row in found}


def number_of(calls: CallBook, operator: str = "olga") -> int:
    task = calls.next(operator)
    assert task is not None
    return task.task


def test_a_call_is_queued_as_it_is_accepted_and_reached_as_it_is_told(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    calls = book(state)
    task = calls.next("olga")
    assert task is not None
    assert (task.customer_id, task.phone, task.script, task.queue) == ("c0", "+79000000000", "Spring!", "loyalty")
    assert stands(state) == {"c0": ("accepted", "")}
    told = book(state, NOW + HOUR).result(task.task, "reached", remark="will come", operator="olga")
    assert told.ended_at == NOW + HOUR
    assert stands(state) == {"c0": ("delivered", "reached")}
    assert book(state).next("olga") is None


def test_an_operator_gets_the_same_person_until_the_result_is_told(state: State) -> None:
    queued(state)
    calls = book(state)
    first = number_of(calls)
    assert number_of(calls) == first
    calls.result(first, "reached", operator="olga")
    assert number_of(calls) != first


def test_two_operators_never_have_the_same_person(state: State) -> None:
    people = {f"c{n}": f"+7900000{n:04}" for n in range(40)}
    queued(state, people)
    taken: dict[str, list[int]] = {}
    start = threading.Barrier(4)

    def work(operator: str) -> None:
        calls, mine = book(state), taken.setdefault(operator, [])
        start.wait()
        while task := calls.next(operator):
            mine.append(task.task)
            calls.result(task.task, "reached", operator=operator)

    threads = [threading.Thread(target=work, args=(f"operator {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [task for mine in taken.values() for task in mine]
    assert (len(every), len(set(every))) == (40, 40)


def test_what_somebody_else_has_cannot_be_told_by_another(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    calls = book(state)
    task = number_of(calls)
    with pytest.raises(DataError, match=f"olga has the call {task}"):
        calls.result(task, "reached", operator="ivan")
    assert calls.let_go("olga") == 1
    assert number_of(calls, "ivan") == task


def test_who_is_not_reached_is_called_again_later_and_given_up_after_three_tries(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    for n in range(3):
        at = NOW + 2 * HOUR * n
        if n:
            assert book(state, at - timedelta(seconds=1)).next("olga") is None
        calls = book(state, at)
        told = calls.result(number_of(calls), "no_answer", operator="olga")
        assert (told.ended_at is None) == (n < 2)
    assert stands(state) == {"c0": ("bounced", "no_answer")}
    with state.transaction() as connection:
        found = contacts.find(connection, "call", "+79000000000")
    assert found is not None
    assert (found.code, found.is_hard) == (5, False)


def test_who_asks_to_be_called_later_is_called_then_and_it_is_no_try(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    calls, later = book(state), NOW + 26 * HOUR
    calls.result(number_of(calls), "call_back", again_at=later, operator="olga")
    assert book(state, later - HOUR).next("olga") is None
    task = book(state, later).next("ivan")
    assert task is not None
    assert task.tries == 0


def test_a_wrong_number_gets_no_sms_either(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    calls = book(state)
    calls.result(number_of(calls), "wrong_number", operator="olga")
    assert stands(state) == {"c0": ("bounced", "wrong_number")}
    planned(state, {"c0": "+79000000000"}, mailing="by sms", medium="sms")
    channel = MemoryChannel()
    go(state, {"sms": channel})
    assert channel.sent == []


def test_who_wants_no_more_calls_is_called_by_no_mailing(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    calls = book(state)
    calls.result(number_of(calls), "refused", operator="olga")
    assert stands(state) == {"c0": ("delivered", "refused")}
    with state.transaction() as connection:
        assert suppressions.find(connection, "call", "+79000000000") is not None
        assert suppressions.find(connection, "sms", "+79000000000") is None
    planned(state, {"c0": "+79000000000"}, mailing="summer", medium="call")
    go(state, {"call": CENTRE}, quiet_hours={})
    assert book(state).next("olga") is None


def test_who_forbids_calls_while_the_call_waits_is_not_called(state: State) -> None:
    queued(state)
    ConsentBook(state).forbid("c0", "call", source="the page")
    calls = book(state)
    task = calls.next("olga")
    assert task is not None
    assert task.customer_id == "c1"
    calls.result(task.task, "reached", operator="olga")
    assert calls.next("olga") is None
    assert stands(state) == {"c0": ("bounced", "withdrawn"), "c1": ("delivered", "reached")}


def test_calls_of_a_sending_that_is_cancelled_are_taken_back_and_of_one_that_is_paused_wait(state: State) -> None:
    sending_id = planned(state, {**PHONES, "c2": "+79000000002"}, medium="call")
    go(state, {"call": CENTRE}, limit=2, quiet_hours={})
    pause(state, sending_id, "a look")
    assert book(state).next("olga") is None
    cancel(state, sending_id, "a mistake", now=NOW)
    assert book(state).next("olga") is None
    assert sorted(stands(state).values()) == [("bounced", "withdrawn"), ("bounced", "withdrawn"), ("skipped", "")]


def test_a_call_that_is_too_late_is_not_made(state: State) -> None:
    queued(state, {"c0": "+79000000000"}, lifetime=HOUR)
    assert book(state, NOW + HOUR).next("olga") is None
    assert stands(state) == {"c0": ("bounced", "expired")}


def test_nobody_is_called_at_night_where_they_are(state: State) -> None:
    people = {f"c{n}": f"+7900000000{n}" for n in range(5)}
    planned(state, {c: people[c] for c in ("c0", "c1", "c2")}, medium="call", zone="Asia/Vladivostok")
    planned(state, {c: people[c] for c in ("c3", "c4")}, medium="call", zone="Europe/Moscow", mailing="west")
    go(state, {"call": CENTRE}, quiet_hours={})
    night = {"call": "21:00-09:00"}  # 12:00 UTC is 22:00 in Vladivostok
    calls = book(state, quiet_hours=night)
    found = set()
    while task := calls.next("olga"):
        found.add(task.customer_id)
        calls.result(task.task, "reached", operator="olga")
    assert found == {"c3", "c4"}
    assert {line.standing: line.tasks for line in calls.standing().lines} == {"waits": 3, "reached": 2}
    morning = book(state, datetime.fromisoformat("2026-03-01T23:00+00:00"), quiet_hours=night)
    assert morning.next("olga") is not None


def test_what_is_urgent_comes_first_and_each_queue_has_its_own(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    queued(state, {"c1": "+79000000001"}, CallCentreChannel(priority=1, queue="vip"), mailing="vip")
    calls = book(state)
    only = calls.next("ivan", queue="loyalty")
    assert only is not None
    assert only.customer_id == "c0"
    urgent = calls.next("olga")
    assert urgent is not None
    assert (urgent.customer_id, urgent.priority) == ("c1", 1)


def test_a_result_that_does_not_exist_is_refused_with_the_nearest(state: State) -> None:
    queued(state, {"c0": "+79000000000"})
    calls = book(state)
    task = number_of(calls)
    with pytest.raises(UnknownName, match="did you mean 'no_answer'"):
        calls.result(task, "no_anwser", operator="olga")
    with pytest.raises(DataError, match="there is no call with the number 999"):
        calls.result(999, "reached", operator="olga")
    calls.result(task, "reached", operator="olga")
    with pytest.raises(DataError, match=r"the call \d+ ended on 2026-03-01 12:00 UTC with: reached"):
        calls.result(task, "busy", operator="olga")


def test_calls_of_another_channel_are_not_taken(state: State) -> None:
    with pytest.raises(SetupError, match="set kind = 'call_centre'"):
        book(state, channel=MemoryChannel()).next("olga")


def test_an_operators_words_are_read_and_told_in_both_languages(state: State) -> None:
    assert book(state).standing().describe("ru") == "звонков в очереди ещё не было"
    queued(state)
    number_of(book(state))
    assert book(state).standing().describe() == "loyalty: with an operator: 1\nloyalty: to be called: 1"


# files ------------------------------------------------------------------------------------------------------------


def results(path: Path, *lines: str, head: str = "task,tried_at,result,remark,again_at") -> Path:
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return path


def test_calls_go_out_as_a_file_and_results_come_back(state: State, tmp_path: Path) -> None:
    queued(state)
    calls = book(state)
    out = tmp_path / "monday.csv"
    assert calls.export(out) == 2
    assert calls.next("olga") is None
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["phone"] for row in rows] == ["+79000000000", "+79000000001"]
    assert (out.stat().st_mode & 0o777) == 0o600
    first, second = (row["task"] for row in rows)
    told = results(
        tmp_path / "told.csv", f"{first},2026-03-01T14:10,no_answer,,", f"{second},2026-03-01T14:20,reached,ok,",
        f"{first},2026-03-01T14:50,refused,,",
    )  # fmt: skip
    after = book(state, NOW + HOUR)
    taken = after.load(told, centre="monday.csv")
    assert (taken.told, taken.new, taken.ended) == (3, 3, 2)
    assert stands(state) == {"c0": ("delivered", "refused"), "c1": ("delivered", "reached")}
    assert after.load(told, centre="monday.csv").new == 0


def test_writing_the_same_file_again_writes_what_it_holds(state: State, tmp_path: Path) -> None:
    queued(state)
    out = tmp_path / "monday.csv"
    assert (book(state).export(out, most=1), book(state).export(out), book(state).export(out)) == (1, 2, 2)
    assert book(state).export(tmp_path / "tuesday.csv") == 0


def test_every_faulty_line_is_named_and_nothing_is_taken_in(state: State, tmp_path: Path) -> None:
    queued(state, {"c0": "+79000000000"})
    task = number_of(book(state))
    told = results(
        tmp_path / "told.csv", f"{task},2026-03-01T14:10,reached,,", "seven,2026-03-01T14:10,reached,,",
        f"{task},yesterday,reached,,", f"{task},2026-03-01T14:10,reachd,,", "999,2026-03-01T14:10,busy,,",
        f"{task},2026-04-01T14:10,busy,,",
    )  # fmt: skip
    with pytest.raises(SpecError) as caught:
        book(state, NOW + HOUR).load(told, centre="olga")
    said = str(caught.value)
    for what in (
        "line 3: task is 'seven'", "line 4: 'yesterday' is not an ISO date", "line 5: result is 'reachd'; did you mean "
        "'reached'", "line 6: there is no call 999", "line 7: tried_at is '2026-04-01T14:10', which is still to come",
    ):  # fmt: skip
        assert what in said
    assert stands(state) == {"c0": ("accepted", "")}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"task;result\n1;reached\n", "has no column tried_at"), (b"\xff\xfe", "is not in UTF-8"),
        (b'task,tried_at,result\n1,"x', "line 2: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(state: State, tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "told.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=why):
        book(state).load(path)


def test_what_a_spreadsheet_might_run_is_text(state: State, tmp_path: Path) -> None:
    queued(state, {"c0": "+79000000000"})
    with state.transaction() as connection:
        connection.execute("UPDATE call_tasks SET title = '=HYPERLINK(1)'")
    book(state).export(tmp_path / "out.csv")
    assert "'=HYPERLINK(1)" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
