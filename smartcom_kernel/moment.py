"""The shop as of one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

import ibis.expr.types as ir

from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import metrics_of
from smartcom_kernel.metrics.interest_result import InterestResult, interests
from smartcom_kernel.metrics.rfm import RfmResult, rfm
from smartcom_kernel.segments.book import SegmentBook
from smartcom_kernel.segments.members import Spec
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.workspace import Workspace


class Shop(Protocol):
    """What a moment needs of the workbench."""

    settings: Settings
    clock: Clock

    @property
    def segment_store(self) -> SegmentStore:
        """Where segments are kept."""
        ...

    @property
    def workspace(self) -> Workspace:
        """What books need of the workspace."""
        ...

    def pinned(self, as_of: datetime, snapshot_id: int | None = None) -> Tables:
        """The tables at a moment and a state of the lake."""
        ...


@dataclass(frozen=True)
class Moment:
    """The shop as of one moment.

    Args:
        wb: The workbench.
        as_of: The moment; facts after it are left out.
        snapshot_id: Which state of the lake is read; the newest when None.
        lake: What answers; the workbench's own lake when None.
    """

    wb: Shop
    as_of: datetime
    snapshot_id: int | None = None
    lake: Lake | None = None

    @cached_property
    def tables(self) -> Tables:
        """The tables as of the moment."""
        tables = self.wb.pinned(self.as_of, self.snapshot_id)
        tables.lake = self.lake or tables.lake
        return tables

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
        return rfm(self.tables, settings, population, currency=self.wb.settings.currency)

    def interests(self, customer_id: str | None = None, *, top: int = 5) -> InterestResult:
        """The greatest interests of one customer, or of everybody.

        Args:
            customer_id: Whose; everybody's when None.
            top: How many categories of each customer.
        """
        return interests(self.tables, customer_id, top=top)

    @property
    def segments(self) -> SegmentBook:
        """Segments as of the moment."""
        return SegmentBook(self.wb.segment_store, lambda: self.tables, self.wb.workspace)
