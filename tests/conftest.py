"""One PostgreSQL server per test session; every test that asks gets a database and a workspace of its own."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from smartcom_kernel.core.wording import speak
from smartcom_kernel.lake.connect import EXTENSIONS, Lake, load_extension
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.server import EmbeddedServer

TEMPLATE = "template_smartcom"
COPIED = f"TEMPLATE {TEMPLATE} STRATEGY = FILE_COPY"
"""How a database of a test is made: as files, which takes a third of the time where nothing is synced to disk."""
IN_MEMORY = Path("/dev/shm")
"""Where databases of tests lie: ext4 takes 0.3 s for 600 new files where as many were deleted within five minutes."""
ENOUGH = 2 << 30
"""Bytes that must be free there."""
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
numbers = itertools.count()
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
gc.set_threshold(100_000, 50, 100)  # a tenth faster: expressions are many small objects


@contextmanager
def in_memory() -> Iterator[Path | None]:
    """A folder that never reaches a disk; None where the machine has none, or has little room in it."""
    if not IN_MEMORY.is_dir() or shutil.disk_usage(IN_MEMORY).free < ENOUGH:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="sc-", dir=IN_MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Connection string of the session's server, with a template database that is already migrated."""
    with tempfile.TemporaryDirectory(prefix="sc-") as folder, in_memory() as fast:
        embedded = EmbeddedServer(Path(folder))
        dsn = embedded.start()
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")  # nothing here has to outlive the machine
            admin.execute("SELECT pg_reload_conf()")
            if fast is not None:
                os.chown(fast, embedded.data.stat().st_uid, -1)
                admin.execute(f"CREATE TABLESPACE fast LOCATION '{fast}'")
            admin.execute(f"CREATE DATABASE {TEMPLATE}" + (" TABLESPACE fast" if fast is not None else ""))
        state = State.open(Path(folder), make_conninfo(dsn, dbname=TEMPLATE))
        Lake(state.dsn, Path(folder) / "lake").close()
        with state.transaction() as connection:
            connection.execute("DELETE FROM workspace")  # so that each copy belongs to the test that takes it
        state.close()
        yield dsn
        embedded.stop()
        shutil.rmtree(embedded.home)  # as root it lies outside the temporary folder


@pytest.fixture(scope="session", autouse=True)
def _signatures_checked_once() -> Iterator[None]:
    """The signatures of the extensions, which take 0.3 s to check, are checked once and not with every lake."""
    connect = duckdb.connect

    def trusting(
        database: str = ":memory:", read_only: bool = False, config: dict[str, Any] | None = None
    ) -> duckdb.DuckDBPyConnection:
        return connect(database, read_only, {**(config or {}), "allow_unsigned_extensions": "true"})

    with connect() as database, pytest.MonkeyPatch.context() as patch:
        for name in EXTENSIONS:
            load_extension(database, name)
        patch.setattr("smartcom_kernel.lake.connect.duckdb.connect", trusting)
        yield


@pytest.fixture(autouse=True)
def _english() -> None:
    """Results speak English at the start of each test, whatever workspace an earlier one opened."""
    speak("en")


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """A migrated, empty database of this test alone."""
    name = f"test_{os.getpid()}_{next(numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} {COPIED}")
        yield make_conninfo(server, dbname=name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def workspace(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder whose workbench uses the test's own database; child processes inherit it."""
    monkeypatch.setenv("SMARTCOM_DATABASE_URL", database)
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def state(workspace: Path, database: str) -> Iterator[State]:
    """The state store of an empty workspace."""
    opened = State.open(workspace, database)
    yield opened
    opened.close()


@pytest.fixture
def lake(workspace: Path, state: State) -> Iterator[Lake]:
    """The empty lake of an empty workspace."""
    opened = Lake(state.dsn, workspace / "lake")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def spark() -> str:
    """Which Spark the tests ask: two threads of this process. They are skipped where PySpark or Java is absent."""
    pytest.importorskip("pyspark", reason="there is no PySpark; make spark installs it")
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        pytest.skip("there is no Java, which Spark needs; make spark installs it")
    return "local[2]"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium, where the machine has one."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Folder of hostile and real inputs; its tests are skipped where it is absent."""
    folder = Path(os.environ.get("SMARTCOM_CORPORA", CORPORA))
    if not folder.is_dir():
        pytest.skip(f"the corpora of hostile inputs are not in {folder}; SMARTCOM_CORPORA says where they are")
    return folder


@pytest.fixture(scope="session")
def common_lake(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """One lake for all tests that make files with its engine or read files, and store nothing in it."""
    name = f"common_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} {COPIED}")
    opened = Lake(State(make_conninfo(server, dbname=name)).dsn, tmp_path_factory.mktemp("common") / "lake")
    yield opened
    opened.close()
