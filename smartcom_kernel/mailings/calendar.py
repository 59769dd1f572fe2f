"""The calendar of mailings: a month or a week of what was sent, will be sent, and is dated and still a draft."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.core.wording import MONTHS, amount, number, spoken, verbatim
from smartcom_kernel.mailings.listing import MailingLine
from smartcom_kernel.mailings.status import MailingStatus

WEEK = 7
DAYS: dict[Lang, tuple[str, ...]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ru": ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"),
}
COLOURS = {"email": "#0072b2", "sms": "#d55e00", "push": "#009e73", "messenger": "#cc79a7", "call": "#e69f00"}
"""By medium; told apart by people who do not see all colours."""
OTHER = "#595959"
NOTHING: dict[Lang, str] = {"en": "no mailing", "ru": "рассылок нет"}
TWICE: dict[Lang, str] = {"en": "get two or more: {people}", "ru": "получат две и больше: {people}"}
Twice = Callable[[Sequence[MailingLine]], int]
"""How many people get more than one of some mailings."""


@dataclass(frozen=True)
class CalendarDay:
    """A day of the calendar.

    Args:
        on: Which day, in the time zone of the workspace.
        lines: Its mailings, in the order of their times.
        twice: How many people get, or got, more than one of them.
    """

    on: date
    lines: tuple[MailingLine, ...]
    twice: int


@dataclass(frozen=True)
class MailingCalendar:
    """Whole weeks, from Monday on.

    Args:
        first: The first day of the month or week that was asked for.
        days: The days of its weeks, those of neighbouring months included.
        is_week: Whether a week was asked for.
        currency: Of the amounts.
        zone: IANA zone whose days these are.
    """

    first: date
    days: tuple[CalendarDay, ...]
    is_week: bool
    currency: str
    zone: str

    def __iter__(self) -> Iterator[CalendarDay]:
        return iter(self.days)

    @property
    def lines(self) -> list[MailingLine]:
        """All its mailings."""
        return [line for day in self.days for line in day.lines]

    @property
    def frame(self) -> pd.DataFrame:
        """A row per mailing: `on`, `mailing`, `occasion`, `status`, `media`, `recipients`, `revenue`, `twice`."""
        columns = ("mailing", "occasion", "status", "media", "recipients", "revenue")
        rows = [
            {"on": day.on, **{name: getattr(line, name) for name in columns}, "twice": day.twice}
            for day in self.days for line in day.lines
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["on", *columns, "twice"])

    def title(self, lang: Lang) -> str:
        """The month, or the week by its first day."""
        named = f"{MONTHS[lang][self.first.month - 1]} {self.first.year}"
        return f"{self.first.day} {named}" if self.is_week else named

    def says(self, line: MailingLine, lang: Lang) -> str:
        """A mailing in a few words: when, what, through what, where it stands, and what came of it or will."""
        media = ", ".join(medium_word(medium, lang) for medium in line.media)
        told = [line.title, media, line.status.words(lang)]
        if line.recipients:
            told.append(f"{'адресатов' if lang == 'ru' else 'recipients'}: {number(line.recipients, lang)}")
        if line.receipts:
            told.append(amount(line.revenue, self.currency, lang, decimals=0))
        return ", ".join(told)

    def describe(self, lang: Lang | None = None) -> str:
        """The days that have a mailing, a line for each; the workspace's language when None."""
        lang = lang or spoken()
        said = [self.title(lang)]
        for day in (day for day in self.days if day.lines):
            twice = f" ({TWICE[lang].format(people=number(day.twice, lang))})" if day.twice else ""
            name = DAYS[lang][day.on.weekday()]
            said.append(f"  {name} {day.on}{twice}: " + "; ".join(self.says(line, lang) for line in day.lines))
        return "\n".join(said if len(said) > 1 else [f"{said[0]}: {NOTHING[lang]}"])

    def _repr_html_(self) -> str:
        lang = spoken()
        heads = "".join(f'<th scope="col">{name}</th>' for name in DAYS[lang])
        weeks = [self.days[n : n + WEEK] for n in range(0, len(self.days), WEEK)]
        body = "".join(f"<tr>{''.join(self._cell(day, lang) for day in week)}</tr>" for week in weeks)
        title = escape(self.title(lang))
        return verbatim(
            f"<table><caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _cell(self, day: CalendarDay, lang: Lang) -> str:
        said = "".join(
            f'<div style="border-left: 4px solid {COLOURS.get(next(iter(line.media), ""), OTHER)}; padding-left: 4px">'
            f"{escape(self.says(line, lang))}</div>"
            for line in day.lines
        )
        twice = f"<div>⚠ {TWICE[lang].format(people=number(day.twice, lang))}</div>" if day.twice else ""
        faint = "" if self.is_week or day.on.month == self.first.month else "; opacity: 0.6"
        return f'<td style="text-align: left; vertical-align: top{faint}"><b>{day.on.day}</b>{said}{twice}</td>'


def first_day(month: str | None, week: str | None, today: date) -> date:
    """The first day of what is asked for: a month ``2026-12``, the week of a day ``2026-12-01``, or this month.

    Raises:
        DataError: It is no month or no day.
    """
    try:
        if week is not None:
            day = date.fromisoformat(week)
            return day - timedelta(days=day.weekday())
        return today.replace(day=1) if month is None else date.fromisoformat(f"{month}-01")
    except ValueError:
        raise DataError(
            f"{week or month!r} is no {'day, such as 2026-12-01' if week else 'month, such as 2026-12'}"
        ) from None


def calendar(
    lines: Sequence[MailingLine], first: date, *, is_week: bool, twice: Twice, currency: str, zone: str
) -> MailingCalendar:
    """The weeks that a month has a day in, or one week.

    Args:
        lines: All mailings; those without a date stand in no calendar.
        first: The first day of the month or week.
        is_week: Which of the two.
        twice: How many people get more than one of the mailings of a day.
        currency: Of the amounts.
        zone: IANA zone whose days these are.
    """
    if is_week:
        days = [first + timedelta(days=n) for n in range(WEEK)]
    else:
        days = list(Calendar().itermonthdates(first.year, first.month))
    dated = sorted(
        ((line.at, line) for line in lines if line.at is not None), key=lambda pair: (pair[0], pair[1].mailing)
    )
    found: dict[date, list[MailingLine]] = {}
    for at, line in dated:
        found.setdefault(day_of(at, zone), []).append(line)
    made = []
    for on in days:
        here = tuple(found.get(on, ()))
        going = [line for line in here if line.status is not MailingStatus.CANCELLED]
        made.append(CalendarDay(on, here, twice(going) if len(going) > 1 else 0))
    return MailingCalendar(first, tuple(made), is_week, currency, zone)
