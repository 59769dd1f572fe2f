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

SEGMENTS = (
    "city", "people", "metric", "rfm", "coffee", "online", "spent", "silent", "viewed", "sequence", "regular", "nested",
)  # fmt: skip
CONTESTS = (
    "generation", "loading", "refreshing", "receipts_pass", "lines_pass", "rfm",
    *(f"{module}-{segment}" for module in ("counting", "live") for segment in SEGMENTS),
    "difference", "profile", "incremental", "lifetime", "smtp_handing_over",
    "planning", "sending",
)  # fmt: skip
"""The modules that hold them, and which of theirs, in the order in which each finds what the one before left."""
US = "smartcom"
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
"""The sample shop's history has ended by then."""
MEMORY = "6GB"
"""What queries may use, ours and theirs: with all else a process then stays below 8 GB."""


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
        """The files of the sample shop, by table; nothing of tables that it has none of, such as scores."""
        found = {table: sorted((self.folder / "sample").glob(f"{table}-*.parquet")) for table in CONTRACTS}
        return {table: paths for table, paths in found.items() if paths}

    def answer(self, contender: str, part: int = 0) -> Path:
        """Where a contender leaves what it found, to be compared."""
        return self.folder / f"answer of {contender}-{part:03d}.parquet"

    def answers(self, contender: str) -> list[Path]:
        """All parts that a contender has left."""
        return sorted(self.folder.glob(f"answer of {contender}-*.parquet"))

    def clear_answers(self, contender: str) -> None:
        """Remove what a contender left before."""
        for path in self.answers(contender):
            path.unlink()

    @contextmanager
    def workbench(self) -> Iterator[Workbench]:
        """Our workbench, open."""
        engine = {"memory": MEMORY}
        with sc.open(self.workspace, name="Benchmark", time_zone="Europe/Moscow", engine=engine) as wb:
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
        times: How often one turn does the work; its seconds are the median.
    """

    title: str
    unit: str
    contenders: Mapping[str, Contender]
    prepare: Callable[[Place], None] = nothing
    check: Callable[[Place], None] = nothing
    times: int = 1


def load_contest(name: str) -> Contest:
    """The contest that a module of this package holds; after a dash the one of several."""
    module, _, which = name.partition("-")
    held = importlib.import_module(f"benchmarks.{module}")
    contest: Contest = held.CONTESTS[which] if which else held.CONTEST
    return contest
