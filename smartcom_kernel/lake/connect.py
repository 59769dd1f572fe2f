"""The lake behind Ibis: DuckLake tables, which are Parquet files with a catalogue in PostgreSQL.

The only module that names an engine.
"""

from __future__ import annotations

import copy
import importlib.util
import itertools
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from duckdb.func import PythonUDFType

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.settings import Engine
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.lake.number_lists import answers
from smartcom_kernel.lake.plain_files import GRACE, PlainFiles, over_files, plain_files
from smartcom_kernel.lake.spill import Spill
from smartcom_kernel.lake.sql import CATALOGUE, SQL_TYPES, STATE, identifier, literal, pinned

EXTENSIONS = ("ducklake", "postgres_scanner")
LOGIN = "postgres_login"
PASSWORDS = {"password", "sslpassword"}
DSN_WORD = re.compile(r"(\w+)\s*=\s*('(?:\\.|[^'\\])*'|(?:\\.|[^\s\\])*)")
LAYOUT = {"parquet_row_group_size": 30_720, "target_file_size": "64MB"}
"""How files are written: all rows of a group are decoded for one customer's, and all groups of a file are listed."""
STATEMENTS = 256
"""Questions whose statements a connection remembers: to write one takes as long as to ask a small one."""
FEW_FILES = 8
"""A table of at most so many is read without the catalogue; of more it knows which ones a question can pass over."""
RENEWED_AFTER = GRACE / 2
EngineError = duckdb.Error
"""What a statement raises when it, or a file that it reads, is faulty."""
Interrupted = duckdb.InterruptException
"""What a statement raises that `Lake.interrupt` has ended."""


