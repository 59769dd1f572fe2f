"""A workspace that was restored or copied sends nothing before somebody has looked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state import lock
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.server import EmbeddedServer
from tests.delivery.posts import go, planned, sent_to


def is_locked(state: State) -> bool:
    with state.transaction() as connection:
        return lock.is_locked(connection)


@pytest.fixture
def workspace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sc-") as folder:  # short, for the server's socket
        yield Path(folder)


def test_a_database_that_was_restored_sends_nothing_until_it_is_unlocked(
    server: str, database: str, tmp_path: Path
) -> None:
    original = State.open(tmp_path, database)
    planned(original, 4)
    assert go(original, MemoryChannel(), limit=2).accepted == 2
    original.close()
    name = conninfo_to_dict(database)["dbname"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}_restored TEMPLATE {name}".encode())
    restored, channel = State.open(tmp_path, make_conninfo(database, dbname=f"{name}_restored")), MemoryChannel()
    with pytest.raises(SetupError, match=r"restored or copied.*smartcom unlock"):
        go(restored, channel)
    assert (channel.sent, is_locked(restored)) == ([], True)
    with restored.transaction() as connection:
        assert lock.unlock(connection)
        assert not lock.unlock(connection)
    assert go(restored, channel).accepted == len(sent_to(channel)) == 2
    restored.close()
    again = State.open(tmp_path, make_conninfo(database, dbname=f"{name}_restored"))
    assert not is_locked(again)
    again.close()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name}_restored WITH (FORCE)".encode())


def test_a_new_workspace_is_not_locked_nor_one_that_is_opened_again(database: str, tmp_path: Path) -> None:
    for _ in range(2):
        state = State.open(tmp_path, database)
        assert not is_locked(state)
        state.close()


def test_files_of_an_embedded_database_that_were_put_back_are_locked_and_moved_ones_are_not(workspace: Path) -> None:
    data = EmbeddedServer(workspace).data
    State.open(workspace).close()
    data.rename(data.with_name("aside"))
    data.with_name("aside").rename(data)
    moved = State.open(workspace)
    assert not is_locked(moved)
    moved.close()
    data.rename(data.with_name("backup"))
    shutil.copytree(data.with_name("backup"), data, copy_function=_copied_with_owner)
    _owned_alike(data.with_name("backup"), data)
    restored = State.open(workspace)
    assert is_locked(restored)
    restored.close()
    shutil.rmtree(data.parent)


def _copied_with_owner(source: str, target: str) -> None:
    shutil.copy2(source, target)
    _owned_alike(Path(source), Path(target))


def _owned_alike(source: Path, target: Path) -> None:
    pairs = [(source, target)]
    if source.is_dir():
        pairs += [(found, target / found.relative_to(source)) for found in source.rglob("*") if found.is_dir()]
    for one, other in pairs:
        shutil.copystat(one, other)
        shutil.chown(other, one.stat().st_uid, one.stat().st_gid)
