"""Taking reports out of a maildir folder, so that none is put away before it was recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from smartcom_kernel.channels.mail_reports.mime import LARGEST
from smartcom_kernel.core.errors import SetupError


def maildir(folder: Path) -> Iterator[tuple[bytes, Callable[[], None]]]:
    """Every new message of a maildir, oldest first, with what to call once its reports are committed.

    What is not acknowledged comes again, so a crash loses nothing; its reports carry the same ids. An acknowledged
    message lies in ``cur`` with the flag for seen. Of each message the first megabyte is read.

    Args:
        folder: Folder with ``new`` and ``cur`` in it.

    Raises:
        SetupError: It is no maildir.
    """
    new, current = folder / "new", folder / "cur"
    if not (new.is_dir() and current.is_dir()):
        raise SetupError(f"{folder} is no maildir: it must have the folders new and cur")
    for path in sorted(new.iterdir()):
        if not path.is_file():
            continue
        yield head_of(path), lambda path=path: _put_away(path, current)  # type: ignore[misc]


def head_of(path: Path) -> bytes:
    """As much of a message as is read.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        return file.read(LARGEST)


def _put_away(path: Path, current: Path) -> None:
    path.rename(current / f"{path.name.partition(':')[0]}:2,S")
