"""CSV files, read by the strict parser of the standard library: what it cannot be sure of is refused, never guessed.

Rows are parsed, counted, transposed and turned into Arrow columns a few thousand at a time, each step in C, and
written as a Parquet file of text that the engine scans. Time grows with the size of the file, memory does not.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from itertools import compress, islice, repeat
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import Field, field_validator

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.intake.files import Arrival, Progress
from smartcom_kernel.intake.readers.encoding import Text, examine, open_bytes
from smartcom_kernel.intake.readers.parquet import scan
from smartcom_kernel.intake.readers.reader import READERS, Reader, Rows

DELIMITERS = (",", ";", "\t")
AT_A_TIME = 4096
SHOWN = 500
Record = tuple[list[str], int]


@READERS.register
class CsvReader(Reader):
    """CSV or any text with delimiters, in UTF-8, UTF-16 or an old Cyrillic encoding, also packed with gzip."""

    kind: ClassVar[str] = "csv"
    example: ClassVar[dict[str, Any]] = {"encoding": "cp1251"}
    signature: ClassVar[bytes] = b""
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".txt", ".gz")

    encoding: str | None = None
    """Encoding of the text, such as `cp1251`; told from the bytes when absent."""
    delimiter: str | None = Field(None, min_length=1, max_length=1)
    """The character between fields; told from the header when absent."""

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str | None) -> str | None:
        try:
            return encoding and codecs.lookup(encoding).name
        except LookupError:
            raise ValueError(f"there is no encoding {encoding!r}") from None

    def read(self, arrival: Arrival, folder: Path, *, known: Collection[str], progress: Progress) -> Rows:
        """As `Reader.read`; a row with too many or too few fields is torn and set aside."""
        text = examine(arrival.path, self.encoding, lambda done: progress("decoding", done))
        with open_bytes(arrival.path) as raw:
            records = _Records(arrival.path, raw, text, self.delimiter, known)
            rows, torn = folder / "rows.parquet", folder / "torn.parquet"
            torn_count, count = 0, 0
            schema = pa.schema([("row", pa.int64()), ("line", pa.int64())] + [(f"c{i}", pa.string()) for i in records.range])
            with pq.ParquetWriter(rows, schema, use_dictionary=False) as good, pq.ParquetWriter(torn, TORN) as bad:
                for batch in records.batches():
                    fits, other = batch
                    good.write_batch(pa.record_batch(fits, schema=schema))
                    bad.write_batch(pa.record_batch(other, schema=TORN))
                    count += len(fits[0]) + len(other[0])
                    torn_count += len(other[0])
                    progress("reading", min(raw.tell() / arrival.size, 1.0))
        if not count:
            raise DataError(f"{arrival.path}: has a header and no rows")
        return Rows(
            source=scan(rows),
            columns=tuple((name, f'"c{i}"') for i, name in enumerate(records.header)),
            row='"row"',
            line='"line"',
            count=count,
            torn=torn if torn_count else None,
            remarks=text.remarks,
        )

    def describe(self, lang: Lang = "en") -> str:
        """This reader in one sentence, without a full stop."""
        said = [self.encoding, self.delimiter and repr(self.delimiter)]
        more = "".join(f", {s}" for s in said if s)
        return f"Файл CSV{more}" if lang == "ru" else f"A CSV file{more}"
