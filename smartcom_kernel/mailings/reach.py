"""What people did with the messages of a sending, and where in an e-mail they clicked. Robots stand apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import number, percent, spoken
from smartcom_kernel.state import sendings, tracking
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.sendings import Sending
from smartcom_kernel.state.tracking import LinkClicks
from smartcom_kernel.state.tracking import Reach as Reached
from smartcom_kernel.templates.hrefs import TAG, href_of

HEADS: dict[Lang, list[str]] = {
    "en": ["variant", "medium", "sent", "delivered", "bounced", "opened", "clicked", "unsubscribed", "spam", "robots"],
    "ru": [
        "вариант", "вид связи", "отправлено", "доставлено", "вернулось", "открыли", "кликнули", "отписались", "спам",
        "роботы",
    ],
}  # fmt: skip
LINKS: dict[Lang, list[str]] = {
    "en": ["link", "people", "clicks", "of those who clicked"], "ru": ["ссылка", "людей", "кликов", "из кликнувших"],
}  # fmt: skip
OWN: dict[Lang, str] = {"en": "links of each customer's own", "ru": "личные ссылки клиентов"}
NOTES: dict[Lang, str] = {
    "en": "Shares are of sent messages; each person counts once. Robots: messages that only robots opened, or clicked.",
    "ru": "Доли — от отправленных сообщений; каждый человек учтён один раз. Роботы: сообщения, которые открывали или "
    "кликали только роботы.",
}
NOTHING: dict[Lang, str] = {"en": "Nobody has followed a link yet.", "ru": "По ссылкам ещё никто не переходил."}
BADGE = (
    '<span style="background:#1a4fa3;color:#fff;border-radius:8px;padding:1px 6px;margin:0 4px;'
    'font:bold 12px sans-serif;text-decoration:none">{}</span>'
)


@dataclass(frozen=True)
class Reach:
    """What people did with a sending.

    Args:
        mailing: Name of the mailing.
        occasion: Which sending.
        variants: What they did with each variant through each medium.
        links: How often they followed each link, most first.
    """

    mailing: str
    occasion: str
    variants: tuple[Reached, ...]
    links: tuple[LinkClicks, ...]

    @property
    def clicked(self) -> int:
        """How many people followed a link."""
        return sum(variant.clicked for variant in self.variants)

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each variant and medium, with the counts of `state.tracking.Reach`."""
        return pd.DataFrame([vars(variant) for variant in self.variants], columns=list(Reached.__dataclass_fields__))

    @property
    def link_frame(self) -> pd.DataFrame:
        """A row for each link: `url`, `people`, `clicks`, and `share` of those who followed any."""
        rows = [{**vars(link), "share": link.people / max(self.clicked, 1)} for link in self.links]
        return pd.DataFrame(rows, columns=["url", "people", "clicks", "share"])

    def describe(self, lang: Lang = "en") -> str:
        """A line for each variant, and one for each link."""
        heads = HEADS[lang]
        lines = [
            "  " + ", ".join([" ".join(row[:2]), *(f"{h} {cell}" for h, cell in zip(heads[2:], row[2:], strict=True))])
            for row in self._rows(lang)
        ]
        links = [f"  {row[0]}: {', '.join(row[1:3])}" for row in self._links(lang)] or [f"  {NOTHING[lang]}"]
        return "\n".join([f"{self.mailing} {self.occasion}", *lines, *links])

    def _repr_html_(self) -> str:
        lang = spoken()
        links = html_table([LINKS[lang], *self._links(lang)]) if self.links else f"<p>{NOTHING[lang]}</p>"
        table = html_table([HEADS[lang], *self._rows(lang)])
        return f"<p>{escape(self.mailing)} {escape(self.occasion)}</p>{table}{links}<p><small>{NOTES[lang]}</small></p>"

    def map(self, html: str, tag: Callable[[str], str]) -> str:
        """An e-mail with the share of people who followed each link beside it, of those who followed any.

        Args:
            html: The e-mail, as it is for somebody.
            tag: What a link's address is with what the site's analytics are told.
        """
        lang, people = spoken(), {link.url: link.people for link in self.links if link.url}

        def marked(start: str) -> str:
            url = href_of(start)
            n = people.get(tag(url)) if url is not None else None
            if n is None:
                return start
            return start + BADGE.format(f"{number(n, lang)} · {percent(n / max(self.clicked, 1), lang)}")

        return TAG.sub(lambda found: marked(found[0]), html)

    def _rows(self, lang: Lang) -> list[list[str]]:
        def of(count: int, sent: int) -> str:
            return f"{number(count, lang)} ({percent(count / sent, lang)})" if sent else number(count, lang)

        return [
            [
                v.variant, v.medium, number(v.sent, lang),
                *(of(n, v.sent) for n in (v.delivered, v.bounced, v.opened, v.clicked, v.unsubscribed, v.complained)),
                f"{number(v.robots_opened, lang)} / {number(v.robots_clicked, lang)}",
            ]
            for v in self.variants
        ]  # fmt: skip

    def _links(self, lang: Lang) -> list[list[str]]:
        return [
            [link.url or OWN[lang], number(link.people, lang), number(link.clicks, lang),
             percent(link.people / max(self.clicked, 1), lang)]
            for link in self.links
        ]  # fmt: skip


def sending_of(state: State, mailing: str, occasion: str | None) -> Sending:
    """A sending of a mailing; the latest where the occasion is None.

    Raises:
        DataError: It was never planned.
    """
    with state.transaction() as connection:
        sending = sendings.find(connection, mailing, occasion)
    if sending is None:
        raise DataError(f"the mailing {mailing!r} was never planned{f' for {occasion}' if occasion else ''}")
    return sending


def reach(state: State, mailing: str, *, occasion: str | None = None) -> Reach:
    """What people did with a sending of a mailing.

    Args:
        state: Where reactions are.
        mailing: Name of the mailing.
        occasion: Which sending; the latest when None.

    Raises:
        DataError: It was never planned.
    """
    sending = sending_of(state, mailing, occasion)
    with state.transaction() as connection:
        found = tracking.reach(connection, sending.sending_id)
        links = tracking.clicks(connection, sending.sending_id)
    return Reach(sending.mailing, sending.occasion, tuple(found), tuple(links))
