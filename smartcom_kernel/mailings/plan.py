"""Planning a mailing: one row for everybody, in one transaction, once for each occasion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, hint
from smartcom_kernel.core.wording import number
from smartcom_kernel.delivery.words import reason_words
from smartcom_kernel.experiments.assign import CONTROL
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.audience import audience, staged
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Reason, Tally
from smartcom_kernel.state.sendings import Sending, SendingStatus
from smartcom_kernel.templates.template import Template


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

    @property
    def control(self) -> int:
        """The size of the control group."""
        return self.skipped.get(Reason.CONTROL_GROUP, 0)

    def describe(self, lang: Lang = "en") -> str:
        """What was planned, or that nothing was."""
        return "\n".join([self._head(lang), *(f"  {words}: {people}" for words, people in self._table(lang))])

    def _repr_html_(self) -> str:
        cells = (
            f"<tr><td>{escape(words)}</td><td style='text-align:right'>{people}</td></tr>"
            for words, people in self._table("en")
        )
        return f"<p>{escape(self._head('en'))}</p><table>{''.join(cells)}</table>"

    def _head(self, lang: Lang) -> str:
        what, people = f"{self.mailing} {self.occasion}", number(self.people, lang)
        if lang == "ru":
            before = "уже было запланировано, ничего не изменено" if self.already else "запланировано"
            edited = "; с тех пор рассылка изменилась, для этого повода остаётся прежняя" if self.edited else ""
            return f"{what}: {before}, людей: {people}{edited}"
        before = "was planned before, nothing changed" if self.already else "planned"
        edited = "; the mailing was edited since, for this occasion the earlier one stays" if self.edited else ""
        return f"{what}: {before}, people: {people}{edited}"

    def _table(self, lang: Lang) -> list[tuple[str, str]]:
        variants = [(name, number(people, lang)) for name, people in self.planned.items()]
        return variants + [(reason_words(r, lang), number(people, lang)) for r, people in self.skipped.items()]


def plan(
    lake: Lake,
    state: State,
    tables: Tables,
    mailing: Mailing,
    *,
    occasion: str,
    templates: Mapping[str, Template],
    now: datetime,
) -> PlanReport:
    """Plan a mailing for an occasion: everybody in its segment gets one row that says what will happen and why.

    The rows appear all at once or not at all. Planning the same occasion again, also after a crash at any moment,
    completes what is missing and changes nothing that is there.

    Args:
        lake: Where the customers are.
        state: Where the messages go.
        tables: The lake at the moment the mailing speaks of, with the saved segments.
        mailing: What to plan.
        occasion: What makes this execution the one it is, such as ``"2017-10"``.
        templates: The saved templates; those the mailing uses are recorded with it.
        now: When it is planned.

    Raises:
        SpecError: The mailing names templates that do not exist or are for another medium.
        UnknownName: There is no such segment.
    """
    check_templates(mailing, templates)
    spec = recorded(mailing, templates)
    at = {"spec": spec, "as_of": tables.as_of, "snapshot_id": tables.snapshot_id}
    who = audience(tables, mailing, occasion=occasion)
    with state.transaction() as connection:
        sending = sendings.begin(connection, mailing=mailing.name, occasion=occasion, **at)
    planned = sending.status is SendingStatus.PLANNING and _fill(lake, state, sending, who, {**at, "now": now})
    return _report(state, sending.sending_id, already=not planned, spec=spec)


def check_templates(mailing: Mailing, templates: Mapping[str, Template]) -> None:
    """Refuse a mailing whose templates cannot be used.

    Raises:
        SpecError: With every template that does not exist or is for another medium.
    """
    faults = []
    for n, variant in enumerate(mailing.variants):
        for medium, name in variant.templates.items():
            path = ("variants", n, "templates", medium)
            if name not in templates:
                faults.append(Fault(path, f"there is no template called {name!r}{hint(name, templates)}"))
            elif templates[name].medium != medium:
                faults.append(Fault(path, f"the template {name!r} is for {templates[name].medium}, not for {medium}"))
    if faults:
        raise SpecError(f"mailing {mailing.name!r}", faults)


def recorded(mailing: Mailing, templates: Mapping[str, Template]) -> dict[str, Any]:
    """What is kept with a sending, so that what was planned is what is sent, and can be read years later."""
    used = {name: templates[name].to_data() for name in sorted(mailing.template_names())}
    return {"mailing": mailing.to_data(), "templates": used}


def _fill(lake: Lake, state: State, sending: Sending, who: Any, at: Mapping[str, Any]) -> bool:
    with staged(lake, state, who) as stage, state.transaction() as connection:
        return sendings.complete(
            connection, sending.sending_id, attempt=stage.attempt, staged=stage.people, control=CONTROL, **at
        )  # fmt: skip


def _report(state: State, sending_id: int, *, already: bool, spec: dict[str, Any]) -> PlanReport:
    with state.transaction() as connection:
        sending = sendings.get(connection, sending_id)
        tallies = messages.tally(connection, [sending_id])
    planned: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for tally in tallies:
        counts, group = (skipped, tally.reason) if was_spared(tally) else (planned, tally.variant)
        counts[group] += tally.messages
    return PlanReport(
        sending_id=sending_id, mailing=sending.mailing, occasion=sending.occasion, as_of=sending.as_of,
        snapshot_id=sending.snapshot_id, people=sending.people, planned=dict(sorted(planned.items())),
        skipped=dict(sorted(skipped.items())), already=already, edited=already and sending.spec != spec,
    )  # fmt: skip


def was_spared(tally: Tally) -> bool:
    """Whether these people were skipped when it was planned, and not when it was sent."""
    return tally.variant == CONTROL or (tally.reason == Reason.NO_CONTACT and tally.medium == "")
