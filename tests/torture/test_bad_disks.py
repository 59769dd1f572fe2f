"""The disk under the database is full, fails, or has changed what it kept: nothing leaves on a guess, nobody twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state.connect import DatabaseError, State
from smartcom_kernel.state.server import EmbeddedServer
from tests.delivery.posts import address, go, planned
from tests.torture.arena import GOOD, Arena, violations

pytestmark = pytest.mark.torture
PEOPLE, WINDOW = 600, 10
EVERYBODY = [address(f"c{n}") for n in range(PEOPLE)]
STRACE = shutil.which("strace")


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    with tempfile.TemporaryDirectory(prefix="sc-") as folder:
        embedded = EmbeddedServer(Path(folder))
        yield embedded
        with suppress(SetupError):
            embedded.stop()
        shutil.rmtree(embedded.home, ignore_errors=True)


@contextmanager
def on_a_small_disk(home: Path, megabytes: int) -> Iterator[None]:
    """A disk of its own for the server."""
    owner = home.stat()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(home)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a disk")
    try:
        os.chown(home, owner.st_uid, owner.st_gid)
        yield
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


def postmaster(server: EmbeddedServer) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def fill(folder: Path) -> Path:
    """Take all the space there is."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 65_536) == 65_536:
            pass
    return ballast


def test_a_full_disk_stops_the_sender_and_with_space_it_goes_on(server: EmbeddedServer, tmp_path: Path) -> None:
    with on_a_small_disk(server.home, 160):
        dsn = server.start()
        state = State.open(tmp_path, dsn)
        planned(state, PEOPLE)
        state.close()
        with Arena(dsn, tmp_path) as arena:
            sender = arena.start(*GOOD)
            arena.wait_for(100, sender)
            ballast = fill(server.home)
            with suppress(DatabaseError), psycopg.connect(dsn, autocommit=True) as admin:
                for _ in range(50):  # what is written next needs new files
                    admin.execute("SELECT pg_logical_emit_message(false, 'full', repeat('x', 1000000))")
            assert sender.wait(60) != 0
            arrived = arena.arrived()
            assert 100 <= arrived < PEOPLE
            ballast.unlink()
            server.stop()
            server.start()
            arena.finish(arena.start(*GOOD))
            state = State.open(tmp_path, dsn)
            found = violations(state, arena.recipients(), people=EVERYBODY, most_uncertain=WINDOW)
            state.close()
        assert found == []
        server.stop()


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_a_disk_that_does_not_write_what_it_was_told_stops_the_sender(server: EmbeddedServer, tmp_path: Path) -> None:
    dsn = server.start()
    state = State.open(tmp_path, dsn)
    planned(state, PEOPLE)
    state.close()
    assert STRACE is not None
    inject = ["-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=12"]
    with Arena(dsn, tmp_path) as arena:
        command = [STRACE, "-f", "-qq", "-o", "/dev/null", *inject, "-p", str(postmaster(server))]
        with subprocess.Popen(command) as tracer:
            sender = arena.start(*GOOD)
            assert sender.wait(60) != 0
            tracer.send_signal(signal.SIGINT)
        assert "could not fdatasync" in server.log.read_text()
        assert 0 < arena.arrived() < PEOPLE
        server.stop()
        server.start()
        arena.finish(arena.start(*GOOD))
        state = State.open(tmp_path, dsn)
        found = violations(state, arena.recipients(), people=EVERYBODY, most_uncertain=WINDOW)
        state.close()
    assert found == []


def flipped(server: EmbeddedServer, table: Path) -> None:
    """One bit of the first page."""
    path = server.data / table
    content = bytearray(path.read_bytes())
    content[4_000] ^= 1
    path.write_bytes(content)


def test_a_page_of_messages_that_has_changed_is_noticed_and_nothing_leaves(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    dsn = server.start()
    state = State.open(tmp_path, dsn)
    planned(state, 40)
    with state.transaction() as connection:
        row = connection.execute("SELECT pg_relation_filepath('messages') AS path").fetchone()
    assert row is not None
    state.close()
    server.stop()
    flipped(server, Path(row["path"]))
    server.start()
    state, channel = State.open(tmp_path, dsn), MemoryChannel()
    with pytest.raises(DatabaseError, match="invalid page"):
        go(state, channel)
    state.close()
    assert channel.sent == []


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize(
    ("what", "harm"),
    [("global/pg_control", emptied), ("global/pg_control", gone), ("pg_wal", gone), ("PG_VERSION", emptied)],
)
def test_a_database_that_lacks_a_part_does_not_start_and_says_where_to_look(
    server: EmbeddedServer, tmp_path: Path, what: str, harm: Callable[[Path], None]
) -> None:
    dsn = server.start()
    state = State.open(tmp_path, dsn)
    planned(state, 3)
    state.close()
    server.stop()
    harm(server.data / what)
    with pytest.raises(SetupError, match="of the embedded PostgreSQL failed") as refused:
        server.start()
    assert str(server.log) in str(refused.value)
