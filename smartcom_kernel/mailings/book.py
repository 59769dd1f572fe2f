"""The mailings of a workspace as a notebook holds them: whom they reach, what became of them, what they brought."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from smartcom_kernel.channels.channel import CHANNELS, Channel
from smartcom_kernel.consent.confirm import confirm_urls
from smartcom_kernel.consent.imported import sync
from smartcom_kernel.consent.page_links import page_urls
from smartcom_kernel.consent.rules import terms
from smartcom_kernel.consent.unsubscribe import unsubscribe_urls
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError, SpecError, UnknownName
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.delivery.report import DeliveryReport
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.experiments.book import ExperimentBook
from smartcom_kernel.experiments.design import Design
from smartcom_kernel.experiments.effect import Effect
from smartcom_kernel.lake.customers import must_be_customer
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings import control
from smartcom_kernel.mailings.check import MailingCheck, checked, refuse_unfit, rehearsed
from smartcom_kernel.mailings.diary import Diary
from smartcom_kernel.mailings.enclosures import Enclosures
from smartcom_kernel.mailings.letters import Letters, trial_letters
from smartcom_kernel.mailings.life import MailingLife
from smartcom_kernel.mailings.observers import copies
from smartcom_kernel.mailings.plan import check_category, check_senders, check_templates, plan
from smartcom_kernel.mailings.plan_report import PlanReport
from smartcom_kernel.mailings.preview import MailingPreview, sampled
from smartcom_kernel.mailings.reactions import MailingReactions
from smartcom_kernel.mailings.report import MailingReport, report
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.store import MailingStore
from smartcom_kernel.mailings.tracking import Tracker
from smartcom_kernel.mailings.trial import TrialReport, addressed, tested
from smartcom_kernel.mailings.volume import Volume, foretold
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.consents import SERVICE
from smartcom_kernel.state.messages import Tally, Terms
from smartcom_kernel.state.sendings import Copy, Foretold, Sending, SendingStatus
from smartcom_kernel.templates.check import needed, refuse_faulty
from smartcom_kernel.templates.contexts import Contexts
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.store import TemplateStore
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.variables import example_context


class MailingBook(MailingLife, MailingReactions):
    """Saved mailings, and what can be done with them.

    A sending is one execution of a mailing for an occasion; the same occasion is planned once. Where no occasion is
    given it is the day that is spoken of, and where a sending is asked for, the latest.

    Args:
        workspace: What it needs of the workspace.
        templates: Saved templates.
        as_of: The moment that plans speak of.
        day: What a sending is called for which no occasion is given.

    Attributes:
        experiments: What sendings brought.
    """

    def __init__(
        self, workspace: Workspace, templates: TemplateStore, as_of: Callable[[], datetime], *, day: Callable[[], date]
    ) -> None:
        self._workspace = workspace
        self._store = MailingStore(workspace.folder / "mailings")
        self._templates = templates
        self._as_of = as_of
        self._day = day
        self._enclosures = Enclosures(workspace.folder)
        self._diary = Diary(workspace, self._store, lambda: workspace.pinned(as_of(), None))
        self.experiments = ExperimentBook(self.design, workspace.pinned, currency=workspace.settings.currency)

    def __getitem__(self, name: str) -> Mailing:
        return self._store[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)

    def save(self, name: str, spec: Mailing | Mapping[str, Any]) -> Mailing:
        """Keep a mailing as ``mailings/<name>.yml``, replacing the one of this name.

        Raises:
            SpecError: The definition is faulty, or names templates or a category that do not exist.
        """
        parsed = Mailing.parse(name, spec)
        check_templates(parsed, self._templates)
        check_category(parsed, self._workspace.settings.mailing_categories)
        return self._store.save(name, parsed)

    def draft(self, segment: str, name: str | None = None, *, medium: str = "email") -> Mailing:
        """Begin a mailing to a saved segment: ``mailings/<name>.yml``, to be completed.

        It is for the template of its own name, and cannot be sent before somebody writes that template.

        Args:
            segment: For whom.
            name: What the mailing is called; as the segment when None.
            medium: Through what: ``"email"`` or ``"sms"``.

        Raises:
            UnknownName: There is no such segment.
            SpecError: There is a mailing of this name already.
        """
        known, called = self._workspace.pinned(self._as_of(), None).segments, name or segment
        if segment not in known:
            raise UnknownName("segment", segment, known)
        if called in self._store:
            raise SpecError.single(f"mailing {called!r}", "is there already: give the draft another name", "name")
        return self._store.save(
            called, {"segment": segment, "variants": [{"name": "A", "templates": {medium: called}}]}
        )

    def check(self, name: str, *, lang: Lang | None = None) -> MailingCheck:
        """What is wrong with a mailing: its segment, category, templates; and how long its SMS are. Nothing is planned.

        Every template is filled in for a hundred people of the segment, the nastiest of them, and invented ones.

        Args:
            name: Which mailing.
            lang: Language of the faults; the workspace's when None.
        """
        return self._checked(self._store[name], lang or self._workspace.settings.language)

    def _checked(self, mailing: Mailing, said: Lang) -> MailingCheck:
        tables, settings = self._workspace.pinned(self._as_of(), None), self._workspace.settings
        with Renderer(self._habits) as renderer:
            found = checked(
                mailing, tables.segments, settings.mailing_categories, self._templates, renderer, lang=said,
                channels=_channels(settings),
                unsubscribe_url=unsubscribe_urls(self._workspace.state, settings.web.address)("0.0"), web=settings.web,
            )  # fmt: skip
            found = replace(found, envelope_faults=self._envelope_faults(mailing, said))
            return rehearsed(found, tables, self._templates, renderer, shop=settings.name, lang=said)

    def _envelope_faults(self, mailing: Mailing, lang: Lang) -> tuple[str, ...]:
        found: list[str] = []
        refusals: list[Callable[[], object]] = [
            lambda: self._copies(mailing),
            lambda: check_senders(mailing, _channels(self._workspace.settings)),
            lambda: self._enclosures.refuse_unfit(mailing),
        ]
        for refuse in refusals:
            try:
                refuse()
            except SpecError as error:
                found += [fault.describe(lang) for fault in error.faults]
        return tuple(found)

    def volume(self, name: str, *, occasion: str | None = None, replay: bool = False) -> Volume:
        """Whom a mailing would reach now, and why not the others; nothing is planned."""
        return self._foretold(name, occasion, replay=replay)[0]

    def preview(self, name: str, *, occasion: str | None = None, replay: bool = False) -> MailingPreview:
        """The volume, and what one of those who would be written to would read, for each variant and medium."""
        check_templates(self._store[name], self._templates)
        counted, parts = self._foretold(name, occasion, replay=replay)
        with Renderer(self._habits) as renderer:
            samples = sampled(parts, self._templates, renderer, lambda who, template: self._context(who)(template))
        return MailingPreview(counted, samples, self._copies(self._store[name]))

    def _foretold(self, name: str, occasion: str | None, *, replay: bool) -> tuple[Volume, list[Foretold]]:
        tables, mailing, settings = self._tables(), self._store[name], self._workspace.settings
        check_category(mailing, settings.mailing_categories)
        return foretold(
            tables.lake, self._workspace.state, tables, mailing, occasion=occasion or self._day().isoformat(),
            terms=self._terms(mailing, replay=replay), now=self._workspace.clock.now(),
            global_control=settings.global_control,
        )  # fmt: skip

    def test(
        self, name: str, *to: str, customer_id: str | None = None, channels: Mapping[str, Channel] | None = None
    ) -> TrialReport:
        """Send every variant of a mailing to a few addresses of the shop's own, now; nothing of it counts anywhere.

        Args:
            name: Which mailing.
            *to: E-mail addresses and phone numbers, at most 20.
            customer_id: For whom the texts are made; an invented customer who has everything when None.
            channels: Through what each medium leaves; those of the settings when None.

        Raises:
            SpecError: A template is faulty, an address is none, or nobody may write to it.
            UnknownCustomer: There is no such customer.
            TemplateError: A text cannot be made for this customer.
        """
        mailing, settings, now = self._store[name], self._workspace.settings, self._workspace.clock.now()
        check_templates(mailing, self._templates)
        self._enclosures.refuse_unfit(mailing)
        addresses = addressed(self._workspace.state, to, country=settings.country)
        for template in mailing.template_names():
            refuse_faulty(self._templates[template], settings.language)
        with Renderer(self._habits) as renderer:
            context = self._context(customer_id)
            written = trial_letters(
                mailing, self._templates, renderer, context, now=now, web=settings.web, enclosed=self._enclosures.now
            )
        return tested(
            name, written, addresses, channels=channels or _channels(settings), workspace=self._workspace.folder,
            lang=settings.language, now=now,
        )  # fmt: skip

    def _context(self, customer_id: str | None) -> Callable[[Template], Mapping[str, Any]]:
        settings = self._workspace.settings
        if customer_id is None:
            return lambda _: example_context(settings.language)
        tables = self._workspace.pinned(self._as_of(), None)
        must_be_customer(customer_id, tables)
        return lambda template: Contexts(tables, needed(template), shop=settings.name).of([customer_id])[customer_id]

    def send(self, name: str, *, occasion: str | None = None, replay: bool = False, sure: bool = False) -> PlanReport:
        """Plan a mailing: one row for everybody in its segment; `Workbench.deliver` sends what is planned.

        Args:
            name: Which mailing.
            occasion: What makes this sending the one it is; the day when None.
            replay: Rehearse on history: numbers may be of any age, and everything counts from the moment they speak of.
            sure: Whether an audience more than ten times as large as usual is meant.

        Raises:
            DataError: The numbers speak of a moment more than two days ago, and it is no replay; or the audience is
                unusually large, and nobody said that it is meant; or the mailing waits for another occasion.
            SpecError: Its category is none of the workspace's, or not active; or it is marketing, and one of its
                messages fails a check that it must pass.
        """
        tables, mailing, called = self._tables(), self._store[name], occasion or self._day().isoformat()
        self.refuse_unready(name)
        if not self._is_planned(name, called):
            self._diary.refuse_second_start(name, called)
            if not sure:
                self._diary.refuse_unusual(mailing, tables)
        return plan(
            tables.lake, self._workspace.state, tables, mailing, occasion=called,
            templates=self._templates, now=self._workspace.clock.now(), replay=replay,
            terms=self._terms(mailing, replay=replay), global_control=self._workspace.settings.global_control,
            attachments=self._enclosures.keep(mailing), copies=self._copies(mailing),
        )  # fmt: skip

    def _copies(self, mailing: Mailing) -> tuple[Copy, ...]:
        settings = self._workspace.settings
        return copies(mailing, settings.observers, country=settings.country)

    def refuse_unready(self, name: str) -> None:
        """Refuse a mailing that could not be planned as it is.

        Raises:
            SpecError: Its category, a template, a sender or a file cannot be used; or it is marketing, and one of its
                messages fails a check that it must pass.
        """
        self._refuse_unready(self._store[name])

    def _refuse_unready(self, mailing: Mailing) -> None:
        check_category(mailing, self._workspace.settings.mailing_categories)
        check_templates(mailing, self._templates)
        check_senders(mailing, _channels(self._workspace.settings))
        self._enclosures.refuse_unfit(mailing)
        self._copies(mailing)
        self._refuse_unfit(mailing)

    def _is_planned(self, name: str, occasion: str) -> bool:
        with self._workspace.state.transaction() as connection:
            found = sendings.find(connection, name, occasion)
        return found is not None and found.status is not SendingStatus.PLANNING

    def _refuse_unfit(self, mailing: Mailing) -> None:
        leaving = _leaving(self._workspace.settings.channels)
        used = {medium for variant in mailing.variants for medium in variant.templates}
        if mailing.purpose != SERVICE and used & leaving:
            refuse_unfit(self._checked(mailing, self._workspace.settings.language), leaving)

    def deliver(
        self, channels: Mapping[str, Channel], *, limit: int | None = None, progress: Progress | None = None
    ) -> DeliveryReport:
        """Plan what is due and send what is planned of all mailings; see `smartcom_kernel.delivery.send.deliver`."""
        self._hear_consents()
        self.plan_due()
        settings = self._workspace.settings
        with Renderer(self._habits) as renderer:
            return deliver(
                self._workspace.state, channels=channels, workspace=self._workspace.folder, settings=settings.delivery,
                categories=settings.mailing_categories, zone=settings.time_zone, clock=self._workspace.clock,
                limit=limit, progress=progress,
                compose=Letters(
                    self._workspace.pinned, renderer, shop=settings.name,
                    unsubscribe_url=unsubscribe_urls(self._workspace.state, settings.web.address),
                    subscription_url=page_urls(self._workspace.state, settings.web.address),
                    confirm_url=confirm_urls(self._workspace.state, settings.web.address),
                    tracker=Tracker(self._workspace.state, settings.web),
                    enclosed=self._enclosures.of, lang=settings.language,
                ),
            )  # fmt: skip

    def report(self, name: str, *, occasion: str | None = None) -> MailingReport:
        """What became of everybody a sending meant to reach, and every message in doubt."""
        return report(self._workspace.state, name, occasion=occasion)

    def effect(self, name: str, *, occasion: str | None = None) -> Effect:
        """What a sending brought; see `ExperimentBook.effect`."""
        return self.experiments.effect(name, occasion=occasion)

    def course(self, name: str, *, occasion: str | None = None) -> pd.DataFrame:
        """Revenue per customer of each group as it adds up; see `ExperimentBook.course`."""
        return self.experiments.course(name, occasion=occasion)

    def design(self, name: str, *, occasion: str | None = None) -> Design:
        """How a sending is measured, as its mailing said when it was planned."""
        sending = self.sending(name, occasion=occasion)
        return Mailing.of(sending).design(sending, self._workspace.settings.time_zone)

    def tallies(self, name: str, *, occasion: str | None = None) -> list[Tally]:
        """How many people of a sending stand how, by variant and medium: what the picture of delivery is drawn from."""
        sending = self.sending(name, occasion=occasion)
        with self._workspace.state.transaction() as connection:
            return messages.tally(connection, [sending.sending_id])

    def sending(self, name: str, *, occasion: str | None = None) -> Sending:
        """One execution of a mailing.

        Raises:
            DataError: It was never planned.
        """
        with self._workspace.state.transaction() as connection:
            found = sendings.find(connection, name, occasion)
        if found is None:
            raise DataError(f"the mailing {name!r} was never planned{f' for {occasion}' if occasion else ''}")
        return found

    def pause(self, name: str, why: str, *, occasion: str | None = None) -> None:
        """Stop a sending: no further message leaves until it is resumed."""
        found = self.sending(name, occasion=occasion)
        control.pause(self._workspace.state, found.sending_id, why)
        self._noted(found, f"paused: {why}")

    def cancel(self, name: str, why: str, *, occasion: str | None = None) -> int:
        """Give up a sending for good: who has not been written to will not be; returns how many people that are."""
        found = self.sending(name, occasion=occasion)
        given_up = control.cancel(self._workspace.state, found.sending_id, why, now=self._workspace.clock.now())
        self._noted(found, f"cancelled: {why}")
        return given_up

    def resume(self, name: str, *, occasion: str | None = None) -> None:
        """Let a paused sending go on, with its templates as they are now; refused as `refuse_unready` refuses."""
        found = self.sending(name, occasion=occasion)
        if found.status is SendingStatus.PAUSED:
            self._refuse_unready(Mailing.of(found))
        control.resume(self._workspace.state, found.sending_id, templates=self._templates)
        self._noted(found, "resumed")

    def _noted(self, sending: Sending, done: str) -> None:
        with self._workspace.state.transaction() as connection:
            self._diary.record(connection, f"{sending.mailing} {sending.occasion} {done}")

    def resolve_uncertain(self, message_id: int, verdict: Literal["accepted", "planned"]) -> None:
        """End the doubt about a message: it arrived (``"accepted"``), or shall be sent again (``"planned"``)."""
        control.resolve_uncertain(self._workspace.state, message_id, verdict, now=self._workspace.clock.now())

    def _terms(self, mailing: Mailing, *, replay: bool = False) -> Terms:
        settings = self._workspace.settings
        return terms(
            settings.delivery, settings.mailing_categories, category=mailing.category, purpose=mailing.purpose,
            zone=settings.time_zone, through=_leaving(settings.channels), at_once=mailing.at_once, replay=replay,
        )  # fmt: skip

    def _tables(self) -> Tables:
        self._hear_consents()
        return self._workspace.pinned(self._as_of(), None)

    def _hear_consents(self) -> None:
        # A load that was killed may have left customers whose word about writing to them was not taken in.
        lake, clock = self._workspace.pinned(self._as_of(), None).lake, self._workspace.clock
        sync(lake, self._workspace.state, now=clock.now())


def _channels(settings: Settings) -> dict[str, Channel]:
    return {medium: CHANNELS.parse(data) for medium, data in settings.channels.items()}


def _leaving(channels: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The media whose channels, as the settings have them, reach people."""
    kinds = {medium: str(channel.get("kind")) for medium, channel in channels.items()}
    return {medium for medium, kind in kinds.items() if kind in CHANNELS and CHANNELS[kind].leaves}
