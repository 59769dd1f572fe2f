"""Scratch folders on disk, one for each connection: two engines that spill into one folder crash each other."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

LOCK = "lock"


class Spill:
    """A folder of this connection alone. What a killed process left behind is swept when the next one opens.

    A lock on the folder lives as long as its process, so a folder that can be locked belongs to nobody.

    Args:
        parent: Where such folders stand side by side.
    """

    def __init__(self, parent: Path) -> None:
        parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (parent / LOCK).open("w") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)
            _sweep(parent)
            self.folder = Path(tempfile.mkdtemp(dir=parent, prefix="spill-"))
            lock = os.open(self.folder / LOCK, os.O_CREAT | os.O_WRONLY, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
        self.remove = weakref.finalize(self, _remove, self.folder, lock)
        """Delete the folder; called again, or at the end of the process, it does nothing more."""


def _remove(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _sweep(parent: Path) -> None:
    for folder in parent.glob("spill-*"):
        with suppress(OSError), (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
