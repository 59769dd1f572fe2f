"""Text with delimiters as batches of records: the standard library's strict parser, driven without a loop over rows.

A quote counts only where it opens a field; inside a quoted field it is doubled; a carriage return belongs to a newline
or stands inside quotes. Whatever breaks these rules may have swallowed other rows, so the whole file is refused.
"""

from __future__ import annotations

import csv
import gc
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, compress, islice, repeat
from operator import attrgetter
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from smartcom_kernel.core.errors import DataError

DELIMITERS = (",", ";", "\t")
AT_A_TIME = 4096
SHOWN = 500
TORN = pa.schema([("row", pa.int64()), ("line", pa.int64()), ("value", pa.string()), ("fields", pa.int64())])
WHY = {
    "unexpected end": "a quote is opened and never closed; the file is cut off, or a quote is missing",
    "new-line character": "a carriage return stands alone outside quotes; lines must end in LF or CRLF",
    "field larger": "a field is longer than 131,072 characters; most likely a quote opened there is never closed",
    "expected after": "a closing quote is not followed by a delimiter; a quote inside quotes must be doubled",
}
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Some thousand records: `good` ones by column (row, line, then each field), `torn` ones as `TORN`."""

    good: list[pa.Array]
    torn: pa.RecordBatch


class Records:
    """The records of a text; `header` holds the names of its columns.

    Args:
        path: The file, for messages.
        lines: Its text, by lines that keep their ends.
        whole: Whether the text ends with a newline.
        delimiter: The character between fields; told from the header when None.
        known: Names of columns that may come.

    Raises:
        DataError: The structure is broken before the first row.
    """

    def __init__(
        self, path: Path, lines: TextIO, delimiter: str | None, known: Collection[str], *, whole: bool
    ) -> None:
        self._path = path
        self._whole = whole
        begin = _through_first_text(lines)
        self.delimiter = delimiter or told_delimiter(begin[-1], known)
        reader = csv.reader(chain(begin, lines), strict=True, delimiter=self.delimiter)
        self._records: Iterator[tuple[list[str], int]] = zip(
            reader, map(attrgetter("line_num"), repeat(reader)), strict=False
        )
        self._end = 0
        self.header: list[str] = []
        while not self.header and (taken := self._taken(1)):
            self.header, self._end = taken[0]

    def batches(self) -> Iterator[Batch]:
        """All records after the header, in order; a blank line is no record, though it counts as a row.

        Raises:
            DataError: The structure is broken, or the last record is cut off.
        """
        width, row, last = len(self.header), 1, len(self.header)
        while taken := self._taken(AT_A_TIME):
            records, ends = zip(*taken, strict=True)
            widths = np.fromiter(map(len, records), np.int64, len(records))
            rows = np.arange(row, row + len(records))
            lines = np.concatenate(([self._end], ends[:-1])) + 1
            yield Batch(
                _columns(records, widths == width, rows, lines, width),
                _torn(records, (widths != width) & (widths > 0), rows, lines, self.delimiter),
            )
            self._end, row, last = int(ends[-1]), row + len(records), int(widths[-1])
        if last < width and not self._whole:
            raise DataError(
                f"{self._path}, line {self._end}: the last row has {last} of {width} fields; the file is cut off"
            )

    def _taken(self, most: int) -> list[tuple[list[str], int]]:
        taken: list[tuple[list[str], int]] = []
        collecting = gc.isenabled()
        gc.disable()  # thousands of new lists without a cycle: the collector would look at them again and again
        try:
            taken.extend(islice(self._records, most))
        except csv.Error as error:
            begins = (taken[-1][1] if taken else self._end) + 1
            why = next((why for words, why in WHY.items() if words in str(error)), str(error))
            raise DataError(f"{self._path}, line {begins}: {why}") from None
        except (UnicodeDecodeError, EOFError, OSError, zlib.error):
            raise DataError(f"{self._path}: the file changed while it was read; load it when it is complete") from None
        finally:
            if collecting:
                gc.enable()
        return taken


def _through_first_text(lines: TextIO) -> list[str]:
    """The blank lines at the beginning and the first that is not blank."""
    begin = [lines.readline()]
    while begin[-1] and not begin[-1].strip("\r\n"):
        begin.append(lines.readline())
    return begin


def told_delimiter(header: str, known: Collection[str]) -> str:
    """The delimiter that makes most known column names of a header; among equals the one with most fields."""

    def fit(delimiter: str) -> tuple[int, int]:
        names = [name.strip().strip('"').strip().lower() for name in header.split(delimiter)]
        return sum(name in known for name in names), len(names)

    return max(DELIMITERS, key=fit)


def _columns(records: Any, fits: npt.NDArray[np.bool_], rows: Numbers, lines: Numbers, width: int) -> list[pa.Array]:
    fields = zip(*compress(records, fits), strict=True) if fits.any() else repeat((), width)
    return [pa.array(rows[fits]), pa.array(lines[fits]), *(pa.array(field, pa.string()) for field in fields)]


def _torn(records: Any, unfit: npt.NDArray[np.bool_], rows: Numbers, lines: Numbers, delimiter: str) -> pa.RecordBatch:
    torn = list(compress(records, unfit))
    values = [delimiter.join(record)[:SHOWN] for record in torn]
    return pa.record_batch([rows[unfit], lines[unfit], values, list(map(len, torn))], schema=TORN)
