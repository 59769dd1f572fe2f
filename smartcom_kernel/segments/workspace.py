"""What books need of a workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from smartcom_kernel.core.clock import Clock, day_of, instant
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state.connect import State


@dataclass(frozen=True)
class Workspace:
    """A workspace as books of segments and mailings hold it.

    Args:
        folder: The workspace.
        state: What changes by the row: messages, tags, the audit log.
        pinned: The tables at a moment and a snapshot; the newest snapshot when that is None.
        settings: Settings of the workspace.
        clock: Dates what happens.
    """

    folder: Path
    state: State
    pinned: Callable[[datetime, int | None], Tables]
    settings: Settings
    clock: Clock

    @property
    def today(self) -> date:
        """The calendar day in the workspace's time zone."""
        return day_of(self.clock.now(), self.settings.time_zone)

    def instant(self, value: str | date | datetime | None) -> datetime:
        """A moment as people write it, in the workspace's time zone; a day is its first moment, None is now."""
        return self.clock.now() if value is None else instant(value, self.settings.time_zone)
