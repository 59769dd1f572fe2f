"""What planning a mailing came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.text_tables import html_counts
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery.words import reason_words
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Reason

COPIES: dict[Lang, str] = {"en": "copies to observers", "ru": "копии наблюдателям"}
AT_PLANNING = {Reason.CONTROL_GROUP, Reason.GLOBAL_CONTROL_GROUP, Reason.NO_CONTACT}
"""Why people are left out when it is planned; all other reasons are found when it is sent."""


@dataclass(frozen=True)
class PlanReport:
    """What planning a mailing for an occasion came to.

    Args:
        sending_id: The sending's number.
        mailing: Name of the mailing.
        occasion: What it was planned for.
        as_of: The moment its data is known at.
        snapshot_id: The state of the lake it was planned from.
        people: Members of the segment, each with one row.
        planned: Those who are to be written to, by variant.
        skipped: Those who are not, by reason.
        already: Whether it had been planned before, so that nothing was changed.
        edited: Whether the mailing or a template is not any more what was planned then.
        copies: How many copies go to observers, who are nobody of the people.
    """

    sending_id: int
    mailing: str
    occasion: str
    as_of: datetime
    snapshot_id: int
    people: int
    planned: dict[str, int]
    skipped: dict[str, int]
    already: bool
    edited: bool
    copies: int = 0

    @property
    def control(self) -> int:
        """The size of the control group."""
        return self.skipped.get(Reason.CONTROL_GROUP, 0)

    def describe(self, lang: Lang = "en") -> str:
        """What was planned, or that nothing was."""
        return "\n".join([self._head(lang), *(f"  {words}: {people}" for words, people in self._table(lang))])

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._head(spoken()))}</p>{html_counts(self._table(spoken()))}"

    def _head(self, lang: Lang) -> str:
        what, people = f"{self.mailing} {self.occasion}", number(self.people, lang)
        if lang == "ru":
            before = (
                "отправка уже была запланирована, всё осталось как есть" if self.already else "отправка запланирована"
            )
            edited = "; рассылку с тех пор изменили, но эта отправка остаётся прежней" if self.edited else ""
            return f"{what}: {before}; людей: {people}{edited}"
        before = "is already planned, and stays as it is" if self.already else "is planned"
        edited = "; the mailing was edited since, but this sending keeps the earlier one" if self.edited else ""
        return f"{what} {before}; people: {people}{edited}"

    def _table(self, lang: Lang) -> list[tuple[str, str]]:
        variants = [(name, number(people, lang)) for name, people in self.planned.items()]
        copies = [(COPIES[lang], number(self.copies, lang))] if self.copies else []
        return [*variants, *((reason_words(r, lang), number(n, lang)) for r, n in self.skipped.items()), *copies]


def plan_report(state: State, sending_id: int, *, already: bool, spec: dict[str, Any]) -> PlanReport:
    """The report on a sending that has been planned, just now or before.

    Args:
        state: Where its messages are.
        sending_id: Which sending.
        already: Whether it had been planned before.
        spec: What would be planned now.
    """
    with state.transaction() as connection:
        sending = sendings.get(connection, sending_id)
        tallies = messages.tally(connection, [sending_id])
        copies = sendings.copies_of(connection, sending_id)
    planned: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for tally in tallies:
        counts, group = (skipped, tally.reason) if tally.reason in AT_PLANNING else (planned, tally.variant)
        counts[group] += tally.messages
    return PlanReport(
        sending_id=sending_id, mailing=sending.mailing, occasion=sending.occasion, as_of=sending.as_of,
        snapshot_id=sending.snapshot_id, people=sending.people, planned=dict(sorted(planned.items())),
        skipped=dict(sorted(skipped.items())), already=already, edited=already and sending.spec != spec,
        copies=copies.people if copies else 0,
    )  # fmt: skip
