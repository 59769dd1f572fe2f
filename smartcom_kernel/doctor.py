"""Is everything there that the workbench needs, and if not, what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from smartcom_kernel.catalogue import FAMILIES
from smartcom_kernel.core.errors import SmartcomError
from smartcom_kernel.core.settings import is_workspace, load_settings
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.state import server
from smartcom_kernel.workbench import Workbench

ENOUGH_FREE = 2 * 10**9


@dataclass(frozen=True)
class Finding:
    """What was found of one component, and what to do where it is not well."""

    component: str
    good: bool
    finding: str
    remedy: str = ""


def examine(workspace: Path) -> list[Finding]:
    """Every component, one after the other; a fault in one does not keep the next from being looked at."""
    return [
        _look("python", _python),
        _look("settings", lambda: _settings(workspace)),
        _look("blocks", lambda: ", ".join(f"{len(f)} {name}" for name, f in FAMILIES.items())),
        _look("disk", lambda: _disk(workspace)),
        *_inside(workspace),
        *_leftovers(),
    ]


def _look(component: str, find: Callable[[], str]) -> Finding:
    try:
        return Finding(component, good=True, finding=find())
    except (SmartcomError, OSError) as error:
        return Finding(component, good=False, finding=type(error).__name__, remedy=str(error))


def _python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"


def _settings(workspace: Path) -> str:
    settings = load_settings(workspace)
    return f"{settings.name}, {settings.language}, {settings.time_zone}, {settings.currency}"


def _disk(workspace: Path) -> str:
    there = next(p for p in (workspace.resolve(), *workspace.resolve().parents) if p.exists())
    free = shutil.disk_usage(there).free
    if free < ENOUGH_FREE:
        raise OSError(f"only {free / 10**9:.1f} GB free where the workspace is; make room for at least 2 GB")
    return f"{free / 10**9:.0f} GB free"


def _inside(workspace: Path) -> list[Finding]:
    if not is_workspace(workspace):
        found = "no workspace" if workspace.exists() else "absent"
        return [Finding("workspace", good=False, finding=found, remedy=f"make one with: smartcom init {workspace}")]
    try:
        wb = Workbench.open(workspace)
    except SmartcomError as error:
        return [Finding("database and lake", good=False, finding=type(error).__name__, remedy=str(error))]
    with wb:
        return [
            _look("database", lambda: _database(wb)),
            _look("lake", lambda: f"{len(CONTRACTS)} tables, snapshot {wb.lake.snapshot_id()}"),
            _look("last refresh", lambda: _refresh(wb)),
            _look("channels", lambda: ", ".join(f"{m} by {c.kind}" for m, c in wb.channels.items())),
            _look("segments", lambda: f"{len(wb.segments)} saved"),
        ]


def _leftovers() -> list[Finding]:
    return [
        Finding(
            "leftover",
            good=True,
            finding=f"{_gigabytes(folder)} of {was}",
            remedy=f"if that workspace is deleted and not merely moved, delete {folder}",
        )
        for folder, was in server.leftovers()
    ]


def _gigabytes(folder: Path) -> str:
    total = 0
    for within, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # a database may live while it is counted
                total += Path(within, name).lstat().st_size
    return f"{total / 10**9:.2f} GB"


def _database(wb: Workbench) -> str:
    version = wb.state.rows("health.server")[0]["version"]
    return f"{version} at {wb.state.address}"


def _refresh(wb: Workbench) -> str:
    last = wb.last_refresh
    return "none yet" if last is None else f"as of {last.as_of:%Y-%m-%d %H:%M} UTC, {last.customers:,} customers"
