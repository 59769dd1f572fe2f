"""The files of a workspace that name a person: which there are, and which may go, because programs made them."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

MADE = ("mailbox", "rejects", "runs", "reports", "exports", "models")
"""Folders of what programs write: a file there that names somebody who is erased is deleted."""
NOT_OURS = ("lake", ".smartcom", "acts")
"""Folders that are erased in another way: the lake, the database. An act names nobody."""
SHORTEST_ID = 3
"""An id of fewer characters is in almost every file, so files are not searched for it."""
AT_ONCE = 1 << 20
ALIKE = 500


@dataclass(frozen=True)
class Found:
    """Files that name somebody who is erased.

    Args:
        deleted: Those that were deleted.
        left: Those that people have written: whoever wrote them must take the person out. Names in the workspace.
    """

    deleted: tuple[str, ...]
    left: tuple[str, ...]


def erase(folder: Path, ids: Sequence[str], values: Sequence[str], *, dry_run: bool = False) -> Found:
    """Delete what programs have written about persons, and list what people have.

    Args:
        folder: The workspace.
        ids: Ids of the customers: found where they stand as a word of their own.
        values: Addresses: found in capitals and small letters, and numbers also where blanks or marks divide them.
        dry_run: Look, and delete nothing.
    """
    deleted, left = [], []
    for path in naming(folder, ids, values):
        name = path.relative_to(folder).as_posix()
        if name.startswith(tuple(f"{made}/" for made in MADE)):
            if not dry_run:
                path.unlink(missing_ok=True)
            deleted.append(name)
        else:
            left.append(name)
    return Found(tuple(sorted(deleted)), tuple(sorted(left)))


def naming(folder: Path, ids: Sequence[str], values: Sequence[str]) -> Iterator[Path]:
    """The files in which one of these ids or addresses stands."""
    patterns = _patterns(ids, values)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(tuple(f"{other}/" for other in NOT_OURS)) or not path.is_file() or path.is_symlink():
            continue
        if any(pattern.search(text) for text in _texts(path) for pattern in patterns):
            yield path


def _patterns(ids: Sequence[str], values: Sequence[str]) -> list[re.Pattern[bytes]]:
    whole = [re.escape(i.encode()) for i in ids if len(i) >= SHORTEST_ID]
    parts = [_pattern(value) for value in values if value]
    return [
        *(re.compile(rb"(?<![\w-])(?:" + b"|".join(some) + rb")(?![\w-])") for some in _some(whole)),
        *(re.compile(b"(?i:" + b"|".join(some) + b")") for some in _some(parts)),
    ]


def _pattern(value: str) -> bytes:
    digits = re.sub(r"\D", "", value)
    if "@" in value or len(digits) < 10:
        return re.escape(value.encode())
    return rb"[ ().-]*".join(digits[-10:].encode()[n : n + 1] for n in range(10))  # with or without the country's code


def _some(patterns: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(patterns), ALIKE):
        yield patterns[start : start + ALIKE]


def _texts(path: Path) -> Iterator[bytes]:
    """What a file says, piece by piece; pieces overlap, so that nothing is cut in two. Its name is a part of it."""
    yield path.name.encode()
    if path.suffix == ".parquet":
        yield from _of_parquet(path)
    elif zipfile.is_zipfile(path):  # workbooks too
        with zipfile.ZipFile(path) as packed:
            for member in packed.namelist():
                yield packed.read(member)
    elif path.suffix == ".gz":
        with gzip.open(path, "rb") as packed_one:
            yield packed_one.read()
    else:
        yield from _pieces(path)


def _of_parquet(path: Path) -> Iterator[bytes]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(10_000):
            yield str(batch.to_pydict()).encode()


def _pieces(path: Path) -> Iterator[bytes]:
    kept = b""
    with path.open("rb") as file:
        while piece := file.read(AT_ONCE):
            yield kept + piece
            kept = piece[-500:]
