"""A load as tests write it: rows as text, a table, and what came of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis
import pytest

from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake.files import arrivals
from smartcom_kernel.intake.load import LoadReport, load
from smartcom_kernel.intake.readers.reader import READERS, Rows
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.state.connect import State
from tests.shop import open_shop

KNOWN = ["a", "b", "c", "first", "last", "address", "city", "zip", "key", "val"]
Write = Callable[..., Path]
Take = Callable[..., LoadReport]
Read = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[State, Lake]]:
    """One workspace for all tests here: to open a lake takes longer than to empty it."""
    with open_shop(server, tmp_path_factory.mktemp("intake")) as opened:
        yield opened.state, opened.lake


@pytest.fixture
def state(shop: tuple[State, Lake]) -> State:
    """The state of the workspace."""
    return shop[0]


@pytest.fixture
def lake(shop: tuple[State, Lake]) -> Iterator[Lake]:
    """The lake of the workspace, empty."""
    state, lake = shop
    yield lake
    with lake.transaction():
        for table in CONTRACTS:
            lake.run(f"DELETE FROM lake.main.{table}")
    with state.transaction() as connection:
        connection.execute("TRUNCATE loads")


@pytest.fixture(scope="session")
def engine() -> Any:
    """Something that runs the SQL of a reader."""
    return ibis.duckdb.connect()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and say where it is."""

    def write(content: str | bytes, name: str = "rows.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def rows_of(write: Write, tmp_path: Path) -> Callable[..., Rows]:
    """Read content with the reader of a kind."""

    def rows_of(content: str | bytes, name: str = "rows.csv", kind: str = "csv", **options: Any) -> Rows:
        folder = tmp_path / "copy"
        folder.mkdir(exist_ok=True)
        (arrival,) = arrivals(write(content, name), lambda step, done: None)
        reader = READERS.parse({"kind": kind, **options})
        return reader.read(arrival, folder, known=KNOWN, progress=lambda step, done: None)

    return rows_of


@pytest.fixture
def read(rows_of: Callable[..., Rows], engine: Any) -> Read:
    """The rows that a reader finds in some content."""

    def read(content: str | bytes, name: str = "rows.csv", **options: Any) -> list[tuple[Any, ...]]:
        rows = rows_of(content, name, **options)
        fields = ", ".join(sql for _, sql in rows.columns)
        found: list[tuple[Any, ...]] = engine.raw_sql(f"SELECT {fields} FROM {rows.source}").fetchall()
        return found

    return read


@pytest.fixture
def take(lake: Lake, state: State, tmp_path: Path, write: Write) -> Take:
    """Load content (text, bytes, or paths) into a table, as a shop in Moscow does."""

    def take(table: str, content: Any, name: str = "rows.csv", **options: Any) -> LoadReport:
        settings = options.pop("settings", Settings(time_zone="Europe/Moscow"))
        files = write(content, name) if isinstance(content, str | bytes) else content
        return load(lake, state, table, files, settings=settings, rejects_folder=tmp_path / "rejects", **options)

    return take


def faults(report: LoadReport) -> list[tuple[int, str, str]]:
    """Row, field and reason of each line of a rejects file."""
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8", newline="") as file:
        return [(int(line["row"]), line["field"], line["reason"]) for line in csv.DictReader(file)]
