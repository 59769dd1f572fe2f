"""The state store: one pool of PostgreSQL connections, numbered migrations, named statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state import identity
from smartcom_kernel.state.server import EmbeddedServer

SCHEMA = "smartcom"
LOCK = 0x5C0_5C0
SESSION = f"-c search_path={SCHEMA} -c timezone=UTC -c synchronous_commit=on"  # an intent must survive a power cut
Connection = psycopg.Connection[DictRow]
DatabaseError = psycopg.Error
Row = dict[str, Any]


class State:
    """PostgreSQL as the modules of `state` use it.

    Args:
        dsn: Where the database is, as libpq key words or a URL.
        server: The embedded server to leave on closing, if there is one.
    """

    def __init__(self, dsn: str, *, server: EmbeddedServer | None = None) -> None:
        self.dsn = _complete(dsn)
        self._server = server
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            self.dsn, min_size=0, max_size=8, kwargs={"row_factory": dict_row}, open=False, timeout=20
        )

    @classmethod
    def open(cls, workspace: Path, database_url: str | None = None, *, timeout_seconds: float = 20) -> State:
        """Connect, start the embedded server where no database is given, and bring the schema up to date.

        Raises:
            SetupError: The server cannot be reached, its schema was made by a newer program, or the database is not
                this workspace's, or used by the folder that this one is a copy of.
        """
        server = None if database_url else EmbeddedServer(workspace)
        state = cls(database_url or (server.start() if server else ""), server=server)
        state.connect(timeout_seconds=timeout_seconds)
        try:
            migrate(state)
            state._belong_to(workspace)
        except BaseException:
            state.close()
            raise
        return state

    def connect(self, *, timeout_seconds: float = 20) -> None:
        """Reach the server; closed again where that fails.

        Raises:
            SetupError: It does not answer.
        """
        try:
            self._pool.open()
            with self._pool.connection(timeout=timeout_seconds):
                pass
        except PoolTimeout:
            self.close()
            remedy = (
                f"its log is {self._server.log}" if self._server else "check SMARTCOM_DATABASE_URL and that it runs"
            )
            raise SetupError(f"PostgreSQL does not answer; {remedy}") from None
        except BaseException:
            self.close()
            raise

    @property
    def address(self) -> str:
        """Where the database is, as libpq key words without the password."""
        known = conninfo_to_dict(self.dsn)
        return " ".join(f"{key}={known[key]}" for key in ("host", "port", "user", "dbname") if key in known)

    def _belong_to(self, workspace: Path) -> None:
        own = identity.of_folder(workspace)
        with self.transaction() as connection:
            if not rows(connection, "workspace.owner") and identity.has_data(workspace):
                raise SetupError(identity.lost(workspace))
            count(connection, "workspace.claim", {"id": own})
            owner = rows(connection, "workspace.owner")[0]["id"]
            if owner != own:
                raise SetupError(identity.foreign(workspace, own, owner))
            _use_from(connection, workspace, own, self._server)

    def close(self) -> None:
        """Give back the connections; the last process stops an embedded server."""
        self._pool.close()
        if self._server is not None:
            self._server.stop()

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        """A connection inside a transaction: committed at the end, rolled back by an error.

        Args:
            durable: Whether the commit waits for the disk. One that does not may be undone by a power cut, but not by
                the end of this process; the next durable commit makes it durable too.
        """
        with self._pool.connection() as connection, connection.transaction():
            if not durable:
                connection.execute("SET LOCAL synchronous_commit = off")
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection of its own outside any transaction, for statements that refuse to run in one."""
        with psycopg.connect(self.dsn, autocommit=True, row_factory=dict_row) as connection:
            yield connection

    def rows(self, name: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """What a named statement returns, in a transaction of its own."""
        with self.transaction() as connection:
            return rows(connection, name, params)


def _use_from(connection: Connection, workspace: Path, own: str, server: EmbeddedServer | None) -> None:
    [last] = rows(connection, "workspace.folder", {"files": server.mark if server else None})
    folder, is_restored = str(workspace.resolve()), last["told_in"] not in ("", last["here"])
    before = "" if is_restored else last["folder"]
    if before and server is None and identity.is_copy(workspace, Path(before), own):
        raise SetupError(identity.copied(workspace, before))
    if is_restored:
        count(connection, "workspace.lock", {"why": identity.RESTORED})
    if before != folder or last["told_in"] != last["here"]:
        count(connection, "workspace.use_from", {"folder": folder, "here": last["here"]})


def rows(connection: Connection, name: str, params: Mapping[str, Any] | None = None) -> list[Row]:
    """What a named statement (``"messages.claim"``) returns, inside the caller's transaction; [] for a pure write."""
    cursor = connection.execute(statement(name), params or {})
    return cursor.fetchall() if cursor.description else []


def count(connection: Connection, name: str, params: Mapping[str, Any] | None = None) -> int:
    """How many rows a named statement wrote."""
    return connection.execute(statement(name), params or {}).rowcount


def many(connection: Connection, name: str, params: Sequence[Mapping[str, Any]]) -> None:
    """Run a named statement for many sets of parameters in one round trip."""
    with connection.cursor() as cursor:
        cursor.executemany(statement(name), params)


@cache
def statement(name: str) -> bytes:
    """The text of a named statement: ``"messages.claim"`` stands in ``queries/messages.sql``."""
    domain, _, words = name.partition(".")
    return _statements(domain)[words].encode()


@cache
def _statements(domain: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath("queries", f"{domain}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: *(\w+) *$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def migrations() -> list[tuple[int, str, str]]:
    """Every migration that ships: number, words, SQL; in order."""
    folder = resources.files(__package__).joinpath("migrations")
    found = [f for f in folder.iterdir() if re.fullmatch(r"\d{4}_\w+\.sql", f.name)]
    return sorted((int(f.name[:4]), f.name[5:-4], f.read_text(encoding="utf-8")) for f in found)


def migrate(state: State) -> list[int]:
    """Apply what is missing, each migration in one transaction of its own; returns the numbers applied.

    A migration that is interrupted leaves the version before it. Several processes may call this at once.

    Raises:
        SetupError: The database was migrated by a newer program than this one.
    """
    known = migrations()
    applied: list[int] = []
    while True:
        with state.transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            version = _version(connection)
            if version > known[-1][0]:
                raise SetupError(
                    f"the database is at version {version}, this program knows {known[-1][0]}: install a newer smartcom"
                )
            due = [m for m in known if m[0] > version]
            if not due:
                return applied
            number, words, sql = due[0]
            connection.execute(sql.encode())
            connection.execute("INSERT INTO migrations (number, words) VALUES (%s, %s)", [number, words])
        applied.append(number)


def _complete(dsn: str) -> str:
    try:
        return make_conninfo(dsn, options=SESSION, application_name="smartcom")
    except psycopg.ProgrammingError:  # its text quotes what it could not read, which may be the password
        raise SetupError(
            "SMARTCOM_DATABASE_URL is no address of a database; postgresql://user:password@host/database is meant, "
            "with %40 for @, %2F for /, %3A for : and %23 for # inside the password"
        ) from None


def _version(connection: Connection) -> int:
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations "
        "(number integer PRIMARY KEY, words text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    found = connection.execute("SELECT coalesce(max(number), 0) AS version FROM migrations").fetchone()
    return int(found["version"]) if found else 0
