"""What stands when: each mailing with its status, and those that wait for their time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce

import ibis

from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.errors import DataError, SmartcomError, Words, in_language
from smartcom_kernel.core.person import user
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.credits import NOTHING, Credit, credits_of
from smartcom_kernel.mailings.listing import MailingLine
from smartcom_kernel.mailings.plan_report import PlanReport
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.status import MailingStatus, status_of
from smartcom_kernel.mailings.store import MailingStore
from smartcom_kernel.segments.members import count, members
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.state import audit, lock, mailings, sendings
from smartcom_kernel.state.audit import Audited, Entry
from smartcom_kernel.state.connect import Connection
from smartcom_kernel.state.mailings import Execution, Scheduled

TOO_LATE = timedelta(hours=24)
"""After which a mailing that could not be planned in time waits for a person."""
UNUSUAL = 10
"""How many times as large as usual an audience must be for somebody to be asked."""
OVERDUE = Words(
    "was due more than 24 hours ago and was not sent: schedule it again, or unschedule it",
    "должна была уйти больше 24 часов назад и не отправлена: запланируйте снова или снимите с расписания",
)
log = logging.getLogger(__name__)
Plan = Callable[[Scheduled], PlanReport]
"""Plans a mailing whose time has come."""


class Diary:
    """Which mailings there are, where each stands, and which wait for their time.

    Args:
        workspace: What it needs of the workspace.
        store: The saved mailings.
        tables: The lake at the moment that is spoken of.
    """

    def __init__(self, workspace: Workspace, store: MailingStore, tables: Callable[[], Tables]) -> None:
        self._workspace = workspace
        self._store = store
        self._tables = tables
        self._credits: tuple[object, dict[int, Credit]] = (None, {})

    def lines(self) -> list[MailingLine]:
        """A line for each sending, each mailing that waits for its time, and each that was never planned."""
        with self._workspace.state.transaction() as connection:
            executions, waiting = mailings.executions(connection), mailings.scheduled(connection)
        parsed = {e.sending_id: Mailing.parse(e.mailing, e.spec) for e in executions}
        credit = self._credited(executions) if parsed else {}
        now = self._workspace.clock.now()
        sent = [_of_sending(e, parsed[e.sending_id], credit.get(e.sending_id, NOTHING), now) for e in executions]
        begun = {e.mailing for e in executions} | {s.mailing for s in waiting}
        planned = {(e.mailing, e.occasion) for e in executions}
        waits = [self._waiting(s) for s in waiting if (s.mailing, s.occasion) not in planned]
        return [*sent, *waits, *(self._draft(n) for n in self._store if n not in begun)]

    def twice(self, lines: Sequence[MailingLine]) -> int:
        """How many people get more than one of some mailings: as recorded where all are planned, else as of now."""
        planned = [line.sending_id for line in lines if line.sending_id is not None]
        if len(planned) == len(lines):
            with self._workspace.state.transaction() as connection:
                return mailings.written_to_twice(connection, planned)
        tables = self._tables()
        known = [tables.segments[line.segment] for line in lines if line.segment in tables.segments]
        if len(known) < 2:
            return 0
        everybody = reduce(ibis.union, [members(segment, tables) for segment in known])
        often = everybody.group_by("customer_id").agg(n=everybody.count())
        return tables.lake.count(often.filter(often.n > 1))

    def schedule(self, mailing: Mailing, at: datetime, *, occasion: str | None, is_sure: bool) -> Scheduled:
        """Let a mailing wait for its time; a later word replaces an earlier one.

        Raises:
            DataError: The time is over, or this occasion was planned already.
        """
        now, zone = self._workspace.clock.now(), self._workspace.settings.time_zone
        if at <= now:
            raise DataError(f"{at:%Y-%m-%d %H:%M} UTC is over: choose a time to come, or send it at once")
        wanted = Scheduled(mailing.name, occasion or day_of(at, zone).isoformat(), at, is_sure, "")
        with self._workspace.state.transaction() as connection:
            mailings.schedule(connection, wanted, who=user(), now=now)  # first, so that it waits for who plans it now
            if sendings.find(connection, mailing.name, wanted.occasion) is not None:
                raise DataError(f"{mailing.name} {wanted.occasion} is planned already: give it another occasion")
            self.record(connection, f"{mailing.name} {wanted.occasion} scheduled for {at.astimezone(UTC).isoformat()}")
        return wanted

    def unschedule(self, name: str) -> None:
        """Let a mailing wait no longer.

        Raises:
            DataError: It did not.
        """
        with self._workspace.state.transaction() as connection:
            if not mailings.unschedule(connection, name):
                raise DataError(f"{name} is not scheduled: there is nothing to take back")
            self.record(connection, f"{name} unscheduled")

    def refuse_second_start(self, name: str, occasion: str) -> None:
        """Keep a mailing that waits for its time from being sent for another occasion before.

        Raises:
            DataError: It waits.
        """
        with self._workspace.state.transaction() as connection:
            waits = next((s for s in mailings.scheduled(connection) if s.mailing == name), None)
        if waits is not None and waits.occasion != occasion:
            raise DataError(
                f"{name} is scheduled for {waits.starts_at:%Y-%m-%d %H:%M} UTC: unschedule it first, "
                "or people would get it twice"
            )

    def plan_due(self, plan: Plan) -> list[PlanReport]:
        """Plan what is due, each mailing once however many processes do so at the same time.

        The row is locked while its mailing is planned and goes with the commit after it. A process that dies between
        leaves the row: the next one finds the occasion planned, or completes it, since an occasion is planned once.
        What cannot be planned says why, and keeps no other back. Nothing is planned where the database was restored or
        copied and nobody has looked yet.
        """
        done: list[PlanReport] = []
        seen: list[str] = []
        now, language = self._workspace.clock.now(), self._workspace.settings.language
        while True:
            with self._workspace.state.transaction() as connection:
                if lock.is_locked(connection):
                    return done
                due = mailings.take_due(connection, now=now, earliest=now - TOO_LATE, seen=seen)
                if due is None:
                    mailings.overdue(connection, earliest=now - TOO_LATE, why=in_language(OVERDUE, language))
                    return done
                seen.append(due.mailing)
                try:
                    done.append(plan(due))
                    mailings.unschedule(connection, due.mailing)
                except SmartcomError as error:
                    mailings.keep_back(connection, due.mailing, error.describe(language))
                except Exception as error:  # whatever is wrong with one keeps no other back
                    log.exception("%s could not be planned", due.mailing)
                    mailings.keep_back(connection, due.mailing, f"{type(error).__name__}: {error}")

    def refuse_unusual(self, mailing: Mailing, tables: Tables) -> None:
        """Ask before an audience that is far larger than usual is written to.

        Raises:
            DataError: It is more than ten times as large as the middle one of the last ten.
        """
        with self._workspace.state.transaction() as connection:
            usual = mailings.usual_people(connection)
        if usual is None or mailing.segment not in tables.segments:
            return
        people = count(tables.segments[mailing.segment], tables)
        if people > UNUSUAL * usual:
            raise DataError(
                f"{mailing.name} would go to {people:,} people, more than {UNUSUAL} times as many as usual "
                f"({usual:,}): look at its volume, and say sure=True (--sure) if that is meant"
            )

    def refuse_begun(self, name: str, what: str) -> None:
        """Keep the file of a mailing that was planned or waits for its time.

        Raises:
            DataError: It is no draft.
        """
        with self._workspace.state.transaction() as connection:
            begun = sendings.find(connection, name) is not None
            waits = any(s.mailing == name for s in mailings.scheduled(connection))
        if begun or waits:
            raise DataError(f"{name} is no draft any more: only a draft can be {what}; copy it instead")

    def record(self, connection: Connection, said: str) -> None:
        """Note in the audit log what a person did to a mailing."""
        now = self._workspace.clock.now()
        audit.record(connection, Entry(now, user(), Audited.MAILING, "", said, 0, (), personal=False, path=""))

    def _credited(self, executions: Sequence[Execution]) -> dict[int, Credit]:
        """What each is credited with: asked again once there are other receipts, or messages stand otherwise."""
        tables = self._tables()
        stand = [(e.sending_id, e.sent, e.delivered, e.bounced, e.last_at) for e in executions]
        if self._credits[0] != (asked := (tables.snapshot_id, stand)):
            self._credits = asked, credits_of(tables, [e.sending_id for e in executions])
        return self._credits[1]

    def _waiting(self, waiting: Scheduled) -> MailingLine:
        draft = self._draft(waiting.mailing)
        return replace(
            draft, occasion=waiting.occasion, status=MailingStatus.SCHEDULED, why=waiting.why or draft.why,
            at=waiting.starts_at,
        )  # fmt: skip

    def _draft(self, name: str) -> MailingLine:
        try:
            mailing = self._store[name]
        except SmartcomError as error:
            why = " ".join(error.describe(self._workspace.settings.language).split())
            return MailingLine(name, "", MailingStatus.DRAFT, why, name, "", "", (), None, None)
        file = self._workspace.folder / "mailings" / f"{name}.yml"
        written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        return MailingLine(
            name, "", MailingStatus.DRAFT, "", mailing.label, "", mailing.segment, mailing.media, written,
            mailing.starts_at, category=mailing.category,
        )  # fmt: skip


def _of_sending(execution: Execution, mailing: Mailing, credit: Credit, now: datetime) -> MailingLine:
    return MailingLine(
        mailing=execution.mailing, occasion=execution.occasion, status=status_of(execution, now), why=execution.why,
        title=mailing.label, subject=execution.subject, segment=mailing.segment, media=mailing.media,
        created_at=execution.planned_at, at=execution.sent_at or execution.starts_at or execution.planned_at,
        people=execution.people, recipients=execution.recipients, sent=execution.sent, delivered=execution.delivered,
        opened=execution.opened, clicked=execution.clicked, open=execution.open, receipts=credit.receipts,
        revenue=credit.revenue, sending_id=execution.sending_id,
        category=mailing.category,
    )  # fmt: skip
