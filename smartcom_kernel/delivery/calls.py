"""The book of calls: operators take the next person to call, and tell what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from smartcom_kernel.channels.call_centre import CallCentreChannel
from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.delivery_settings import Delivery, quiet
from smartcom_kernel.core.errors import DataError, SetupError
from smartcom_kernel.core.person import user
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery import heard
from smartcom_kernel.delivery.call_file import told_in, write
from smartcom_kernel.delivery.call_results import RESULTS, TAKEN_BACK, WRONG_NUMBER, known_result, taken_back, told_by
from smartcom_kernel.state import audit, calls, contacts, suppressions
from smartcom_kernel.state.audit import Audited, Entry
from smartcom_kernel.state.calls import CallStanding, CallTask, Tried, Try
from smartcom_kernel.state.connect import Connection, State
from smartcom_kernel.state.contacts import Trouble

MEDIUM = "call"
STANDINGS = {
    "open": ("to be called", "ждут звонка"), "held": ("with an operator", "у оператора"),
    "waits": ("to be called later", "позвонить позже"), **TAKEN_BACK,
}  # fmt: skip
HEADS = {"en": ["Queue", "Standing", "Calls", "First due"], "ru": ["Очередь", "Состояние", "Звонков", "Срок первого"]}
ALL = {"en": "all", "ru": "общая"}
EMPTY = {"en": "no calls have been queued", "ru": "звонков в очереди ещё не было"}


@dataclass(frozen=True)
class CallQueue:
    """How the calls of the call centre stand."""

    lines: tuple[CallStanding, ...]

    def rows(self, lang: Lang) -> list[list[str]]:
        """A row for each standing of each queue, below a head."""
        return [HEADS[lang], *(
            [line.queue or ALL[lang], _standing(line.standing, lang), number(line.tasks, lang),
             f"{line.first_due_at:%Y-%m-%d %H:%M} UTC" if line.first_due_at else "–"]
            for line in self.lines
        )]  # fmt: skip

    def describe(self, lang: Lang = "en") -> str:
        """A line for each."""
        return "\n".join(f"{row[0]}: {row[1]}: {row[2]}" for row in self.rows(lang)[1:]) or EMPTY[lang]

    def _repr_html_(self) -> str:
        lang = spoken()
        return html_table(self.rows(lang)) if self.lines else f"<p>{escape(EMPTY[lang])}</p>"


@dataclass(frozen=True)
class ToldCalls:
    """What came of results: how many were told, how many were news, and how many calls ended by them."""

    told: int
    new: int
    ended: int

    def describe(self, lang: Lang = "en") -> str:
        """One sentence, without a full stop."""
        told, new, ended = (number(many, lang) for many in (self.told, self.new, self.ended))
        if lang == "ru":
            return f"результатов: {told}; новых: {new}; звонков завершено: {ended}"
        return f"results told: {told}; news: {new}; calls that ended: {ended}"


class CallBook:
    """The calls of the call centre: ``wb.calls``.

    Args:
        state: Where the queue is.
        channel: The channel for calls, when it is asked for: how often and when people are called again.
        settings: Quiet hours.
        clock: What is now.
        zone: In which moments without a zone are meant, in files of results.
    """

    def __init__(
        self,
        state: State,
        channel: Callable[[], Channel],
        settings: Delivery,
        *,
        clock: Clock | None = None,
        zone: str = "UTC",
    ) -> None:
        self._state = state
        self._channel = channel
        self._settings = settings
        self._clock = clock or SystemClock()
        self._zone = zone

    def next(self, operator: str = "", *, queue: str = "") -> CallTask | None:
        """The person to call next, who is this operator's until the result is told or the hold ends.

        Whoever has a task gets the same again. What was said since the call was queued is heeded: who has forbidden
        calls, whose sending was cancelled and for whom it is too late are taken back, each with a report of its own; in
        quiet hours people wait.

        Args:
            operator: Who calls; the user of this machine when empty.
            queue: Of which queue; of any when empty.

        Returns:
            None where there is nobody to call now.

        Raises:
            SetupError: The channel for calls is not `call_centre`.
        """
        operator = operator or user()
        with self._state.transaction() as connection:
            if ours := calls.held(connection, operator, most=1):
                return ours[0]
        if not self._take(operator, queue, most=1):
            return None
        with self._state.transaction() as connection:
            return next(iter(calls.held(connection, operator, most=1)), None)

    def result(
        self, task: int, result: str, *, remark: str = "", again_at: datetime | None = None, operator: str = ""
    ) -> Tried:
        """Tell what came of a call.

        Args:
            task: Its number.
            result: One of `RESULTS`, such as ``"reached"``, ``"no_answer"``, ``"wrong_number"``, ``"refused"``.
            remark: What should be remembered of it.
            again_at: When the person wants to be called again.
            operator: Who called; the user of this machine when empty.

        Returns:
            What became of the task.

        Raises:
            UnknownName: There is no such result.
            DataError: There is no such task, it has ended, or somebody else has it.
        """
        operator = operator or user()
        told = self._try(task, self._clock.now(), result, remark, again_at)
        with self._state.transaction() as connection:
            found = self._keep(connection, [told], operator)
            if not found:
                raise DataError(_why_not(calls.known(connection, [task]).get(task), task))
        return found[0]

    def let_go(self, operator: str = "") -> int:
        """Give back what an operator has in hand and has not called; returns how many tasks."""
        with self._state.transaction() as connection:
            return calls.let_go(connection, operator or user())

    def standing(self) -> CallQueue:
        """How many calls wait, are with an operator, and ended how."""
        with self._state.transaction() as connection:
            return CallQueue(tuple(calls.standing(connection, now=self._clock.now())))

    def export(self, path: Path, *, queue: str = "", hold_hours: float = 24, most: int = 10_000) -> int:
        """Write calls to a CSV for a call centre outside, whose they are for so many hours; returns how many.

        Writing the same file again writes what it already held and has no result yet, and takes more.

        Raises:
            SetupError: The channel for calls is not `call_centre`.
        """
        centre = path.name
        while (room := most - self._held(centre, most)) > 0 and self._take(
            centre, queue, most=min(room, 1000), hold_seconds=hold_hours * 3600
        ):
            pass
        with self._state.transaction() as connection:
            tasks = calls.held(connection, centre, most=most)
            columns = write(path, tasks)
            said = Entry(
                self._clock.now(), user(), Audited.EXPORT, "", f"calls of queue {queue or 'all'}", len(tasks), columns,
                personal=True, path=str(path.resolve()),
            )  # fmt: skip
            audit.record(connection, said)
        return len(tasks)

    def load(self, path: Path, *, centre: str = "") -> ToldCalls:
        """Take in a CSV of results with the columns `task`, `tried_at`, `result`, and `remark` and `again_at` if any.

        All of it or nothing; what was told before changes nothing.

        Args:
            path: The file.
            centre: Who called: the name of the file that was exported; the user of this machine when empty.

        Raises:
            SpecError: Lines are faulty: each with its line and what would be right.
            DataError: The file cannot be read.
        """
        told = [
            self._try(said.task, said.tried_at, said.result, said.remark, said.again_at)
            for said in told_in(path, zone=self._zone, now=self._clock.now(), known=self._known)
        ]
        found: list[Tried] = []
        with self._state.transaction() as connection:
            for round_ in _rounds(told):
                found += self._keep(connection, round_, centre or user())
        return ToldCalls(len(told), len(found), sum(one.ended_at is not None for one in found))

    def _take(self, operator: str, queue: str, *, most: int, hold_seconds: float | None = None) -> int:
        centre = self._centre()
        hours = {str(medium): span for medium, said in self._settings.quiet_hours.items() if (span := quiet(said))}
        while True:
            now = self._clock.now()
            with self._state.transaction() as connection:
                asked = calls.take(
                    connection, operator, queue=queue, most=most, quiet_hours=hours, now=now,
                    hold_seconds=centre.hold_minutes * 60 if hold_seconds is None else hold_seconds,
                )  # fmt: skip
                back = [taken_back(one.key, one.why_not, now) for one in asked if one.why_not in TAKEN_BACK]
                heard.keep(connection, MEDIUM, back, now=now)
                for one in {one.until: one for one in asked if one.why_not == "waits"}.values():
                    calls.wait(connection, one.task, one.until or now)
            taken = sum(not one.why_not for one in asked)
            if taken or not asked:
                return taken

    def _keep(self, connection: Connection, told: Sequence[Try], operator: str) -> list[Tried]:
        """Record tries, and what follows of those that ended a call: for messages, numbers and people."""
        now = self._clock.now()
        found = calls.tried(connection, told, operator=operator, tries=self._centre().tries)
        heard.keep(connection, MEDIUM, told_by(found), now=now)
        for one in found:
            if RESULTS[one.result].no_more and one.phone:
                suppressions.add(connection, MEDIUM, one.phone, reason="asked not to be called", now=now)
        wrong = [one for one in found if RESULTS[one.result].quality == WRONG_NUMBER and one.phone]
        contacts.note(connection, [Trouble("sms", one.phone, WRONG_NUMBER, now, one.result) for one in wrong])
        return found

    def _try(self, task: int, tried_at: datetime, result: str, remark: str, again_at: datetime | None) -> Try:
        known = known_result(result)
        later = again_at or tried_at + timedelta(minutes=self._centre().again_after_minutes)
        return Try(
            task, tried_at, result, remark, later if known.again else None, is_final=not known.again,
            counts=known.counts,
        )  # fmt: skip

    def _known(self, tasks: Sequence[int]) -> set[int]:
        with self._state.transaction() as connection:
            return set(calls.known(connection, tasks))

    def _held(self, operator: str, most: int) -> int:
        with self._state.transaction() as connection:
            return len(calls.held(connection, operator, most=most))

    def _centre(self) -> CallCentreChannel:
        channel = self._channel()
        if not isinstance(channel, CallCentreChannel):
            raise SetupError(
                f"calls go through the channel {channel.kind}: for the queue set kind = 'call_centre' in "
                "smartcom.toml, [channels.call]"
            )
        return channel


def _rounds(told: Sequence[Try]) -> list[list[Try]]:
    """The first try of each task, then the second of each, and so on."""
    rounds: list[list[Try]] = []
    nth: dict[int, int] = {}
    for one in sorted(told, key=lambda one: one.tried_at):
        place = nth[one.task] = nth.get(one.task, -1) + 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(one)
    return rounds


def _standing(standing: str, lang: Lang) -> str:
    if standing in RESULTS:
        return RESULTS[standing].words(lang)
    return STANDINGS[standing][lang == "ru"]


def _why_not(known: calls.KnownTask | None, task: int) -> str:
    if known is None:
        return f"there is no call with the number {task}"
    if known.ended_at is not None:
        return f"the call {task} ended on {known.ended_at:%Y-%m-%d %H:%M} UTC with: {known.result}"
    return f"{known.operator} has the call {task}; take another with next"
