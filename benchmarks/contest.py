"""A contest: the same work done by us and by others, in turns, each time in a process of its own."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import smartcom_kernel as sc
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.state.server import EmbeddedServer
from smartcom_kernel.workbench import Workbench

US = "smartcom"
ZONE = "Europe/Moscow"
AS_OF = datetime(2025, 12, 1, tzinfo=UTC)
NAMES = ("generation", "loading", "refreshing", "counting")


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
        """A moment of this run alone: a refresh as of a moment it knows already would do nothing."""
        return AS_OF + timedelta(minutes=self.run)

    @property
    def workspace(self) -> Path:
        """Our workspace with the sample shop in it."""
        return self.folder / "workspace"

    def answer(self, contender: str) -> Path:
        """Where a contender leaves what it found, to be compared."""
        folder = self.folder / "answers"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{contender}.parquet"

    def sample(self) -> dict[str, list[Path]]:
        """The files of the sample shop, by table."""
        return {table: sorted((self.folder / "sample").glob(f"{table}-*.parquet")) for table in CONTRACTS}

    @contextmanager
    def workbench(self) -> Iterator[Workbench]:
        """Our workbench, open."""
        with sc.open(self.workspace, name="Benchmark", time_zone=ZONE) as wb:
            yield wb

    def clear_workspace(self) -> None:
        """Remove the workspace and the data directory of its server."""
        if self.workspace.exists():
            shutil.rmtree(EmbeddedServer(self.workspace).home)
            shutil.rmtree(self.workspace, ignore_errors=True)


Work = Callable[[], int]
"""What is measured; returns how much was done."""
Contender = Callable[[Place], AbstractContextManager[Work]]
"""Makes ready, yields the work, and tidies up; only the work is measured."""


def nothing(place: Place) -> None:
    """No preparation and no check."""
    del place


@dataclass(frozen=True)
class Contest:
    """One measured thing.

    Args:
        title: What is done, as the table of results says it.
        unit: What the work is counted in.
        contenders: Who does it, by name; we come first.
        prepare: What must be there before the first run; not measured.
        check: Raises unless all contenders found the same.
    """

    title: str
    unit: str
    contenders: Mapping[str, Contender]
    prepare: Callable[[Place], None] = field(default=nothing)
    check: Callable[[Place], None] = field(default=nothing)

    def step(self, name: str, place: Place) -> Callable[[], None]:
        """`prepare` or `check`, ready to be called."""
        return partial({"prepare": self.prepare, "check": self.check}[name], place)


def load_contest(name: str) -> Contest:
    """The contest of a module of this package."""
    contest = importlib.import_module(f"benchmarks.{name}").CONTEST
    assert isinstance(contest, Contest)
    return contest
