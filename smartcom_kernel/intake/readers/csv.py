"""CSV files, read by the strict parser of the standard library: what it cannot be sure of is refused, never guessed.

Rows are parsed, counted, transposed and turned into Arrow columns a few thousand at a time, each step in C, and
written as a Parquet file of text that the engine scans. Time grows with the size of the file, memory does not.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar, Self

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import Field, field_validator

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.intake.files import Arrival
from smartcom_kernel.intake.phrases import NO_END
from smartcom_kernel.intake.readers.delimited import AT_A_TIME, TORN, Batch, Records
from smartcom_kernel.intake.readers.encoding import examine, open_text
from smartcom_kernel.intake.readers.reader import READERS, Reader, Rows, spelled
from smartcom_kernel.lake.sql import scan

GROUP = 122_880


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
        with open_text(arrival.path, text.encoding) as lines:
            records = Records(arrival.path, lines, self.delimiter, known, whole=text.ends_with_newline)
            if not {spelled(name) for name in records.header} <= set(known):
                return Rows("", tuple((name, "NULL") for name in records.header), "NULL", "NULL", 0)
            with _Copy(folder, len(records.header)) as copy:
                for batch in records.batches():
                    copy.add(batch)
                    progress("reading", min(lines.buffer.tell() / arrival.size, 1.0))  # type: ignore[attr-defined]
        if not copy.count:
            raise DataError(f"{arrival.path}: has a header and no rows")
        return Rows(
            source=scan(copy.good),
            columns=tuple((name, f'"c{i}"') for i, name in enumerate(records.header)),
            row='"row"',
            line='"line"',
            count=copy.count,
            torn=copy.torn if copy.torn_count else None,
            # a file cut inside its last field has all fields, the last one too short; some programs just end files so
            remarks=(*text.remarks, *([] if text.ends_with_newline else [NO_END.filled(file=arrival.name)])),
        )

    def describe(self, lang: Lang = "en") -> str:
        """This reader in one sentence, without a full stop."""
        said = [self.encoding, self.delimiter and repr(self.delimiter)]
        more = "".join(f", {s}" for s in said if s)
        return f"Файл CSV{more}" if lang == "ru" else f"A CSV file{more}"


class _Copy:
    """The rows of the file as Parquet: the good ones in row groups of a size that engines like, the torn ones apart."""

    def __init__(self, folder: Path, width: int) -> None:
        self.good, self.torn = folder / "rows.parquet", folder / "torn.parquet"
        self.count = self.torn_count = 0
        fields = [("row", pa.int64()), ("line", pa.int64()), *((f"c{i}", pa.string()) for i in range(width))]
        self._schema = pa.schema(fields)
        self._held: list[pa.RecordBatch] = []
        self._files = ExitStack()

    def __enter__(self) -> Self:
        self._good = self._files.enter_context(pq.ParquetWriter(self.good, self._schema, use_dictionary=False))
        self._torn = self._files.enter_context(pq.ParquetWriter(self.torn, TORN))
        return self

    def add(self, batch: Batch) -> None:
        """Write, or hold until there is enough to write."""
        self._held.append(pa.record_batch(batch.good, schema=self._schema))
        if batch.torn.num_rows:
            self._torn.write_batch(batch.torn)
        self.count += self._held[-1].num_rows + batch.torn.num_rows
        self.torn_count += batch.torn.num_rows
        if len(self._held) * AT_A_TIME >= GROUP:
            self._flush()

    def _flush(self) -> None:
        self._good.write_table(pa.Table.from_batches(self._held, self._schema))
        self._held.clear()

    def __exit__(self, *exception: object) -> None:
        if not any(exception):
            self._flush()
        self._files.close()
