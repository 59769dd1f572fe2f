"""Files that are there whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file so that every reader, also after a crash or a power cut, sees the old content or the new.

    Args:
        path: The file; its folder is made when missing.
        content: All of it.
        mode: Who may read it; by default only its owner.
    """
    with appearing(path, mode=mode) as file:
        file.write(content)


@contextmanager
def appearing(path: Path, *, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A file that has its name once the block is over, and never if the block fails; see `write_atomically`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, half_made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        Path(half_made).replace(path)
    except BaseException:
        Path(half_made).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
