"""The list of mailings: where each stands, whom it reached and what it is credited with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any, Literal, get_args

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import amount, day_and_time, number, plural, spoken, verbatim
from smartcom_kernel.mailings.status import UNDER_WAY, MailingStatus

Column = Literal[
    "status",
    "title",
    "mailing",
    "created_at",
    "at",
    "receipts",
    "revenue",
    "recipients",
    "sent",
    "delivered",
    "opened",
    "clicked",
]
COLUMNS: tuple[Column, ...] = get_args(Column)
"""What the list can be sorted by."""
PAGE_SIZES = (10, 25, 50, 100)
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": (
        "status", "mailing", "name", "subject", "created", "goes out", "receipts", "credited with", "recipients",
        "sent", "delivered", "opened", "clicked",
    ),
    "ru": (
        "статус", "рассылка", "имя", "тема", "создана", "отправка", "чеков", "отнесено", "адресатов", "отправлено",
        "доставлено", "открыли", "кликнули",
    ),
}  # fmt: skip
NONE_YET: dict[Lang, str] = {
    "en": "There are no mailings yet: wb.mailings.draft(segment) begins one.",
    "ru": "Рассылок пока нет: wb.mailings.draft(сегмент) начнёт первую.",
}


@dataclass(frozen=True)
class MailingLine:
    """A sending of a mailing, or a mailing that has none yet or waits for its next.

    Args:
        mailing: Its name.
        occasion: What it was, or will be, planned for; empty for a draft.
        status: Where it stands.
        why: What stopped it, or kept it back, or is wrong with its file.
        title: What people call it.
        subject: Of its first e-mail, once it is planned.
        segment: For whom it is.
        media: Through what it is sent.
        created_at: When it was planned; when its file was last written where it was not.
        at: When it left, or will; None for a draft without a date.
        people: Everybody it has a row for.
        recipients: Whom it writes to.
        sent: Messages that a provider took.
        delivered: Messages of which a provider says that they arrived.
        opened: People who saw it: its picture was fetched, or a link followed; robots left out.
        clicked: People who followed a link.
        open: Messages that have not come to their end.
        receipts: How many receipts it is credited with.
        revenue: What these are worth.
        sending_id: The number of the sending; None where there is none.
        category: Of which category of mailings it is.
    """

    mailing: str
    occasion: str
    status: MailingStatus
    why: str
    title: str
    subject: str
    segment: str
    media: tuple[str, ...]
    created_at: datetime | None
    at: datetime | None
    people: int = 0
    recipients: int = 0
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    clicked: int = 0
    open: int = 0
    receipts: int = 0
    revenue: Decimal = Decimal(0)
    sending_id: int | None = None
    category: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether it has begun and is not at its end."""
        return self.status in UNDER_WAY

    def cells(self, currency: str, zone: str, lang: Lang) -> list[str]:
        """The line as people read it, under `HEADS`."""
        status = self.status.words(lang) + (f" ({self.why})" if self.why else "")
        when = ("–" if at is None else day_and_time(at, zone, lang) for at in (self.created_at, self.at))
        numbers = (number(n, lang) for n in (self.recipients, self.sent, self.delivered, self.opened, self.clicked))
        name = f"{self.mailing} {self.occasion}".strip()
        worth = amount(self.revenue, currency, lang)
        return [status, self.title, name, self.subject or "–", *when, number(self.receipts, lang), worth, *numbers]

    def says(self, text: str) -> bool:
        """Whether its title, name, subject, segment, category or medium holds a text, whatever the case of letters."""
        media = (word for medium in self.media for word in (medium_word(medium), medium_word(medium, "ru")))
        said = (self.title, self.mailing, self.occasion, self.subject, self.segment, self.category, *self.media, *media)
        return text.casefold() in "\n".join(said).casefold()


