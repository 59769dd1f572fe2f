"""Who got what: everybody of a sending by variant, and every message that is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.text_tables import html_counts
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery.words import accounted_words, standing_words
from smartcom_kernel.mailings.plan_report import COPIES
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState, Tally
from smartcom_kernel.state.sendings import SendingStatus

MOST_LISTED = 20
STATUSES: dict[SendingStatus, tuple[str, str]] = {
    SendingStatus.PLANNING: ("being planned", "планируется"),
    SendingStatus.SENDING: ("sending", "отправляется"),
    SendingStatus.PAUSED: ("paused", "приостановлена"),
    SendingStatus.FINISHED: ("finished", "завершена"),
    SendingStatus.CANCELLED: ("cancelled", "отменена"),
}


@dataclass(frozen=True)
class Line:
    """How many people of a variant stand the same."""

    variant: str
    medium: str
    state: MessageState
    reason: str
    people: int


@dataclass(frozen=True)
class Doubt:
    """A message that may or may not have been accepted; `resolve_uncertain` ends the doubt."""

    message_id: int
    customer_id: str
    variant: str
    medium: str
    intent_at: datetime
    detail: str


@dataclass(frozen=True)
class MailingReport:
    """Who got what.

    Args:
        sending_id: The sending's number.
        mailing: Name of the mailing.
        occasion: What it was planned for.
        status: Where the sending stands.
        why: What paused it.
        as_of: The moment its data is known at.
        snapshot_id: The state of the lake it was planned from.
        people: Everybody it planned: `accounted` must be the same.
        lines: Where they stand, by variant and medium; each person counts once.
        doubts: Every message in doubt.
        copies: Of the copies for observers, who are nobody of the people, how many stand how.
    """

    sending_id: int
    mailing: str
    occasion: str
    status: SendingStatus
    why: str
    as_of: datetime
    snapshot_id: int
    people: int
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]
    copies: tuple[Line, ...] = ()

    @property
    def accounted(self) -> int:
        """Everybody who has a row that says what happened and why."""
        return sum(line.people for line in self.lines)

    def count(self, state: MessageState, *, variant: str = "") -> int:
        """How many people stand so; of all variants when none is given."""
        return sum(line.people for line in self.lines if line.state is state and variant in ("", line.variant))

    @property
    def frame(self) -> pd.DataFrame:
        """A row per line: `variant`, `medium`, `state`, `reason`, `people`."""
        return pd.DataFrame([asdict(line) for line in self.lines], columns=list(Line.__dataclass_fields__))

    def describe(self, lang: Lang = "en") -> str:
        """Who got what, a line for each group, and the messages in doubt."""
        groups = (f"  {', '.join(cells[:2])}: {cells[2]}" for cells in self._table(lang))
        return "\n".join([self._head(lang), *groups, *self._doubts(lang)])

    def _repr_html_(self) -> str:
        lang = spoken()
        doubts = "".join(f"<p>{escape(line)}</p>" for line in self._doubts(lang))
        return f"<p>{escape(self._head(lang))}</p>{html_counts(self._table(lang))}{doubts}"

    def _head(self, lang: Lang) -> str:
        status = STATUSES[self.status][lang == "ru"] + (f" ({self.why})" if self.why else "")
        return f"{self.mailing} {self.occasion}: {status}; {accounted_words(self.accounted, self.people, lang)}"

    def _table(self, lang: Lang) -> list[tuple[str, str, str]]:
        return [
            (" ".join(filter(None, [line.variant, line.medium])), standing_words(line.state, line.reason, lang),
             number(line.people, lang))
            for line in self.lines
        ] + [
            (COPIES[lang], standing_words(line.state, line.reason, lang), number(line.people, lang))
            for line in self.copies
        ]  # fmt: skip

    def _doubts(self, lang: Lang) -> list[str]:
        said = [
            f"{'Неясно' if lang == 'ru' else 'Uncertain'}: "
            f"{d.message_id}, {d.customer_id}, {d.intent_at:%Y-%m-%d %H:%M} UTC: {d.detail}"
            for d in self.doubts[:MOST_LISTED]
        ]
        more = len(self.doubts) - MOST_LISTED
        return [*said, f"{'… и ещё' if lang == 'ru' else '… and more:'} {number(more, lang)}"] if more > 0 else said


def report(state: State, mailing: str, *, occasion: str | None = None) -> MailingReport:
    """Who got what in a sending of a mailing.

    Args:
        state: Where the messages are.
        mailing: Name of the mailing.
        occasion: Which sending; the latest when None.

    Raises:
        DataError: It was never planned.
    """
    with state.transaction() as connection:
        sending = sendings.find(connection, mailing, occasion)
        if sending is None:
            raise DataError(f"the mailing {mailing!r} was never planned{f' for {occasion}' if occasion else ''}")
        tallies = messages.tally(connection, [sending.sending_id])
        doubts = messages.in_doubt(connection, sending.sending_id)
        copies = sendings.copies_of(connection, sending.sending_id)
        copied = messages.tally(connection, [copies.sending_id]) if copies else []
    return MailingReport(
        sending_id=sending.sending_id, mailing=sending.mailing, occasion=sending.occasion, status=sending.status,
        why=sending.why, as_of=sending.as_of, snapshot_id=sending.snapshot_id, people=sending.people,
        lines=_lines(tallies), copies=_lines(copied),
        doubts=tuple(Doubt(**{name: row[name] for name in Doubt.__dataclass_fields__}) for row in doubts),
    )  # fmt: skip


def _lines(tallies: Sequence[Tally]) -> tuple[Line, ...]:
    return tuple(Line(t.variant, t.medium, t.state, t.reason, t.messages) for t in tallies)
