"""The part of the book of mailings that speaks of their lives: the list, the calendar, what waits for its time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from zoneinfo import available_timezones

import pandas as pd

from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.experiments.design import Design
from smartcom_kernel.mailings.calendar import MailingCalendar, calendar, first_day
from smartcom_kernel.mailings.credits import by_day
from smartcom_kernel.mailings.diary import Diary
from smartcom_kernel.mailings.error_report import ErrorReport
from smartcom_kernel.mailings.listing import MailingLine, MailingList, listed
from smartcom_kernel.mailings.plan import check_dates
from smartcom_kernel.mailings.plan_report import PlanReport
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.store import MailingStore
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.state.mailings import Scheduled, errors


class MailingLife(ABC):
    """Where mailings stand, and what moves them on."""

    _workspace: Workspace
    _store: MailingStore
    _diary: Diary

    @abstractmethod
    def send(self, name: str, *, occasion: str | None = None, replay: bool = False, sure: bool = False) -> PlanReport:
        """Plan a mailing."""

    @abstractmethod
    def design(self, name: str, *, occasion: str | None = None) -> Design:
        """How a sending is measured."""

    @abstractmethod
    def refuse_unready(self, name: str) -> None:
        """Refuse a mailing that could not be planned as it is."""

    def lines(self) -> tuple[MailingLine, ...]:
        """A line for each sending, each mailing that waits for its time, and each that was never planned."""
        return tuple(self._diary.lines())

    def list(
        self, *, text: str = "", sort: str = "at", descending: bool = True, page: int = 1, page_size: int = 25
    ) -> MailingList:
        """All mailings with their totals: a line for each sending, and for each mailing that was never sent or waits.

        Args:
            text: What title, name, subject, segment, category or medium must say; all mailings when empty.
            sort: ``at`` (when it leaves or left), ``status``, ``title``, ``mailing``, ``created_at``, ``receipts``,
                ``revenue``, ``recipients``, ``sent`` or ``delivered``.
            descending: Whether the largest, or latest, comes first.
            page: Which page, from 1.
            page_size: 10, 25, 50 or 100 lines.

        Raises:
            SpecError: There is no such column or size of a page.
        """
        settings = self._workspace.settings
        return listed(
            self._diary.lines(), text=text, sort=sort, descending=descending, page=page, page_size=page_size,
            currency=settings.currency, zone=settings.time_zone,
        )  # fmt: skip

    def calendar(self, month: str | None = None, *, week: str | None = None, text: str = "") -> MailingCalendar:
        """A month, or a week, of what was sent, will be sent, or is dated and still a draft.

        Args:
            month: Such as ``"2026-12"``; the present one when None.
            week: A day of the week that is wanted instead, such as ``"2026-12-01"``.
            text: What mailings must say, as in `list`: a medium or a category, for instance.

        Raises:
            DataError: It is no month or no day.
        """
        settings, diary = self._workspace.settings, self._diary
        first = first_day(month, week, self._workspace.today)
        wanted = [line for line in diary.lines() if line.says(text)]
        return calendar(
            wanted, first, is_week=week is not None, twice=diary.twice, currency=settings.currency,
            zone=settings.time_zone,
        )  # fmt: skip

    def credited_by_day(self, name: str, *, occasion: str | None = None) -> pd.DataFrame:
        """The receipts that a sending is credited with, by day; see `smartcom_kernel.mailings.credits.by_day`."""
        design = self.design(name, occasion=occasion)
        return by_day(self._workspace.pinned(design.sending.as_of, None), design)

    def errors(self, name: str, *, occasion: str | None = None) -> ErrorReport:
        """Why messages of a sending did not arrive: by the quality of the address, the code and the domain."""
        found = self.design(name, occasion=occasion).sending
        with self._workspace.state.transaction() as connection:
            return ErrorReport(tuple(errors(connection, found.sending_id)))

    def schedule(
        self,
        name: str,
        at: str | datetime | None = None,
        *,
        zone: str | None = None,
        occasion: str | None = None,
        sure: bool = False,
    ) -> Scheduled:
        """Have a mailing planned at a time to come.

        The first `Workbench.deliver`, or ``smartcom schedule due``, after that time does it. Saying it again moves it.
        Its audience is that of the moment it is planned at.

        Args:
            name: Which mailing.
            at: When; without an offset it is wall time. The mailing's own `starts_at` when None.
            zone: IANA zone of the wall time; the workspace's when None.
            occasion: What the sending is called; the day when None.
            sure: Whether an unusually large audience is meant.

        Raises:
            DataError: The time is over or not given, there is no such zone, or this occasion was planned already.
            SpecError: The mailing could not be planned as it is.
        """
        mailing = self._store[name]
        wanted = at or mailing.starts_at
        if wanted is None:
            raise DataError(f"{name} has no starts_at: say when, such as 2026-12-01T10:00")
        if zone is not None and zone not in available_timezones():
            raise DataError(f"there is no time zone {zone!r}; an IANA name is meant, such as Europe/Moscow")
        self.refuse_unready(name)
        when = instant(wanted, zone or self._workspace.settings.time_zone)
        check_dates(mailing, when, self._workspace.settings.time_zone)
        return self._diary.schedule(mailing, when, occasion=occasion, is_sure=sure)

    def unschedule(self, name: str) -> None:
        """Take back that a mailing waits for its time.

        Raises:
            DataError: It does not.
        """
        self._diary.unschedule(name)

    def plan_due(self) -> tuple[PlanReport, ...]:
        """Plan every mailing whose time has come; each once, however many processes do so.

        What cannot be planned waits, with the reason in the list, and is tried again for 24 hours.
        """
        return tuple(self._diary.plan_due(lambda due: self.send(due.mailing, occasion=due.occasion, sure=due.is_sure)))

    def copy(self, name: str, to: str) -> Mailing:
        """Begin a mailing with what another one says; without its start, which is over or its own.

        Raises:
            SpecError: There is a mailing of the new name already.
        """
        self._refuse_taken(to)
        return self._store.save(to, self._store[name].model_copy(update={"name": to, "starts_at": None}))

    def rename(self, name: str, to: str) -> Mailing:
        """Give a draft another name.

        Raises:
            DataError: It is no draft any more.
            SpecError: There is a mailing of the new name already.
        """
        self._diary.refuse_begun(name, "renamed")
        self._refuse_taken(to)
        renamed = self._store.save(to, self._store[name])
        self._store.delete(name)
        self._note(f"{name} renamed to {to}")
        return renamed

    def delete(self, name: str) -> None:
        """Remove the file of a draft.

        Raises:
            DataError: It is no draft any more.
        """
        self._diary.refuse_begun(name, "deleted")
        self._store.delete(name)
        self._note(f"{name} deleted")

    def _note(self, said: str) -> None:
        with self._workspace.state.transaction() as connection:
            self._diary.record(connection, said)

    def _refuse_taken(self, name: str) -> None:
        if name in self._store:
            raise SpecError.single(f"mailing {name!r}", "is there already: give this one another name", "name")
