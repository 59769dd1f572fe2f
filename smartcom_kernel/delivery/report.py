"""What a call of `deliver` did, and where everybody stands after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.text_tables import html_counts
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery.round import Events
from smartcom_kernel.delivery.words import accounted_words, standing_words
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from smartcom_kernel.state.sendings import SendingStatus


@dataclass(frozen=True)
class Standing:
    """How many people stand the same."""

    state: MessageState
    reason: str
    people: int


@dataclass(frozen=True)
class DeliveryReport:
    """What a call of `deliver` did, and where everybody of the sendings it worked on stands after it.

    Args:
        people: Everybody these sendings planned: `accounted` must be the same.
        standings: Where they stand; each person counts once.
        accepted: Messages the provider took in this call.
        recovered: Messages that vanished senders had left on the wire.
        refused: Messages whose outcome came too late, after another sender had taken them over; they are uncertain.
        held: Messages that another sender holds.
        waiting: Messages that wait for another try.
        waiting_until: When the first of these is due.
        paused: Why sendings are paused, by mailing and occasion.
        interrupted: Whether somebody wished it to stop.
        seconds: How long it took.
    """

    people: int
    standings: tuple[Standing, ...]
    accepted: int
    recovered: int
    refused: tuple[int, ...]
    held: int
    waiting: int
    waiting_until: datetime | None
    paused: dict[str, str]
    interrupted: bool
    seconds: float

    @property
    def accounted(self) -> int:
        """Everybody who has a row that says what happened and why."""
        return sum(standing.people for standing in self.standings)

    @property
    def uncertain(self) -> int:
        """Messages that may or may not have been accepted; the mailing's report lists them."""
        return self.count(MessageState.UNCERTAIN)

    def count(self, state: MessageState, reason: str = "") -> int:
        """How many people stand so; with any reason when none is given."""
        return sum(s.people for s in self.standings if s.state is state and reason in ("", s.reason))

    def describe(self, lang: Lang = "en") -> str:
        """What happened, a line for each thing worth knowing."""
        standings = (f"  {words}: {people}" for words, people in self._table(lang))
        return "\n".join([self._head(lang), *standings, *self._notes(lang)])

    def _repr_html_(self) -> str:
        lang = spoken()
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes(lang))
        return f"<p>{escape(self._head(lang))}</p>{html_counts(self._table(lang))}{notes}"

    def _table(self, lang: Lang) -> list[tuple[str, str]]:
        return [(standing_words(s.state, s.reason, lang), number(s.people, lang)) for s in self.standings]

    def _head(self, lang: Lang) -> str:
        if not self.people:
            return "Отправлять нечего" if lang == "ru" else "Nothing is waiting to be sent"
        accepted = f"{'Принято сейчас' if lang == 'ru' else 'Accepted now'}: {number(self.accepted, lang)}"
        return f"{accepted}; {accounted_words(self.accounted, self.people, lang)}"

    def _notes(self, lang: Lang) -> list[str]:
        waiting, held, late = (number(n, lang) for n in (self.waiting, self.held, len(self.refused)))
        until = f"{self.waiting_until:%Y-%m-%d %H:%M} UTC" if self.waiting_until else ""
        if lang == "ru":
            paused = "Приостановлено"
            notes = [
                (self.waiting > 0, f"Ждут повторной попытки: {waiting}, первая после {until}"),
                (self.held > 0, f"У другого отправителя: {held}"),
                (bool(self.refused), f"Ответ пришёл слишком поздно, сообщения отданы другому: {late}"),
                (self.interrupted, "Остановлено по запросу; чтобы продолжить, запустите отправку снова"),
            ]
        else:
            paused = "Paused"
            notes = [
                (self.waiting > 0, f"Waiting for another try: {waiting}, the first after {until}"),
                (self.held > 0, f"Held by another sender: {held}"),
                (bool(self.refused), f"Outcomes that came too late, after another sender had taken over: {late}"),
                (self.interrupted, "Stopped on request; deliver again to go on"),
            ]
        return [f"{paused}: {name}: {why}" for name, why in self.paused.items()] + [text for so, text in notes if so]


def report(
    state: State, sending_ids: Sequence[int], events: Events, *, now: datetime, seconds: float
) -> DeliveryReport:
    """The report on some sendings, read from what is recorded."""
    with state.transaction() as connection:
        found = [sendings.get(connection, sending_id) for sending_id in sending_ids]
        rests = [messages.still_open(connection, sending_id=sending_id, now=now) for sending_id in sending_ids]
        people: Counter[tuple[MessageState, str]] = Counter()
        for tally in messages.tally(connection, sending_ids):
            people[tally.state, tally.reason] += tally.messages
    order = list(MessageState)
    return DeliveryReport(
        people=sum(sending.people for sending in found),
        standings=tuple(Standing(*key, people[key]) for key in sorted(people, key=lambda k: (order.index(k[0]), k[1]))),
        accepted=events.accepted,
        recovered=events.recovered,
        refused=tuple(events.refused),
        held=sum(rest.held for rest in rests),
        waiting=sum(rest.waiting for rest in rests),
        waiting_until=min((r.waiting_until for r in rests if r.waiting_until), default=None),
        paused={f"{s.mailing} {s.occasion}": s.why for s in found if s.status is SendingStatus.PAUSED},
        interrupted=events.interrupted,
        seconds=seconds,
    )
