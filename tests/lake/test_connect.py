from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest
from psycopg.conninfo import make_conninfo

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.lake.connect import LAYOUT, EngineError, Lake, split_passwords
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.state.connect import State
from tests.conftest import COPIED

PASSWORD = r"hunter2 it's \ secret"
QUESTIONS: dict[str, Callable[[Lake], Any]] = {
    "rows": lambda lake: lake.rows("SELECT * FROM lake.main.customers"),
    "run": lambda lake: lake.run("DELETE FROM lake.main.customers"),
    "snapshot_id": lambda lake: lake.snapshot_id(),
    "create_tables": lambda lake: lake.create_tables([("more", [], [])]),
}
EXPRESSIONS: dict[str, Callable[[Lake, Any], Any]] = {
    "arrow": lambda lake, asked: lake.arrow(asked),
    "row": lambda lake, asked: lake.row(asked),
    "batches": lambda lake, asked: list(lake.batches(asked)),
    "insert": lambda lake, asked: lake.insert("customers", asked),
    "a notebook that reads the table itself": lambda _lake, asked: asked.to_pandas(),
}


def told(error: BaseException) -> str:
    """Everything that an error says, with all the errors it came from."""
    whole, seen = "".join(traceback.format_exception(error)), [error]
    for one in seen:
        whole += f"{one!r}{one}{vars(one)}"
        seen += [e for e in (one.__cause__, one.__context__) if e is not None and e not in seen]
    return whole


@contextmanager
def lake_whose_server_goes_away(server: str, folder: Path) -> Iterator[tuple[Lake, Any, Any]]:
    """A lake reached with a password, a table of it and one of the state; then its database vanishes."""
    name = f"gone_{folder.name.replace('-', '_')}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} {COPIED}".encode())
        lake = Lake(State(make_conninfo(server, dbname=name, password=PASSWORD)).dsn, folder / "lake")
        customers, messages = lake.table("customers"), lake.state_table("messages")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
    yield lake, customers, messages
    lake.close()


def test_a_catalogue_that_cannot_be_reached_is_said_to_be_so_without_its_password(tmp_path: Path) -> None:
    dsn = State("postgresql://me:hunter2@127.0.0.1:9/shop").dsn
    assert "hunter2" in dsn
    with pytest.raises(SetupError, match=r"cannot be opened; check that the server runs.*Connection refused") as caught:
        Lake(dsn, tmp_path / "lake")
    assert "hunter2" not in told(caught.value)


@pytest.mark.parametrize("way", QUESTIONS)
def test_a_server_that_goes_away_takes_the_password_with_it(server: str, tmp_path: Path, way: str) -> None:
    with lake_whose_server_goes_away(server, tmp_path) as (lake, _, _), pytest.raises(EngineError) as caught:
        QUESTIONS[way](lake)
    assert "hunter2" not in told(caught.value)


@pytest.mark.parametrize("way", EXPRESSIONS)
def test_a_server_that_goes_away_takes_the_password_with_it_wherever_an_expression_is_read(
    server: str, tmp_path: Path, way: str
) -> None:
    with lake_whose_server_goes_away(server, tmp_path) as (lake, customers, messages):
        for asked in (customers, messages.select("customer_id")):
            with pytest.raises(EngineError) as caught:
                EXPRESSIONS[way](lake, asked)
            assert "hunter2" not in told(caught.value)


def test_the_engine_lists_no_password(server: str, tmp_path: Path) -> None:
    with lake_whose_server_goes_away(server, tmp_path) as (lake, _, _):
        listed = f"{lake.rows('FROM duckdb_databases()')}{lake.rows('FROM duckdb_secrets()')}"
    assert "hunter2" not in listed


@pytest.mark.parametrize(
    ("dsn", "address", "passwords"),
    [
        ("host=db user=shop", "host=db user=shop", {}),
        ("host=db password=secret user=shop", "host=db user=shop", {"password": "secret"}),
        (r"password='it\'s a \\' host=db", "host=db", {"password": r"it's a " + "\\"}),
        (r"password=it\'s host=db", "host=db", {"password": "it's"}),
        ("password='' host=db", "host=db", {"password": ""}),
        ("options='-c password=no' sslpassword=key", "options='-c password=no'", {"sslpassword": "key"}),
    ],
)
def test_passwords_are_told_from_the_rest_of_a_connection_string(
    dsn: str, address: str, passwords: dict[str, str]
) -> None:
    assert split_passwords(dsn) == (address, passwords)


