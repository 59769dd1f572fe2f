"""Mailings from draft to report: the list, the calendar, what became of one, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import traitlets

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of, instant
from smartcom_kernel.core.errors import DataError, SpecError, UnknownName
from smartcom_kernel.core.wording import day_and_time, number
from smartcom_kernel.mailings.listing import NONE_YET, PAGE_SIZES, MailingLine, listed
from smartcom_kernel.workbench import Workbench
from widgets.kept import Kept
from widgets.mailing_dashboard.acts import ASKED, DONE, Act, offered
from widgets.mailing_dashboard.answer import listing, month, one, told
from widgets.mailing_dashboard.question import Question
from widgets.widget import Widget

BY_HAND: dict[Lang, str] = {"en": "by hand", "ru": "вручную"}
GONE: dict[Lang, str] = {"en": "{mailing} {occasion} is not there any more.", "ru": "{mailing} {occasion}: больше нет."}


class MailingDashboard(Widget):
    """`wb.mailings` to look at and to act on.

    Which mailing is chosen is `mailing` and `occasion`, for use in the next cell: ``wb.mailings.report(w.mailing)``.

    Args:
        wb: The workbench.
        name: Under which the choice is kept; two dashboards with choices of their own need two names.
        lang: Language of the words; the workspace's when None.
    """

    bundle = "mailing_dashboard"
    twin = "wb.mailings.list()"
    unsure = traitlets.Dict().tag(sync=True)
    """What waits for a second word: its `kind` and `fields`, of which `mailing` and `occasion`, and the `question`.

    Before sending, the `volume` too.
    """

    def __init__(self, wb: Workbench, *, name: str = "mailing_dashboard", lang: Lang | None = None) -> None:
        self._wb = wb
        super().__init__(Kept(wb.folder, name, Question), lang=lang or wb.settings.language)

    @property
    def mailing(self) -> str:
        """The name of the chosen mailing; empty where none is chosen."""
        return str(self.question.mailing)

    @property
    def occasion(self) -> str:
        """What the chosen sending was planned for; empty for a draft."""
        return str(self.question.occasion)

    @property
    def orders(self) -> Mapping[str, Callable[..., str]]:
        """Act on the chosen mailing, take back what was to be done, and look again at what is under way."""
        return {"act": self._act, "look": self._look}

    def answer(self, question: Question) -> dict[str, Any]:
        """The tab that is open, and the mailing that is chosen."""
        mailings, files = self._wb.mailings, set(self._wb.mailings)
        lines = self._wb.mailings.lines()
        chosen = next((x for x in lines if (x.mailing, x.occasion) == (question.mailing, question.occasion)), None)
        shown: dict[str, Any] = {
            "list": None, "calendar": None, "report": None,
            "empty": "" if lines else NONE_YET[self.lang],
            "chosen": None if chosen is None else one(chosen, files, self.lang),
            "live": any(line.is_under_way for line in lines),
            "sizes": list(PAGE_SIZES),
        }  # fmt: skip
        if question.tab == "list":
            fields = {"text", "sort", "descending", "page", "page_size"}
            settings = self._wb.settings
            found = listed(
                lines, **question.model_dump(include=fields), currency=settings.currency, zone=settings.time_zone
            )
            shown["list"] = listing(found, files, self.lang)
        elif question.tab == "calendar":
            shown["calendar"] = month(mailings.calendar(question.month or None), files, self.lang)
        elif chosen is not None and chosen.sending_id is not None:
            shown["report"] = told(self._wb, chosen.mailing, chosen.occasion, self.lang)
        return shown

    def _look(self, question: Question) -> str:
        self._show(question, revision=self.shown["revision"])
        return ""

    def _act(self, question: Question, *, kind: Act, fields: Mapping[str, str], sure: bool = False) -> str:
        waited, self.unsure = self.unsure, {}
        line = self._chosen(question)
        if kind not in (known := offered(line, has_file=line.mailing in self._wb.mailings)):
            raise UnknownName("order", kind, known)
        wanted = {"kind": kind, "fields": dict(fields), "mailing": line.mailing, "occasion": line.occasion}
        if kind in ASKED and not (sure and {name: waited.get(name) for name in wanted} == wanted):
            self.unsure = {**wanted, **self._asked(line, kind, fields)}
            return ""
        said = self._done(line, kind, fields)
        self._show(question, revision=self.shown["revision"])
        return said

    def _chosen(self, question: Question) -> MailingLine:
        for line in self._wb.mailings.lines():
            if (line.mailing, line.occasion) == (question.mailing, question.occasion):
                return line
        raise DataError(GONE[self.lang].format(mailing=question.mailing, occasion=question.occasion))

    def _asked(self, line: MailingLine, kind: Act, fields: Mapping[str, str]) -> dict[str, Any]:
        if kind == "cancel" or kind == "delete":
            people = number(line.open, self.lang)
            gaps = {"title": line.title, "mailing": line.mailing, "people": people}
            return {"question": ASKED[kind][self.lang].format(**gaps), "volume": []}
        at = self._at(fields)
        volume = self._wb.mailings.volume(line.mailing, occasion=day_of(at, self._wb.settings.time_zone).isoformat())
        return {
            "question": ASKED["schedule"][self.lang].format(title=line.title, at=self._when(at)),
            "volume": [row.rsplit(": ", 1) for row in volume.describe(self.lang).splitlines()],
        }

    def _done(self, line: MailingLine, kind: Act, fields: Mapping[str, str]) -> str:
        mailings, name, occasion = self._wb.mailings, line.mailing, line.occasion
        why, gaps = fields.get("why") or BY_HAND[self.lang], {"mailing": name}
        if kind == "schedule":
            waits = mailings.schedule(name, self._at(fields), sure=True)
            gaps["at"] = self._when(waits.starts_at)
        elif kind == "unschedule":
            mailings.unschedule(name)
        elif kind == "pause":
            mailings.pause(name, why, occasion=occasion)
        elif kind == "resume":
            mailings.resume(name, occasion=occasion)
        elif kind == "cancel":
            gaps["people"] = number(mailings.cancel(name, why, occasion=occasion), self.lang)
        elif kind == "delete":
            mailings.delete(name)
        else:
            begin = mailings.copy if kind == "copy" else mailings.rename
            gaps["to"] = begin(name, fields.get("to", "")).name
        return DONE[kind][self.lang].format(**gaps)

    def _at(self, fields: Mapping[str, str]) -> datetime:
        if not fields.get("at"):
            raise SpecError.single("mailing", "say when, such as 2026-12-01T10:00", "at")
        return instant(fields["at"], self._wb.settings.time_zone)

    def _when(self, at: datetime) -> str:
        return f"{day_and_time(at, self._wb.settings.time_zone, self.lang)} {self._wb.settings.time_zone}"
