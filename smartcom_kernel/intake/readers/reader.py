"""The family of readers: what turns a file into rows of text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from smartcom_kernel.core.block import Block
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.family import Family
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.intake.files import Arrival
from smartcom_kernel.intake.phrases import Phrase

ARCHIVES = {b"PK\x03\x04": "a zip archive or an Excel workbook", b"\xd0\xcf\x11\xe0": "an old Excel workbook"}


@dataclass(frozen=True)
class Rows:
    """The rows of one file, as the engine can scan them.

    Args:
        source: What stands behind FROM to read them.
        columns: Each column's name as the file says it, and the SQL that reads it from `source`.
        row: SQL of the row's number: 1 is the first row after the header.
        line: SQL of the line of the file on which the row begins; ``NULL`` where a format has no lines.
        count: How many rows the file holds, those in `torn` included.
        torn: Parquet file of rows that fit no columns: `row`, `line`, `value`, and how many `fields` they have.
        remarks: What a person should know about how the file was read.
    """

    source: str
    columns: tuple[tuple[str, str], ...]
    row: str
    line: str
    count: int
    torn: Path | None = None
    remarks: tuple[Phrase, ...] = ()


class Reader(Block):
    """A format that files come in."""

    signature: ClassVar[bytes]
    """The bytes such a file begins with; empty where any may stand there."""
    suffixes: ClassVar[tuple[str, ...]]
    """Endings of the names of such files."""

    def read(self, arrival: Arrival, folder: Path, *, known: Collection[str], progress: Progress) -> Rows:
        """Make the rows of a file readable by the engine.

        Args:
            arrival: The file.
            folder: An empty folder for what must be written on the way; it is deleted after the load.
            known: Names of the columns that may come; a file with others will be refused, so its rows need no reading.
            progress: Told how far the reading is.

        Raises:
            DataError: The file is damaged as a whole, so that no row of it can be trusted.
        """
        raise NotImplementedError


READERS: Family[Reader] = Family("format", Reader)


def spelled(name: str) -> str:
    """A column's name as contracts write it: blanks around it and capitals do not matter."""
    return name.strip().lower()


def reader_of(arrival: Arrival, stated: str | Mapping[str, Any] | Reader | None) -> Reader:
    """The reader of a file: the stated one, else what its first bytes say, else what its name says.

    Raises:
        DataError: Nothing tells the format.
        SpecError: The stated format is unknown or faulty.
    """
    if stated is not None:
        return READERS.parse({"kind": stated} if isinstance(stated, str) else stated)
    with arrival.path.open("rb") as file:
        head = file.read(16)
    for start, what in ARCHIVES.items():
        if head.startswith(start):
            raise DataError(f"{arrival.path}: is {what}; unpack it, or save the sheet as CSV")
    kinds = [READERS[kind] for kind in READERS]
    fitting = [r for r in kinds if r.signature and head.startswith(r.signature)]
    fitting = fitting or [r for r in kinds if arrival.name.lower().endswith(r.suffixes)]
    if not fitting:
        known = " or ".join(f"format={kind!r}" for kind in READERS)
        raise DataError(f"{arrival.path}: nothing tells the format; state it: {known} (--format on the command line)")
    return READERS.parse({"kind": fitting[0].kind})
