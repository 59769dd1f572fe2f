"""The part of the workbench that writes to customers: whom we may, with what, through which channel, and what came."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from smartcom_kernel.attribution.book import AttributionBook
from smartcom_kernel.channels.channel import CHANNELS, Channel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.progress import Progress, shown
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.delivery.calls import CallBook
from smartcom_kernel.delivery.devices import DeviceBook
from smartcom_kernel.delivery.heard import Heard
from smartcom_kernel.delivery.listen import listen
from smartcom_kernel.delivery.report import DeliveryReport
from smartcom_kernel.experiments.book import ExperimentBook
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.book import MailingBook
from smartcom_kernel.mailings.template_book import TemplateBook
from smartcom_kernel.privacy.book import PersonalBook
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.state import lock
from smartcom_kernel.state.connect import State


class Outreach(ABC):
    """What a workbench can do to reach customers; it wires the parts together and has no logic of its own."""

    folder: Path
    settings: Settings
    state: State
    lake: Lake
    clock: Clock

    @property
    @abstractmethod
    def as_of(self) -> datetime:
        """The moment that is spoken of."""

    @cached_property
    @abstractmethod
    def workspace(self) -> Workspace:
        """What books need of the workspace."""

    @abstractmethod
    def pinned(self, as_of: datetime, snapshot_id: int | None = None, *, past: bool = True) -> Tables:
        """The tables at a moment."""

    @abstractmethod
    def _day(self) -> date: ...

    # whom we may write to ---------------------------------------------------------------------------------------

    @cached_property
    def consent(self) -> ConsentBook:
        """Who allowed and forbade what."""
        return ConsentBook(self.state, settings=self.settings, clock=self.clock)

    @cached_property
    def devices(self) -> DeviceBook:
        """Where pushes and messengers reach customers."""
        return DeviceBook(self.state, clock=self.clock)

    @cached_property
    def calls(self) -> CallBook:
        """The calls that operators make: the next person, and what came of it."""
        return CallBook(
            self.state, lambda: self.channels["call"], self.settings.delivery, clock=self.clock,
            zone=self.settings.time_zone,
        )  # fmt: skip

    # writing to them --------------------------------------------------------------------------------------------

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """Through which channel each medium leaves."""
        return {medium: CHANNELS.parse(data) for medium, data in self.settings.channels.items()}

    @cached_property
    def templates(self) -> TemplateBook:
        """Templates of messages: saved, looked at as a customer would get them, tried out."""
        return TemplateBook(self.workspace, lambda: self.as_of)

    @cached_property
    def mailings(self) -> MailingBook:
        """Mailings: whom they would reach, what became of them, what they brought."""
        return MailingBook(self.workspace, self.templates, lambda: self.as_of, day=self._day)

    @property
    def experiments(self) -> ExperimentBook:
        """What mailings brought, against their control groups."""
        return self.mailings.experiments

    @cached_property
    def personal(self) -> PersonalBook:
        """Personal data on request: erasure, the blacklist, confirmed addresses, quality by hand."""
        return PersonalBook(self.folder, self.state, self.lake, self.clock, settings=self.settings)

    @cached_property
    def attribution(self) -> AttributionBook:
        """Which receipts are owed to which mailing."""
        return AttributionBook(self.mailings.design, self.pinned)

    def deliver(self, limit: int | None = None, *, progress: Progress | None = None) -> DeliveryReport:
        """Send what is planned; interrupted at any moment, it goes on where it stopped.

        Args:
            limit: Most messages to hand over now.
            progress: Told each step and how much of it is done; a notebook shows it by itself.
        """
        with shown(progress, self.settings.language) as told:
            return self.mailings.deliver(self.channels, limit=limit, progress=told)

    def listen(self, seconds: float | None = None) -> Heard:
        """Hear receipts and STOP from providers that tell over a connection, such as an SMS centre.

        Args:
            seconds: For how long; until Ctrl-C or SIGTERM when absent.
        """
        return listen(
            self.state, channels=self.channels, workspace=self.folder, clock=self.clock, seconds=seconds
        )  # fmt: skip

    @property
    def is_locked(self) -> bool:
        """Whether nothing leaves, because this workspace was restored or copied and nobody has looked yet."""
        with self.state.transaction() as connection:
            return lock.is_locked(connection)

    def unlock(self) -> bool:
        """Let messages leave from a workspace that was restored or copied; False where they might already."""
        with self.state.transaction() as connection:
            return lock.unlock(connection)
