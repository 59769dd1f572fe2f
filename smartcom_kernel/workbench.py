"""The one object a notebook holds. It wires the parts together and has no logic of its own."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir

from smartcom_kernel.audit.log import AuditLog
from smartcom_kernel.consent.imported import SAYING, sync
from smartcom_kernel.core.clock import Clock, SystemClock, day_of
from smartcom_kernel.core.family import validated
from smartcom_kernel.core.plugins import load_plugins
from smartcom_kernel.core.progress import Progress, shown
from smartcom_kernel.core.settings import Settings, current_workspace, load_settings
from smartcom_kernel.core.wording import speak
from smartcom_kernel.insight.book import InsightBook
from smartcom_kernel.intake.convention import Convention
from smartcom_kernel.intake.load import LoadReport, load
from smartcom_kernel.lake.cluster import on_spark
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.maintain import MaintenanceReport, maintain
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.interest_result import InterestResult
from smartcom_kernel.metrics.refresh import RefreshReport, refresh
from smartcom_kernel.metrics.rfm import RfmResult
from smartcom_kernel.metrics.rfm_transitions import RfmTransitions, transitions
from smartcom_kernel.models.lifetime import lifetime_value
from smartcom_kernel.models.lifetime_result import LifetimeResult
from smartcom_kernel.moment import Moment
from smartcom_kernel.outreach import Outreach
from smartcom_kernel.profiles.book import ProfileBook
from smartcom_kernel.runner.segment_users import users_of_segment
from smartcom_kernel.segments.book import SegmentBook
from smartcom_kernel.segments.members import Spec
from smartcom_kernel.segments.points_book import PointsBook
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.tag_book import TagBook
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.state import loads, refreshes, runs, snapshots
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.refreshes import Refresh
from smartcom_kernel.state.runs import Run

if TYPE_CHECKING:
    from smartcom_kernel.models.book import ModelBook


class Workbench(Outreach):
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
        speak(settings.language)

    @classmethod
    def open(cls, folder: str | Path | None = None, *, clock: Clock | None = None, **changes: Any) -> Workbench:
        """The workbench of a folder; see `smartcom_kernel.open`."""
        path = Path(folder or current_workspace()).expanduser().resolve()
        settings = load_settings(path, **changes)
        load_plugins(path, settings.plugins)
        path.mkdir(parents=True, exist_ok=True)
        url = settings.database_url.get_secret_value() if settings.database_url else None
        state = State.open(path, url)
        try:
            lake = Lake(state.dsn, path / "lake", engine=settings.engine)
        except BaseException:
            state.close()
            raise
        opened = cls(path, settings, state, lake, clock or SystemClock())
        sync(lake, state, now=opened.clock.now())
        return opened

    def close(self) -> None:
        """Leave the lake and the database; the last process to leave stops an embedded server."""
        if "spark" in vars(self):
            self.spark.close()
        self.lake.close()
        self.state.close()

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    # data -------------------------------------------------------------------------------------------------------

    def load(
        self,
        table: str,
        *files: str | Path,
        format: str | None = None,  # noqa: A002
        dates: str | None = None,
        decimal: str | None = None,
        time_zone: str | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        progress: Progress | None = None,
    ) -> LoadReport:
        """Bring files into a table; see `smartcom_kernel.intake.load.load`.

        Args:
            table: A table of the contract, such as ``"receipts"``.
            *files: CSV or Parquet files.
            format: ``"csv"`` or ``"parquet"``; told by the file when absent.
            dates: ``"DMY"``, ``"MDY"`` or ``"YMD"`` for dates that are not ISO.
            decimal: ``"."`` or ``","``.
            time_zone: IANA zone of instants without an offset; the workspace's when absent.
            encoding: Encoding of a CSV file, such as ``"cp1251"``; told from its bytes when absent.
            delimiter: The character between the fields of a CSV file; told from its header when absent.
            progress: Told each step and how much of it is done; a notebook shows it by itself.

        Raises:
            SpecError: A convention, the encoding or the delimiter is not one.
        """
        stated = {"date": dates, "decimal": decimal, "time_zone": time_zone}
        text = {k: v for k, v in (("encoding", encoding), ("delimiter", delimiter)) if v is not None}
        with shown(progress, self.settings.language) as told:
            report = load(
                self.lake, self.state, table, [Path(f) for f in files], settings=self.settings,
                rejects_folder=self.folder / "rejects", format={"kind": format or "csv", **text} if text else format,
                convention=validated(Convention, stated, what="convention"), progress=told,
            )  # fmt: skip
        if table in SAYING:
            sync(self.lake, self.state, now=self.clock.now())
        self._restate()
        return report

    def refresh(
        self, as_of: str | date | datetime | None = None, *, full: bool = False, progress: Progress | None = None
    ) -> RefreshReport:
        """Compute metrics and RFM of everybody as of a moment, and recount the segments that are due.

        Args:
            as_of: The moment; now when absent.
            full: Compute anew, even where the stored numbers are these already.
            progress: Told each step and how much of it is done; a notebook shows it by itself.
        """
        at = self.workspace.instant(as_of)
        tables = self.pinned(at, self.lake.snapshot_id())
        with shown(progress, self.settings.language) as told:
            report = refresh(self.lake, self.state, tables, told, full=full)
            counted = Moment(self, at, report.snapshot_id).segments.recount_due(again=report.changed, progress=told)
        self._restate(at)
        return replace(report, segments=len(counted.segments), faults=counted.faults)

    def maintain(self, *, progress: Progress | None = None) -> MaintenanceReport:
        """Compact the lake and forget old snapshots, for instance every night; loads and refreshes wait meanwhile.

        What a run, a sending or one of the newest refreshes names stays readable.
        """
        with shown(progress, self.settings.language) as told, self.state.transaction() as connection:
            refreshes.wait_for_turn(connection)
            loads.alone(connection)
            return maintain(self.lake, keep=snapshots.referred_to(connection), progress=told)

    @property
    def tables(self) -> Tables:
        """Everything the lake knows now, as Ibis expressions: ``wb.tables.receipts``."""
        return self.pinned(self.as_of, past=False)

    def at(self, as_of: str | date | datetime, *, snapshot_id: int | None = None) -> Moment:
        """The shop as of another moment: ``wb.at("2017-10-01").tables``, ``.metrics``, ``.rfm()``, ``.segments``."""
        return Moment(self, self.workspace.instant(as_of), snapshot_id)

    def on_spark(self, as_of: str | date | datetime | None = None) -> Moment:
        """The shop as of a moment, the last refresh when absent, asked on the Spark of ``[engine] spark``.

        It reads the Parquet files, so `maintain` comes first. Loading, refreshing and sending stay on this machine.

        Raises:
            SetupError: No Spark is set, PySpark or Java is absent, or the files are not exactly the rows.
        """
        return Moment(self, self.as_of if as_of is None else self.workspace.instant(as_of), lake=self.spark)

    @cached_property
    def spark(self) -> Lake:
        """The lake as Spark reads it."""
        return on_spark(self.state.dsn, self.lake.folder, self.settings.engine)

    @property
    def as_of(self) -> datetime:
        """The moment of the last refresh; now when there was none. Inside a run: the run's own."""
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

    def rfm_transitions(
        self, since: str | date | datetime, until: str | date | datetime | None = None
    ) -> RfmTransitions:
        """Who moved between the groups of RFM from one refresh to another; `until` is the last when absent."""
        last = self.as_of if until is None else self.workspace.instant(until)
        return transitions(self.present.tables, self.workspace.instant(since), last)

    def lifetime_value(self, *, keep: bool = False, progress: Progress | None = None, **asked: Any) -> LifetimeResult:
        """What every customer is expected to buy, and its value, as of the last refresh.

        Args:
            keep: Store the scores in the lake, for segments and reports.
            progress: Told each step and how much of it is done; a notebook shows it by itself.
            **asked: `horizon_days`, `discount_per_year`, `model`; see `smartcom_kernel.models.lifetime.lifetime_value`.
        """
        with shown(progress, self.settings.language) as told:
            result = lifetime_value(self.present.tables, currency=self.settings.currency, progress=told, **asked)
        if keep:
            result.keep()
            self._restate()
        return result

    # customers --------------------------------------------------------------------------------------------------

    @cached_property
    def profile(self) -> ProfileBook:
        """Everything known of one customer as of the last refresh: ``wb.profile("C0001")``."""
        from smartcom_kernel.models.store import ModelStore

        cards = ModelStore(self.folder / "models")
        return ProfileBook(self.state, lambda: self.present.tables, self.settings, self.clock, cards)

    def interests(self, customer_id: str | None = None, *, top: int = 5) -> InterestResult:
        """What one customer, or everybody, is interested in as of the last refresh; see `Moment.interests`."""
        return self.present.interests(customer_id, top=top)

    @cached_property
    def segments(self) -> SegmentBook:
        """Saved segments, and questions about any."""
        return SegmentBook(self.segment_store, lambda: self.present.tables, self.workspace)

    @cached_property
    def segment_store(self) -> SegmentStore:
        """Where segments are kept."""
        return SegmentStore(self.folder / "segments", partial(users_of_segment, self.folder))

    @cached_property
    def workspace(self) -> Workspace:
        """What books need of the workspace."""
        return Workspace(self.folder, self.state, self.pinned, self.settings, self.clock)

    @property
    def audit(self) -> AuditLog:
        """Who took what out of the workspace, the newest first."""
        return AuditLog.read(self.state, zone=self.settings.time_zone)

    @cached_property
    def models(self) -> ModelBook:
        """Fitted models: propensity, churn, clusters, look-alikes; their cards and scores."""
        from smartcom_kernel.models.book import ModelBook  # scikit-learn takes seconds to import
        from smartcom_kernel.models.store import ModelStore

        return ModelBook(
            ModelStore(self.folder / "models"), lambda: self.present.tables, self.segments,
            customers=self.settings.models.customers, written=self._restate, currency=self.settings.currency,
            lang=self.settings.language,
        )  # fmt: skip

    @cached_property
    def insight(self) -> InsightBook:
        """What the customer base is like, as of the last refresh: quality, cohorts, concentration."""
        delivery = self.settings.delivery
        return InsightBook(
            lambda: self.present.tables, currency=self.settings.currency, consent_by_default=delivery.consent_default,
            confirmed_only=delivery.double_opt_in,
        )  # fmt: skip

    @cached_property
    def tags(self) -> TagBook:
        """Labels on customers."""
        return TagBook(self.state, self.segment_store, lambda: self.present.tables, self.clock)

    @cached_property
    def points(self) -> PointsBook:
        """Points that we give to customers."""
        return PointsBook(self.state, self.segment_store, lambda: self.present.tables, self.clock)

    def _own_run(self) -> Run | None:
        run_id = os.environ.get("SMARTCOM_RUN_ID")
        if run_id is None:
            return None
        with self.state.transaction() as connection:
            return runs.get(connection, run_id)

    def _restate(self, as_of: datetime | None = None) -> None:
        """From here on this run reads what it just wrote, and the ledger says so."""
        if self._run is not None:
            at, snapshot_id = as_of or self._run.as_of, self.lake.snapshot_id()
            with self.state.transaction() as connection:
                runs.restate(connection, self._run.run_id, as_of=at, snapshot_id=snapshot_id)
            self._run = replace(self._run, as_of=at, snapshot_id=snapshot_id)

    def _day(self) -> date:
        """The day that is spoken of; in a scheduled run its own, so that a run repeated later plans nobody twice."""
        return day_of((self._run and self._run.occurrence) or self.as_of, self.settings.time_zone)

    def pinned(self, as_of: datetime, snapshot_id: int | None = None, *, past: bool = True) -> Tables:
        """The tables at a moment, and at a state of the lake: the newest, or inside a run the run's own.

        That is the one the run was given or, once it loads or refreshes, the one it has left.
        """
        if snapshot_id is None and self._run is not None:
            snapshot_id = self._run.snapshot_id
        s = self.settings
        return Tables(
            self.lake, as_of, snapshot_id=snapshot_id, past=past, zone=s.time_zone, rfm=s.rfm, measures=s.metrics,
            segments=self.segment_store, interests=s.interests, carts=s.carts, mailing_categories=s.mailing_categories,
        )  # fmt: skip

    def __repr__(self) -> str:
        moment = f"{self.as_of.astimezone(self.settings.zone):%Y-%m-%d %H:%M} {self.settings.time_zone}"
        return f"<Workbench {self.settings.name!r} as of {moment}, snapshot {self.lake.snapshot_id()}>"
