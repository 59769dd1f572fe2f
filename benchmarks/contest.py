"""A contest: the same work done by us and by others."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import smartcom_kernel as sc
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.state.server import EmbeddedServer
from smartcom_kernel.workbench import Workbench

CONTESTS = ("generation", "loading", "refreshing", "counting", "lifetime")
"""The modules that hold them, in the order in which each finds what the one before left."""
US = "smartcom"
AS_OF = datetime(2025, 12, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where one run works.

    Args:
        folder: Folder of the whole benchmark.
        customers: Size of the sample shop.
        run: Number of the run, from 0.
    """

    folder: Path
    customers: int
    run: int

    @property
    def as_of(self) -> datetime:
        """A moment of this run alone, since a refresh as of a moment it knows does nothing."""
        return AS_OF + timedelta(minutes=1 + self.run)

    @property
    def workspace(self) -> Path:
        """Our workspace."""
        return self.folder / "workspace"

    def sample(self) -> dict[str, list[Path]]:
        """The files of the sample shop, by table."""
        return {table: sorted((self.folder / "sample").glob(f"{table}-*.parquet")) for table in CONTRACTS}

    def answer(self, contender: str) -> Path:
        """Where a contender leaves what it found, to be compared."""
        return self.folder / f"answer of {contender}.parquet"

    @contextmanager
    def workbench(self) -> Iterator[Workbench]:
        """Our workbench, open."""
        with sc.open(self.workspace, name="Benchmark", time_zone="Europe/Moscow") as wb:
            yield wb

    def clear_workspace(self) -> None:
        """Remove the workspace with the data of its server, which as root lies elsewhere."""
        if self.workspace.exists():
            shutil.rmtree(EmbeddedServer(self.workspace).home)
            shutil.rmtree(self.workspace, ignore_errors=True)


Work = Callable[[], int]
"""What is measured; returns how much was done."""
Contender = Callable[[Place], AbstractContextManager[Work]]
"""Makes ready, yields the work and tidies up; only the work is measured."""


def nothing(place: Place) -> None:
    """No preparation, or nothing to check."""
    del place


@dataclass(frozen=True)
class Contest:
    """One measured thing.

    Args:
        title: What is done, as the table of results says it.
        unit: What the work is counted in; empty where a rate says nothing.
        contenders: Who does it, by name; we come first.
        prepare: What must be there before the first run.
        check: Raises unless every run found the same.
    """

    title: str
    unit: str
    contenders: Mapping[str, Contender]
    prepare: Callable[[Place], None] = nothing
    check: Callable[[Place], None] = nothing


def load_contest(name: str) -> Contest:
    """The contest that a module of this package holds."""
    contest: Contest = importlib.import_module(f"benchmarks.{name}").CONTEST
    return contest