@pytest.mark.parametrize("password", [PASSWORD, "p@ss:w/rd#", "пароль", "a=b", "'", '"quoted"', "$1;--"])
def test_a_server_that_asks_for_the_password_gets_it_whatever_is_in_it(
    server: str, database: str, tmp_path: Path, password: str
) -> None:
    with psycopg.connect(server, autocommit=True) as admin, asking_for_a_password(admin, "guarded", password):
        lake = Lake(State(make_conninfo(database, user="guarded", password=password)).dsn, tmp_path / "lake")
        assert lake.rows("SELECT count(*) FROM lake.main.customers") == [(0,)]
        assert lake.arrow(lake.state_table("messages")).num_rows == 0
        lake.close()
        wrong = State(make_conninfo(database, user="guarded", password=password + "hunter2")).dsn
        with pytest.raises(SetupError, match="password authentication failed") as caught:
            Lake(wrong, tmp_path / "lake")
        assert "hunter2" not in told(caught.value)


@contextmanager
def asking_for_a_password(admin: psycopg.Connection[Any], role: str, password: str) -> Iterator[None]:
    """A role that this server lets in with its password only."""
    hba = Path(admin.execute("SHOW hba_file").fetchone()[0])  # type: ignore[index]
    usual = hba.read_text(encoding="utf-8")
    admin.execute(f"CREATE ROLE {role} SUPERUSER LOGIN".encode())
    admin.execute(f"ALTER ROLE {role} PASSWORD {psycopg.sql.quote(password)}".encode())
    hba.write_text(f"local all {role} scram-sha-256\n{usual}", encoding="utf-8")
    admin.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        hba.write_text(usual, encoding="utf-8")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute(f"DROP ROLE {role}".encode())


def test_a_statement_prepared_over_an_empty_table_holds_for_any_rows(lake: Lake) -> None:
    lake.run("CREATE TEMP TABLE one (number INTEGER, word VARCHAR)")
    with lake.passing_rows():
        lake.run("PREPARE told AS SELECT coalesce(number, 0), number > 5 FROM one WHERE word IS NULL OR word <> 'no'")
    asked: list[tuple[str, list[tuple[int, bool | None]]]] = [
        ("(NULL, NULL)", [(0, None)]),
        ("(7, 'yes'), (3, 'no')", [(7, True)]),
    ]
    for values, answer in asked:
        with lake.passing_rows():
            lake.run(f"INSERT INTO one VALUES {values}")
            assert lake.rows("EXECUTE told") == answer
        assert lake.rows("EXECUTE told") == []


def test_passing_rows_are_gone_also_after_an_error(lake: Lake) -> None:
    lake.run("CREATE TEMP TABLE one (number INTEGER)")
    with pytest.raises(EngineError), lake.passing_rows():
        lake.run("INSERT INTO one SELECT 1 UNION ALL SELECT error('no more')::INTEGER")
    assert lake.rows("SELECT * FROM one") == []
    assert lake.rows("SELECT current_setting('disabled_optimizers')") == [("",)]


def test_files_are_written_in_small_groups_of_rows(lake: Lake) -> None:
    lake.run("INSERT INTO lake.main.customers (customer_id) SELECT 'C' || i FROM range(100_000) t(i)")
    files = [
        path for path, _ in lake.rows("SELECT data_file, delete_file FROM ducklake_list_files('lake', 'customers')")
    ]
    groups = lake.rows("SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata(?)", [files])
    assert sum(rows for _, rows in groups) == 100_000
    assert max(rows for _, rows in groups) <= LAYOUT["parquet_row_group_size"] == 30_720


def test_the_only_row_is_asked_for_again_each_time_though_its_statement_is_remembered(lake: Lake) -> None:
    with lake.passing() as keep:
        people = keep(pa.table({"customer_id": ["anna"]}))
        everybody = people.agg(n=people.count(), first=people.customer_id.min())
        assert lake.row(everybody) == {"n": 1, "first": "anna"}
        lake.run(f"INSERT INTO {people.get_name()} VALUES ('aaron')")
        assert lake.row(everybody) == {"n": 2, "first": "aaron"}
    with pytest.raises(ValueError, match="unpack"):
        lake.row(lake.table("customers"))


def test_connections_in_several_threads_see_the_same_snapshot_at_once(lake: Lake) -> None:
    beside = [lake.beside() for _ in range(4)]
    together, snapshot_id = threading.Barrier(len(beside)), lake.snapshot_id()

    def counts(own: Lake) -> list[int]:
        together.wait(10)
        return [own.count(own.table(name, snapshot_id)) for name in CONTRACTS]

    with ThreadPoolExecutor(len(beside)) as threads:
        assert list(threads.map(counts, beside)) == [[0] * len(CONTRACTS)] * len(beside)
    for own in beside:
        own.close()
