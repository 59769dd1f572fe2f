"""The one object a notebook holds. It wires the parts together and has no logic of its own."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.imported import sync
from smartcom_kernel.core.clock import Clock, SystemClock, instant
from smartcom_kernel.core.settings import Settings, load_settings
from smartcom_kernel.intake.load import LoadReport, load
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.metrics.refresh import RefreshReport, refresh
from smartcom_kernel.metrics.rfm import RfmResult, rfm
from smartcom_kernel.segments.members import members
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.state import refreshes
from smartcom_kernel.state.connect import State

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

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Workbench {self.settings.name!r} as of {self.as_of:%Y-%m-%d %H:%M} UTC, snapshot {self.lake.snapshot_id()}>"
