"""What must be true of a file before its content is believed: it is there, it is whole, and it lies still."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.progress import Progress

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
PIECE = 1 << 20


@dataclass(frozen=True)
class Arrival:
    """A file as it was found: `sha256` tells its content, the rest whether somebody still writes to it."""

    path: Path
    size: int
    changed_ns: int
    inode: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def must_be_unchanged(self) -> None:
        """Refuse the file when it is no longer as it was found.

        Raises:
            DataError: It grew, was written to, was replaced or was removed meanwhile.
        """
        if _marks(self.path) != (self.size, self.changed_ns, self.inode):
            raise DataError(f"{self.path}: the file changed while it was read; load it when it is complete")


def arrivals(files: str | Path | Sequence[str | Path], progress: Progress) -> list[Arrival]:
    """The files of one load, each read once to know its content by its hash.

    Raises:
        DataError: A file is missing, is no ordinary file, is empty, or carries the name of an unfinished copy.
    """
    paths = [Path(files)] if isinstance(files, str | Path) else [Path(f) for f in files]
    if not paths:
        raise DataError("no file was given to load")
    total = sum(_marks(path)[0] for path in paths)
    found = []
    done = 0
    for path in paths:
        size, changed_ns, inode = _marks(path)
        digest = hashlib.sha256()
        for piece in pieces(path):
            digest.update(piece)
            done += len(piece)
            progress("hashing", min(done / total, 1.0))
        found.append(Arrival(path, size, changed_ns, inode, digest.hexdigest()))
        found[-1].must_be_unchanged()
    return found


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _marks(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise DataError(f"{path}: the file cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise DataError(f"{path}: is no ordinary file")
    if path.name.lower().endswith(UNFINISHED):
        raise DataError(f"{path}: the name says that the file is still being written; load it when it has its own name")
    if not found.st_size:
        raise DataError(f"{path}: the file is empty; a file to load has a header and rows")
    return found.st_size, found.st_mtime_ns, found.st_ino