@dataclass(frozen=True)
class MailingList:
    """Mailings with their totals; a page of them.

    Args:
        lines: Those of the page.
        found: How many there are on all pages.
        page: Which page, from 1.
        page_size: How many fit on one.
        sent: How many of those found are sent.
        receipts: How many receipts those found are credited with.
        revenue: What these are worth.
        currency: Of the amounts.
        zone: IANA zone in which people say when a moment was.
    """

    lines: tuple[MailingLine, ...]
    found: int
    page: int
    page_size: int
    sent: int
    receipts: int
    revenue: Decimal
    currency: str
    zone: str

    def __iter__(self) -> Iterator[MailingLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.found // self.page_size))

    @property
    def frame(self) -> pd.DataFrame:
        """A row per line, with the fields of `MailingLine`."""
        return pd.DataFrame([asdict(line) for line in self.lines], columns=list(MailingLine.__dataclass_fields__))

    def rows(self, lang: Lang) -> list[list[str]]:
        """The lines as people read them; the first row is the head."""
        return [list(HEADS[lang]), *(line.cells(self.currency, self.zone, lang) for line in self.lines)]

    def describe(self, lang: Lang | None = None) -> str:
        """The totals, and a line for each mailing; the workspace's language when None."""
        lang = lang or spoken()
        return "\n".join([self.summary(lang), *(_sentence(row, lang) for row in self.rows(lang)[1:])])

    def summary(self, lang: Lang) -> str:
        """How many mailings there are, how many are sent, and what all are credited with."""
        if not self.found:
            return NONE_YET[lang]
        many, sent, receipts = (number(n, lang) for n in (self.found, self.sent, self.receipts))
        worth = amount(self.revenue, self.currency, lang)
        page = f"{self.page}/{self.pages}"
        if lang == "ru":
            what = plural(self.found, "рассылка", "рассылки", "рассылок")
            more = f"; страница {page}" if self.pages > 1 else ""
            return f"{many} {what}, отправлено: {sent}; отнесено чеков: {receipts} на {worth}{more}"
        more = f"; page {page}" if self.pages > 1 else ""
        what = "mailing" if self.found == 1 else "mailings"
        return f"{many} {what}, sent: {sent}; credited with {receipts} receipts worth {worth}{more}"

    def _repr_html_(self) -> str:
        lang = spoken()
        said = f"<p>{escape(self.summary(lang))}</p>"
        return said + (verbatim(html_table(self.rows(lang))) if self.lines else "")


def listed(
    lines: Sequence[MailingLine],
    *,
    text: str,
    sort: str,
    descending: bool,
    page: int,
    page_size: int,
    currency: str,
    zone: str,
) -> MailingList:
    """A page of the list.

    Args:
        lines: All mailings.
        text: What those that are wanted say; all when empty.
        sort: By which of `COLUMNS`.
        descending: Whether the largest comes first; what is empty comes last either way.
        page: Which page, from 1; the last where there are fewer.
        page_size: One of `PAGE_SIZES`.
        currency: Of the amounts.
        zone: IANA zone in which people say when a moment was.

    Raises:
        SpecError: There is no such column or size of a page.
    """
    if sort not in COLUMNS:
        raise SpecError.single("list of mailings", f"cannot be sorted by {sort!r}; by {', '.join(COLUMNS)}", "sort")
    if page_size not in PAGE_SIZES:
        raise SpecError.single("list of mailings", f"a page holds {', '.join(map(str, PAGE_SIZES))}", "page_size")
    wanted = [line for line in lines if line.says(text)]
    empty = [line for line in wanted if getattr(line, sort) is None]
    told = [line for line in wanted if getattr(line, sort) is not None]
    told.sort(key=lambda line: (_rank(line, sort), line.mailing, line.occasion), reverse=descending)
    ordered = told + empty
    page = min(max(page, 1), max(1, -(-len(ordered) // page_size)))
    return MailingList(
        lines=tuple(ordered[(page - 1) * page_size : page * page_size]), found=len(ordered), page=page,
        page_size=page_size, sent=sum(line.status is MailingStatus.SENT for line in wanted),
        receipts=sum(line.receipts for line in wanted), revenue=sum((line.revenue for line in wanted), Decimal(0)),
        currency=currency, zone=zone,
    )  # fmt: skip


def _rank(line: MailingLine, sort: str) -> Any:
    """Statuses in the order of a mailing's life, words whatever the case of letters."""
    value = getattr(line, sort)
    if isinstance(value, MailingStatus):
        return list(MailingStatus).index(value)
    return value.casefold() if isinstance(value, str) else value


def _sentence(row: Sequence[str], lang: Lang) -> str:
    status, title, name, _, _, at, *numbers = row
    said = "; ".join(f"{head}: {cell}" for head, cell in zip(HEADS[lang][6:], numbers, strict=True))
    return f"{name}: {status}, “{title}”, {at}; {said}"
