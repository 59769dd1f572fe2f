from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state.server import SYSTEM_PLACE, EmbeddedServer, leftovers

HOLD = """
import sys, time
from pathlib import Path
from smartcom_kernel.state.server import EmbeddedServer
print(EmbeddedServer(Path(sys.argv[1])).start(), flush=True)
time.sleep(60)
"""


def answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def holder(workspace: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(workspace)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "host=" in process.stdout.readline()
    return process


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home" / "shop"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o700)
    yield folder
    for id_file in tmp_path.rglob("*/.smartcom/id"):
        shutil.rmtree(SYSTEM_PLACE / id_file.read_text(), ignore_errors=True)


def test_the_last_to_leave_stops_the_server_and_the_data_stay(home: Path) -> None:
    first, second = EmbeddedServer(home), EmbeddedServer(home)
    dsn = first.start()
    assert second.start() == dsn
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept (a int)")
    first.stop()
    assert answers(dsn)
    second.stop()
    second.stop()
    assert not answers(dsn)
    first.start()
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    first.stop()


def test_no_folder_of_the_user_becomes_wider(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    server.stop()
    assert home.parent.stat().st_mode & 0o777 == 0o700


def test_a_killed_process_does_not_keep_the_server_from_stopping(home: Path) -> None:
    process = holder(home)
    server = EmbeddedServer(home)
    dsn = server.start()
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(0.1)
    assert answers(dsn)
    server.stop()
    assert not answers(dsn)
    assert process.stdout is not None
    process.stdout.close()


def test_a_long_path_still_gets_a_socket(home: Path) -> None:
    deep = home / ("long-" * 18) / "shop"
    deep.mkdir(parents=True)
    server = EmbeddedServer(deep)
    assert answers(server.start())
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root shares one place between workspaces")
def test_a_copy_of_a_workspace_is_refused_as_root(home: Path) -> None:
    EmbeddedServer(home)
    copy = home.parent / "copy"
    shutil.copytree(home, copy)
    with pytest.raises(SetupError, match="is a copy of"):
        EmbeddedServer(copy)
    (copy / ".smartcom" / "id").unlink()
    assert EmbeddedServer(copy).home.parent == SYSTEM_PLACE


def test_the_pid_of_a_dead_server_that_another_program_has_by_now_does_not_keep_it_from_starting(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    pid = server.data / "postmaster.pid"
    left_behind = pid.read_text().splitlines()
    server.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid.write_text("\n".join([str(stranger.pid), *left_behind[1:]]) + "\n")
        assert answers(server.start())
        server.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_a_server_that_cannot_start_names_its_log(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("1\n")
    with pytest.raises(SetupError, match=re.escape(f"its log is {server.log}")):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps databases outside the workspace")
def test_what_a_deleted_workspace_leaves_behind_is_found(home: Path) -> None:
    server = EmbeddedServer(home)
    assert server.home not in [folder for folder, _ in leftovers()]
    moved = home.rename(home.parent / "moved")
    assert (server.home, str(home)) in list(leftovers())
    assert EmbeddedServer(moved).home == server.home
    assert server.home not in [folder for folder, _ in leftovers()]
