"""The one object a notebook holds. It wires the parts together and has no logic of its own."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.channels.channel import CHANNELS, Channel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.imported import sync
from smartcom_kernel.core.clock import Clock, SystemClock, instant
from smartcom_kernel.core.settings import Settings, load_settings
from smartcom_kernel.delivery.report import DeliveryReport
from smartcom_kernel.intake.convention import Convention
from smartcom_kernel.intake.load import LoadReport, load
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.book import MailingBook, Shop
from smartcom_kernel.metrics.frame import metrics_of
from smartcom_kernel.metrics.refresh import RefreshReport, refresh
from smartcom_kernel.metrics.rfm import RfmResult, rfm
from smartcom_kernel.segments.book import SegmentBook
from smartcom_kernel.segments.members import Spec
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.tag_book import TagBook
from smartcom_kernel.state import refreshes, runs
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.refreshes import Refresh
from smartcom_kernel.state.runs import Run
from smartcom_kernel.templates.store import TemplateStore

Progress = Callable[[str, float], None]


class Workbench:
    """Everything that can be done with one shop.

    Args:
        folder: The workspace, which exists.
        settings: What ``smartcom.toml`` and the environment say.
        state: The open state store.
        lake: The open lake.
        clock: What time it is; the machine's clock unless a test or a replay says otherwise.
    """

    def __init__(self, folder: Path, settings: Settings, state: State, lake: Lake, clock: Clock) -> None:
        self.folder = folder
        self.settings = settings
        self.state = state
        self.lake = lake
        self.clock = clock
        self._run = self._own_run()

    @classmethod
    def open(cls, folder: str | Path | None = None, *, clock: Clock | None = None, **changes: Any) -> Workbench:
        """The workbench of a folder; see `smartcom_kernel.open`."""
        path = Path(folder or os.environ.get("SMARTCOM_WORKSPACE", ".")).expanduser().resolve()
        settings = load_settings(path, **changes)
        for plugin in settings.plugins:
            importlib.import_module(plugin)
        path.mkdir(parents=True, exist_ok=True)
        url = settings.database_url.get_secret_value() if settings.database_url else None
        state = State.open(path, url)
        try:
            lake = Lake(state.dsn, path / "lake", engine=settings.engine)
        except BaseException:
            state.close()
            raise
        return cls(path, settings, state, lake, clock or SystemClock())

    def close(self) -> None:
        """Leave the lake and the database; the last process to leave stops an embedded server."""
        self.lake.close()
        self.state.close()

    def __enter__(self) -> Workbench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # data -------------------------------------------------------------------------------------------------------

    def load(
        self,
        table: str,
        *files: str | Path,
        format: str | None = None,  # noqa: A002
        dates: str | None = None,
        decimal: str | None = None,
        progress: Progress | None = None,
    ) -> LoadReport:
        """Bring files into a table; see `smartcom_kernel.intake.load.load`.

        Args:
            table: A table of the contract, such as ``"receipts"``.
            *files: CSV or Parquet files.
            format: ``"csv"`` or ``"parquet"``; told by the file when absent.
            dates: ``"DMY"``, ``"MDY"`` or ``"YMD"`` for dates that are not ISO.
            decimal: ``"."`` or ``","``.
            progress: Told each step and how much of it is done.
        """
        self._run = None
        report = load(
            self.lake, self.state, table, [Path(f) for f in files], settings=self.settings,
            rejects_folder=self.folder / "rejects", format=format,
            convention=Convention(date=dates, decimal=decimal), progress=progress,
        )  # fmt: skip
        if table == "customers":
            sync(self.lake, self.state)
        return report

    def refresh(
        self, as_of: str | date | datetime | None = None, *, full: bool = True, progress: Progress | None = None
    ) -> RefreshReport:
        """Compute metrics and RFM of everybody as of a moment (now when absent); segments speak of it from then on."""
        del full
        self._run = None
        return refresh(self.lake, self.state, self.pinned(self._instant(as_of)), self.settings.rfm, progress)

    @property
    def tables(self) -> Tables:
        """Everything the lake knows now, as Ibis expressions: ``wb.tables.receipts``."""
        return self.pinned(self.as_of, past=False)

    def at(self, as_of: str | date | datetime, *, snapshot_id: int | None = None) -> Moment:
        """The shop as of another moment: ``wb.at("2017-10-01").tables``, ``.metrics``, ``.rfm()``, ``.segments``."""
        return Moment(self, self._instant(as_of), snapshot_id)

    @property
    def as_of(self) -> datetime:
        """The moment of the last refresh; now when there was none. Inside a run: the moment the run was given."""
        if self._run is not None and self._run.as_of is not None:
            return self._run.as_of
        last = self.last_refresh
        return self.clock.now() if last is None else last.as_of

    @property
    def last_refresh(self) -> Refresh | None:
        """What the last refresh recorded."""
        with self.state.transaction() as connection:
            return refreshes.latest(connection)

    @property
    def present(self) -> Moment:
        """The shop as of the last refresh."""
        return Moment(self, self.as_of)

    @property
    def metrics(self) -> ir.Table:
        """Metrics of every customer as of the last refresh: one row per customer."""
        return self.present.metrics

    def rfm(self, *, period_days: int | None = None, segment: Spec | str | None = None) -> RfmResult:
        """RFM scores, borders, matrices and names as of the last refresh; see `Moment.rfm`."""
        return self.present.rfm(period_days=period_days, segment=segment)

    # customers --------------------------------------------------------------------------------------------------

    @cached_property
    def segments(self) -> SegmentBook:
        """Saved segments, and questions about any."""
        return SegmentBook(self.segment_store, lambda: self.present.tables, self.settings.language)

    @cached_property
    def segment_store(self) -> SegmentStore:
        """Where segments are kept."""
        return SegmentStore(self.folder / "segments")

    @cached_property
    def tags(self) -> TagBook:
        """Labels on customers."""
        return TagBook(self.state, self.segment_store, lambda: self.present.tables, self.clock)

    @cached_property
    def consent(self) -> ConsentBook:
        """Who allowed and forbade what."""
        return ConsentBook(self.state, by_default=self.settings.delivery.consent_default, clock=self.clock)

    # writing to them --------------------------------------------------------------------------------------------

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """Through which channel each medium leaves."""
        return {medium: CHANNELS.parse(data) for medium, data in self.settings.channels.items()}

    @cached_property
    def templates(self) -> TemplateStore:
        """Templates of messages."""
        return TemplateStore(self.folder / "templates")

    @cached_property
    def mailings(self) -> MailingBook:
        """Mailings: whom they would reach, what became of them, what they brought."""
        shop = Shop(self.folder, self.state, self.pinned, self.settings, self.clock)
        return MailingBook(shop, self.templates, lambda: self.as_of)

    def deliver(self, limit: int | None = None, *, progress: Progress | None = None) -> DeliveryReport:
        """Send what is planned; interrupted at any moment, it goes on where it stopped.

        Args:
            limit: Most messages to hand over now.
            progress: Told the step and how much of it is done, 0 to 1.
        """
        return self.mailings.deliver(self.channels, limit=limit, progress=progress)

    # ------------------------------------------------------------------------------------------------------------

    def _own_run(self) -> Run | None:
        run_id = os.environ.get("SMARTCOM_RUN_ID")
        if run_id is None:
            return None
        with self.state.transaction() as connection:
            return runs.get(connection, run_id)

    def _instant(self, value: str | date | datetime | None) -> datetime:
        return self.clock.now() if value is None else instant(value, self.settings.time_zone)

    def pinned(self, as_of: datetime, snapshot_id: int | None = None, *, past: bool = True) -> Tables:
        """The tables at a moment, and at a state of the lake: the newest, or inside a run the one it was given.

        So a run that is opened again reads what it read the first time; what it loads or refreshes itself it also sees.
        """
        if snapshot_id is None and self._run is not None:
            snapshot_id = self._run.snapshot_id
        return Tables(
            self.lake, as_of, snapshot_id=snapshot_id, past=past, zone=self.settings.time_zone,
            segments=self.segment_store, rfm=self.settings.rfm,
        )  # fmt: skip

    def __repr__(self) -> str:
        moment = f"{self.as_of.astimezone(self.settings.zone):%Y-%m-%d %H:%M} {self.settings.time_zone}"
        return f"<Workbench {self.settings.name!r} as of {moment}, snapshot {self.lake.snapshot_id()}>"


@dataclass(frozen=True)
class Moment:
    """The shop as of one moment.

    Args:
        wb: The workbench.
        as_of: The moment; facts after it are left out.
        snapshot_id: Which state of the lake is read; the newest when None.
    """

    wb: Workbench
    as_of: datetime
    snapshot_id: int | None = None

    @cached_property
    def tables(self) -> Tables:
        """The tables as of the moment."""
        return self.wb.pinned(self.as_of, self.snapshot_id)

    @property
    def metrics(self) -> ir.Table:
        """Metrics of every customer: one row per customer."""
        return metrics_of(self.tables)

    def rfm(self, *, period_days: int | None = None, segment: Spec | str | None = None) -> RfmResult:
        """RFM scores, borders, matrices and names.

        Args:
            period_days: Days before the moment that count; the setting when None.
            segment: Compute it inside a segment, with that segment's own borders.
        """
        settings = self.wb.settings.rfm
        if period_days is not None:
            settings = settings.model_copy(update={"period_days": period_days})
        population = None if segment is None else self.segments.members(segment)
        return rfm(self.tables, settings, population)

    @property
    def segments(self) -> SegmentBook:
        """Segments as of the moment."""
        return SegmentBook(self.wb.segment_store, lambda: self.tables, self.wb.settings.language)
