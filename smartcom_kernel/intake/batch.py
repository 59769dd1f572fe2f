"""The rows of a load, read from its files and typed, before anybody looks at what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake.convention import Convention
from smartcom_kernel.intake.files import Arrival
from smartcom_kernel.intake.phrases import Phrase
from smartcom_kernel.intake.readers.reader import Reader, Rows, reader_of
from smartcom_kernel.intake.rejects import Rejects
from smartcom_kernel.intake.stage import Staged, stage
from smartcom_kernel.lake.columns import Contract
from smartcom_kernel.lake.connect import EngineError, Lake


@dataclass(frozen=True)
class Batch:
    """The rows of a load, ready to be compared.

    Args:
        contract: The table they are for.
        files: Where they came from.
        rows_in: How many rows each file holds.
        staged: The rows.
        remarks: What people should know about how they were read.
    """

    contract: Contract
    files: Sequence[Arrival]
    rows_in: Counter[int]
    staged: Staged
    remarks: tuple[Phrase, ...]

    @property
    def mark(self) -> str:
        """What tells these files, by their content, from others."""
        return fingerprint([file.sha256 for file in self.files])


def prepared(
    lake: Lake,
    wanted: Contract,
    found: Sequence[Arrival],
    rejects: Rejects,
    *,
    folder: Path,
    settings: Settings,
    stated_format: str | Mapping[str, Any] | Reader | None,
    convention: Convention,
    said: Progress,
) -> Batch:
    """Read and type the files of a load.

    Args:
        lake: The engine.
        wanted: The table they are for.
        found: The files.
        rejects: Where faults are written down.
        folder: An empty folder for copies; it must stay until the load is written.
        settings: Time zone and country.
        stated_format: A kind of reader or its definition; told from each file when None.
        convention: What is stated about dates and decimals.
        said: Told how far this is.

    Raises:
        SpecError: The format is faulty.
        DataError: A file is damaged, changes meanwhile, does not fit the contract, or can be read in two ways.
    """
    known = [column.name for column in wanted.from_file]
    read: list[Rows] = []
    for number, arrival in enumerate(found):
        own = folder / str(number)
        own.mkdir()
        read.append(reader_of(arrival, stated_format).read(arrival, own, known=known, progress=said))
    try:
        staged, rules = stage(
            lake,
            wanted,
            list(zip(found, read, strict=True)),
            rejects,
            convention=convention,
            zone=settings.time_zone,
            country=settings.country,
            folder=folder,
            progress=said,
        )
    except EngineError as error:
        raise DataError(f"{', '.join(a.name for a in found)}: a file is damaged: {error}") from error
    for arrival in found:
        arrival.must_be_unchanged()
    remarks = (*(remark for rows in read for remark in rows.remarks), *rules.remarks)
    return Batch(wanted, found, Counter({n: rows.count for n, rows in enumerate(read)}), staged, remarks)
