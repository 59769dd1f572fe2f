"""Parquet files: their columns come with types, which are kept where the contract has the same."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.intake.files import Arrival
from smartcom_kernel.intake.readers.reader import READERS, Reader, Rows
from smartcom_kernel.lake.sql import identifier, scan


@READERS.register
class ParquetReader(Reader):
    """Parquet, as data frames and warehouses write it."""

    kind: ClassVar[str] = "parquet"
    example: ClassVar[dict[str, Any]] = {}
    signature: ClassVar[bytes] = b"PAR1"
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")

    def read(self, arrival: Arrival, folder: Path, *, known: Collection[str], progress: Progress) -> Rows:  # noqa: ARG002
        """As `Reader.read`; the file itself is scanned, nothing is copied."""
        try:
            with pq.ParquetFile(arrival.path) as file:
                names, count = file.schema_arrow.names, file.metadata.num_rows
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"{arrival.path}: is no whole Parquet file; it was cut off or is still being written ({_first(error)})"
            ) from None
        return Rows(
            source=scan(arrival.path, "file_row_number = true"),
            columns=tuple((name, identifier(name)) for name in names),
            row="file_row_number + 1",
            line="NULL",
            count=count,
        )

    def describe(self, lang: Lang = "en") -> str:
        """This reader in one sentence, without a full stop."""
        return "Файл Parquet" if lang == "ru" else "A Parquet file"


def _first(error: Exception) -> str:
    return str(error).split("\n")[0].rstrip(".")
