from __future__ import annotations

import multiprocessing
import traceback
from pathlib import Path

import psycopg
import pytest

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state import connect, identity
from smartcom_kernel.state.connect import State, migrate, migrations


def versions(dsn: str) -> list[int]:
    with psycopg.connect(dsn, options="-c search_path=smartcom") as connection:
        return [number for (number,) in connection.execute("SELECT number FROM migrations ORDER BY number")]


def owner(dsn: str) -> str:
    with psycopg.connect(dsn, options="-c search_path=smartcom") as connection:
        [(found,)] = connection.execute("SELECT id FROM workspace").fetchall()
    return str(found)


def empty(dsn: str) -> str:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP SCHEMA smartcom CASCADE")
    return dsn


def test_migrating_twice_applies_nothing_the_second_time(database: str, tmp_path: Path) -> None:
    State.open(tmp_path, empty(database)).close()
    state = State.open(tmp_path, database)
    assert versions(database) == [number for number, _, _ in migrations()]
    assert migrate(state) == []
    state.close()


def test_a_migration_that_fails_half_way_leaves_the_version_before(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = versions(database)
    broken = (9000, "broken", "CREATE TABLE half_made (a int); SELECT 1 / 0")
    monkeypatch.setattr(connect, "migrations", lambda: [*migrations(), broken])
    with pytest.raises(psycopg.errors.DivisionByZero):
        State.open(tmp_path, database)
    assert versions(database) == before
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'half_made'").fetchone()
    assert found == (0,)


def test_a_database_from_before_words_had_their_order_by_date_has_it_now(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old yes that was written down after a later no does not stand above it."""
    before_and_after = (
        "SELECT refusal('c1', 'email', 'anna@example.com', true, '', true)",
        "SELECT refusal('c1', 'email', 'anna@example.com', 'marketing', true, '', true)",
    )
    found = []
    with monkeypatch.context() as before:
        before.setattr(connect, "migrations", lambda: migrations()[:8])
        State.open(tmp_path, empty(database)).close()
    with psycopg.connect(database, autocommit=True, options="-c search_path=smartcom") as connection:
        connection.execute(
            "INSERT INTO consents (customer_id, medium, granted, source, recorded_at) "
            "VALUES ('c1', 'email', false, 'link', '2026-01-02Z'), ('c1', 'email', true, 'import', '2026-01-01Z')"
        )
        found += connection.execute(before_and_after[0]).fetchall()
        State.open(tmp_path, database).close()
        found += connection.execute(before_and_after[1]).fetchall()
    assert found == [("",), ("no_consent",)]


def test_an_older_program_refuses_a_newer_schema_with_a_sentence(database: str, tmp_path: Path) -> None:
    with psycopg.connect(database, options="-c search_path=smartcom") as connection:
        connection.execute("INSERT INTO migrations (number, words) VALUES (9999, 'from the future')")
    with pytest.raises(SetupError, match=r"database is at version 9999, this program knows .*: install a newer"):
        State.open(tmp_path, database)


def open_and_close(dsn: str, folder: str) -> None:
    State.open(Path(folder), dsn).close()


def test_several_processes_migrate_an_empty_database_at_once(database: str, tmp_path: Path) -> None:
    empty(database)
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=open_and_close, args=(database, str(tmp_path))) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert owner(database) == identity.of_folder(tmp_path)
    assert versions(database) == [number for number, _, _ in migrations()]


def test_an_error_inside_a_transaction_undoes_it(state: State) -> None:
    def set_tag_and_fail() -> None:
        with state.transaction() as connection:
            connection.execute("INSERT INTO tags (customer_id, tag) VALUES ('C1', 'vip')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        set_tag_and_fail()
    with state.transaction() as connection:
        assert connection.execute("SELECT * FROM tags").fetchall() == []


def test_a_server_that_does_not_answer_is_said_to_be_so_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="PostgreSQL does not answer") as caught:
        State.open(tmp_path, "postgresql://me:hunter2@127.0.0.1:9/shop", timeout_seconds=1)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["hunter2", "postgresql://me:hunter2@host/shop?x=1", "host=a passwrd=hunter2"])
def test_an_address_that_cannot_be_read_is_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(SetupError, match="is no address of a database") as caught:
        State.open(tmp_path, url)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_the_address_of_the_database_is_said_without_its_password() -> None:
    state = State("postgresql://me:hunter2@db.example.com/shop")
    assert state.address == "host=db.example.com user=me dbname=shop"