class Lake:
    """One connection to the lake. Not for use by several threads at once.

    Args:
        dsn: PostgreSQL that holds the catalogue and the state, as libpq key words.
        folder: Where the Parquet files live.
        engine: How much memory and how many threads queries may use.

    Attributes:
        folder: Where the Parquet files live.
        scratch: Folder of this connection alone for what does not fit into memory; it ends with the connection.
    """

    def __init__(self, dsn: str, folder: Path, *, engine: Engine | None = None) -> None:
        engine = engine or Engine()
        folder.mkdir(parents=True, exist_ok=True)
        self._db = duckdb.connect(config={"autoinstall_known_extensions": "false", "memory_limit": engine.memory})
        if engine.threads:
            self._db.execute(f"SET threads = {engine.threads}")
        lists = "BIGINT[]"
        self._db.create_function("made_of", answers, [lists, "BIGINT", "VARCHAR"], lists, type=PythonUDFType.ARROW)
        self.folder = folder
        self._spill = Spill(folder.parent / ".smartcom" / "spill")
        self.scratch = self._spill.folder
        self._db.execute(f"SET temp_directory = {literal(str(self.scratch))}")
        for name in EXTENSIONS:
            load_extension(self._db, name)
        self._attach(dsn, folder)
        self._start(self._db, self._spill.remove)
        self.create_tables([(c.name, c.columns, c.sorted_by) for c in CONTRACTS.values()])

    def _attach(self, dsn: str, folder: Path) -> None:
        # The engine's errors quote the connection string, also those of a later query, so no password stands in it.
        address, passwords = split_passwords(dsn)
        login = [f"{option} {literal(LOGIN)}" if passwords else "" for option in (", META_SECRET", ", SECRET")]
        try:
            if passwords:
                values = ", ".join(f"{name} {literal(value)}" for name, value in passwords.items())
                self._db.execute(f"CREATE SECRET {LOGIN} (TYPE postgres, {values})")
            self._db.execute(
                f"ATTACH {literal('ducklake:postgres:' + address)} AS {CATALOGUE} (DATA_PATH {literal(str(folder))}, "
                f"METADATA_SCHEMA 'lake', OVERRIDE_DATA_PATH true{login[0]})"
            )
            self._db.execute(f"ATTACH {literal(address)} AS {STATE} (TYPE postgres, SCHEMA 'smartcom'{login[1]})")
        except duckdb.Error as error:
            last_words = " ".join(str(error).rpartition('": ')[2].split())
            raise SetupError(
                "the lake's catalogue in PostgreSQL cannot be opened; check that the server runs, that its address and "
                f"password are right, and that the role may make schemas: {last_words}"
            ) from None

    def _start(self, db: duckdb.DuckDBPyConnection, end: Callable[[], object]) -> None:
        self._db, self._end = db, end
        self._db.execute("SET TimeZone = 'UTC'")
        self._db.execute("CREATE TEMP MACRO json_text(json, path) AS json_extract_string(json, path)")
        self._ibis = ibis.duckdb.from_connection(self._db)
        self._names = itertools.count()
        self._pinned: dict[tuple[str, int], ir.Table] = {}
        self._plain: dict[int, dict[str, PlainFiles]] = {}
        self._renew_at = time.time() + RENEWED_AFTER.total_seconds()
        self._of_state: dict[str, ir.Table] = {}
        self._statement = lru_cache(STATEMENTS)(lambda asked: _written(self._ibis, asked.to_expr()))

    def beside(self) -> Lake:
        """Another connection to the same lake, for another thread; it shares this one's memory and ends before it."""
        other = copy.copy(self)
        other._start(self._db.cursor(), lambda: None)  # noqa: SLF001
        return other

    def interrupt(self) -> None:
        """End the statement that runs, from another thread: it raises `Interrupted`."""
        self._db.interrupt()

    def close(self) -> None:
        """Let go of the files and the catalogue."""
        self._db.close()
        self._end()

    # reading ------------------------------------------------------------------------------------------------------

    def table(self, name: str, snapshot_id: int | None = None) -> ir.Table:
        """A lake table as an Ibis expression, as it is now or as it was at a snapshot."""
        if snapshot_id is None:
            return self._ibis.table(name, database=(CATALOGUE, "main"))
        if (name, snapshot_id) not in self._pinned:
            self._pinned[name, snapshot_id] = self._pin(name, snapshot_id)
        return self._pinned[name, snapshot_id]

    def whole_files(self, snapshot_id: int) -> dict[str, PlainFiles]:
        """The tables of which some Parquet files hold exactly the rows at a snapshot, and these files."""
        at_once = self._db.cursor()  # whatever transaction is open here may see an older catalogue

        def ask(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
            return at_once.execute(sql, given).fetchall()

        try:
            at_once.execute("BEGIN")
            return plain_files(ask, snapshot_id, self.folder)
        except EngineError as error:
            if "does not exist" not in str(error):
                raise
            return {}  # upkeep has just removed a table of the catalogue that was to be asked
        finally:
            at_once.close()

    def changed_keys(self, name: str, column: str, since: int, until: int) -> ir.Table:
        """The values of a column in rows that were added, changed or removed after one snapshot, up to another.

        Of a changed row the old value and the new one are both there; nulls are left out.
        """
        changes = (
            f"ducklake_table_changes({literal(CATALOGUE)}, 'main', {literal(name)}, {int(since) + 1}, {int(until)})"
        )
        key = identifier(column)
        return self._ibis.sql(f"SELECT DISTINCT {key} FROM {changes} WHERE {key} IS NOT NULL")

    def state_table(self, name: str) -> ir.Table:
        """A state table as an Ibis expression, so that one question can ask about both."""
        if name not in self._of_state:
            self._of_state[name] = self._ibis.table(name, database=(STATE, "smartcom"))
        return self._of_state[name]

    def temporary(self, data: pd.DataFrame | pa.Table | ir.Table) -> ir.Table:
        """A table of this connection that holds the given rows until it closes."""
        name = f"t_{next(self._names)}"
        return self._ibis.create_table(name, data, temp=True)

    @contextmanager
    def passing(self) -> Iterator[Callable[[ir.Table | pa.Table], ir.Table]]:
        """A way to make temporary tables that end with this block."""
        made: list[ir.Table] = []

        def keep(data: ir.Table | pa.Table) -> ir.Table:
            made.append(self.temporary(data))
            return made[-1]

        try:
            yield keep
        finally:
            for table in made:
                self._forget(table.get_name())

    def _forget(self, temporary: str) -> None:
        self._ibis.drop_table(temporary, force=True)

    def arrow(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression."""
        self._renew()
        return self._ibis.to_pyarrow(expression)

    def row(self, expression: ir.Table) -> dict[str, Any]:
        """The only row of an expression; planned once, where `arrow` plans twice to take many rows in parallel."""
        self._renew()
        found = self._db.execute(self._statement(expression.op())).to_arrow_table()
        (row,) = expression.__pyarrow_result__(found).to_pylist()
        return dict(row)

    def count(self, expression: ir.Table) -> int:
        """How many rows an expression has."""
        self._renew()
        return int(self.rows(self._statement(expression.count().op()))[0][0])

    def batches(self, expression: ir.Table, size: int = 10_000) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a piece at a time."""
        self._renew()
        yield from self._ibis.to_pyarrow_batches(expression, chunk_size=size)

    def sql(self, expression: ir.Expr) -> str:
        """The statement that answers an expression, for people to read."""
        return str(ibis.to_sql(expression, dialect="duckdb"))

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement returns."""
        return self._db.execute(sql, list(params)).fetchall()

    def run(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run a statement; returns how many rows it wrote, 0 where it writes none."""
        done = self._db.execute(sql, list(params)).fetchall()
        return int(done[0][0]) if done and isinstance(done[0][0], int) else 0

    # writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes to the lake inside it appear at once, in one snapshot, or not at all."""
        before = dict(self._pinned)  # views are made in the transaction too
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self._pinned = before
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def passing_rows(self) -> Iterator[None]:
        """What is written inside it, such as to temporary tables, is gone afterwards; all is read in one transaction.

        Statements are planned without regard to the rows that are there, so that a prepared one fits any: over an empty
        table it would be planned as if no value could ever be null, and answer wrongly.
        """
        self._renew()
        before = dict(self._pinned)
        self._db.execute("BEGIN")
        try:
            self._db.execute("SET disabled_optimizers = 'statistics_propagation'")
            self._db.execute("SET parquet_metadata_cache = true")  # files of the lake never change
            yield
        finally:
            self._db.execute("ROLLBACK")
            self._pinned = before
            self._db.execute("RESET disabled_optimizers")
            self._db.execute("RESET parquet_metadata_cache")

    def insert(self, name: str, expression: ir.Table) -> int:
        """Add the rows of an expression to a lake table, matched by column name; returns how many."""
        return sum(self.insert_each(name, expression, [{}]))

    def insert_each(self, name: str, expression: ir.Table, values: Iterable[Mapping[str, str]]) -> Iterator[int]:
        """Add the rows of an expression once for each set of values of its `variable`s; says how many each time."""
        sql = f"INSERT INTO {CATALOGUE}.main.{identifier(name)} BY NAME {ibis.to_sql(expression, dialect='duckdb')}"
        for variables in values:
            self.say(variables)
            yield self.run(sql)

    def say(self, variables: Mapping[str, str]) -> None:
        """What each `variable` is in the statements that follow."""
        for name, value in variables.items():
            self._db.execute(f"SET VARIABLE {identifier(name)} = {literal(value)}")

    def delete(self, name: str, column: str, values: ir.Table) -> int:
        """Remove the rows of a lake table whose column holds one of the values of a table's only column."""
        return self.run(
            f"DELETE FROM {CATALOGUE}.main.{identifier(name)} WHERE {identifier(column)} IN "
            f"({ibis.to_sql(values, dialect='duckdb')})"
        )

    def insert_into_state(self, name: str, expression: ir.Table) -> int:
        """Add the rows of an expression to a state table, matched by column name; returns how many."""
        columns = ", ".join(identifier(c) for c in expression.columns)
        return self.run(
            f"INSERT INTO {STATE}.smartcom.{identifier(name)} ({columns}) {ibis.to_sql(expression, dialect='duckdb')}"
        )

    def snapshot_id(self) -> int:
        """The newest committed snapshot."""
        return int(self.rows(f"SELECT max(snapshot_id) FROM ducklake_snapshots('{CATALOGUE}')")[0][0])

    # tables -------------------------------------------------------------------------------------------------------

    def create_tables(self, wanted: Sequence[tuple[str, Sequence[Column], Sequence[str]]]) -> None:
        """Make the tables and columns that are missing; what is there stays as it is.

        Args:
            wanted: For each table its name, its columns and the columns its rows are sorted by.
        """
        have = self.columns()
        if not have:
            for option, value in LAYOUT.items():
                self._db.execute(f"CALL {CATALOGUE}.set_option({literal(option)}, {literal(str(value))})")
        steps: list[str] = []
        for name, columns, sorted_by in wanted:
            table = f"{CATALOGUE}.main.{identifier(name)}"
            if name not in have:
                steps.append(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(map(_declared, columns))})")
                steps.append(f"ALTER TABLE {table} SET SORTED BY ({', '.join(map(identifier, sorted_by))})")
            else:
                missing = [c for c in columns if c.name not in have[name]]
                steps += [f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {_declared(c)}" for c in missing]
        if steps:
            with self.transaction():
                for step in steps:
                    self._db.execute(step)

    def _pin(self, name: str, snapshot_id: int) -> ir.Table:
        """A view of a table at a snapshot, in this connection alone."""
        if snapshot_id not in self._plain:
            every = self.whole_files(snapshot_id).items()
            self._plain[snapshot_id] = {table: plain for table, plain in every if len(plain.paths) <= FEW_FILES}
        plain = self._plain[snapshot_id].get(name)
        rows = over_files(self.rows, plain) if plain else None
        rows = rows or f"SELECT * FROM {pinned(name, snapshot_id)}"
        view = f"{name}_at_{int(snapshot_id)}"
        self._db.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(view)} AS {rows}")
        return self._ibis.table(view, database=("temp", "main"))

    def _renew(self) -> None:
        """Make the views anew before upkeep may remove a file that they read."""
        if time.time() < self._renew_at:
            return
        self._renew_at = time.time() + RENEWED_AFTER.total_seconds()
        self._plain.clear()
        for name, snapshot_id in self._pinned:
            with suppress(EngineError):  # the snapshot has expired; whoever holds its table is told when asking
                self._pin(name, snapshot_id)

    def columns(self) -> dict[str, list[str]]:
        """The columns of every lake table."""
        sql = "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE database_name = ? GROUP BY ALL"
        return dict(self.rows(sql, [CATALOGUE]))


def _written(backend: Any, expression: ir.Table) -> str:
    """The statement for an expression, whose functions and tables of this process are made known to the engine."""
    backend._run_pre_execute_hooks(expression)  # noqa: SLF001  what `to_pyarrow` does
    return str(backend.compile(expression))


def load_extension(db: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension from its pip package; where the package is absent, from DuckDB's own repository.

    Raises:
        SetupError: Neither way works.
    """
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    try:
        if spec is not None and spec.origin is not None:
            folder = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}"
            db.execute(f"LOAD {literal(str(folder / f'{name}.duckdb_extension'))}")
        else:
            db.execute(f"INSTALL {name}")
            db.execute(f"LOAD {name}")
    except duckdb.Error as error:
        package = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
        raise SetupError(f"the extension {name} cannot be loaded; install {package}: {error}") from error


def split_passwords(dsn: str) -> tuple[str, dict[str, str]]:
    """A connection string without its passwords, and these by name.

    Args:
        dsn: libpq key words: ``host=db user=shop password='a b'``, where a backslash keeps the next character.
    """
    words = DSN_WORD.findall(dsn)
    address = " ".join(f"{name}={value}" for name, value in words if name not in PASSWORDS)
    return address, {name: _plain(value) for name, value in words if name in PASSWORDS}


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1] if value.startswith("'") else value)


def _declared(column: Column) -> str:
    return f"{identifier(column.name)} {SQL_TYPES[column.type]}"
