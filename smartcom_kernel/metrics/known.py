"""What is known about each customer, as a metric sees it: its aggregates over its own window, and the moment."""

from __future__ import annotations

from collections.abc import Collection

import ibis.expr.types as ir

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.metric import AT_ONCE, Need


class Known:
    """The aggregates of each customer: ``known.total`` is the revenue in the metric's window.

    Args:
        table: One row per customer, with a column for each aggregate and window.
        tables: The moment and the time zone.
        within_days: The window; None for all time.
        without_window: Aggregates that have none.
    """

    def __init__(
        self, table: ir.Table, tables: Tables, within_days: int | None, *, without_window: Collection[str] = ()
    ) -> None:
        self._table = table
        self._tables = tables
        self._within_days = within_days
        self._without_window = without_window

    def __getattr__(self, name: str) -> ir.Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> ir.Value:
        own = name if name in self._without_window else column_name(name, self._within_days)
        if own not in self._table.columns:
            raise UnknownName("aggregate among those that are asked for (see `needs`)", own, self._table.columns)
        return self._table[own]

    @property
    def moment(self) -> ir.TimestampScalar:
        """The moment the numbers speak of."""
        return self._tables.moment

    @property
    def settings(self) -> Measures:
        """What the workspace says about metrics."""
        return self._tables.measures

    def days_since(self, instant: ir.TimestampValue) -> ir.IntegerValue:
        """Midnights of the workspace's time zone between an instant and the moment."""
        return self._tables.day_number(self.moment) - self._tables.day_number(instant)

    def days_of_visits(self) -> ir.IntegerValue:
        """Days from the first visit to the last."""
        return self._tables.day_number(self.last_at) - self._tables.day_number(self.first_at)

    def days_between_visits(self) -> ir.FloatingValue:
        """The average interval between visits; empty for fewer than two."""
        return self.days_of_visits() / (self.visits - 1).nullif(0)


def column_of(need: Need, within_days: int | None) -> str:
    """The column that holds an aggregate over a window."""
    return column_name(need.name, None if need.over in AT_ONCE else within_days)


def column_name(name: str, within_days: int | None) -> str:
    """The name of a thing that is counted over a window."""
    return name if within_days is None else f"{name}_last_{within_days}_days"
