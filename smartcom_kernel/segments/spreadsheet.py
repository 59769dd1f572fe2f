"""Rows as files that spreadsheet programs open, and in which nothing is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from pyarrow import csv
from xlsxwriter import Workbook

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.lake.tables import Tables

FORMULA = r"^[\s\p{Z}\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]"
"""What a program may take for a formula, after OWASP's "CSV injection"; blanks before it do not hide it."""
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?$"
"""Digits with a sign do nothing but count: a phone number stays what it is."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its head."""
MOST_LETTERS = 32_767
"""Letters of a cell in a sheet."""
BOM = "\ufeff".encode()
"""Without it some programs take UTF-8 for the code page of their country."""


def plain_cells(rows: ir.Table, tables: Tables) -> ir.Table:
    """Rows whose values a file can hold: moments on the clock of the shop, nothing that is no number among numbers."""
    return rows.select(**{name: _plain(rows[name], tables) for name in rows.columns})


def without_formulas(rows: ir.Table) -> ir.Table:
    """Rows whose texts no program takes for a formula: an apostrophe stands before those that it might."""
    return rows.select(**{name: _harmless(rows[name]) for name in rows.columns})


def write_csv(file: BinaryIO, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write rows as CSV in UTF-8, a piece at a time; returns how many."""
    file.write(BOM)
    written = 0
    with csv.CSVWriter(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
            written += batch.num_rows
    return written


def write_xlsx(file: BinaryIO, schema: pa.Schema, batches: Iterable[pa.RecordBatch], folder: str) -> int:
    """Write rows as the sheet of a workbook, row by row; returns how many.

    Args:
        file: Where to.
        schema: The columns.
        batches: The rows.
        folder: Where the rows wait until the workbook is put together.

    Raises:
        DataError: There are more rows than a sheet holds, or a text is longer than a cell.
    """
    options = {
        "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd hh:mm:ss",
    }  # fmt: skip
    row = 0
    with Workbook(file, options) as book:
        book.use_zip64()
        sheet, days = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for row, values in enumerate(_rows(schema, batches)):
            refuse_too_many(row)
            for column, value in enumerate(values):
                _write(sheet, row, column, value, days)
    return row


def refuse_too_many(rows: int) -> None:
    """Refuse more rows than a sheet holds.

    Raises:
        DataError: There are more; the message says what to do.
    """
    if rows > MOST_ROWS:
        raise DataError(
            f"a sheet of XLSX holds {MOST_ROWS:,} customers, and there are {rows:,}: export to a .csv file, or split "
            "the segment"
        )


def _rows(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[Iterable[Any]]:
    yield schema.names
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _write(sheet: Any, row: int, column: int, value: Any, days: Any) -> None:
    match value:
        case None:
            pass
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float() | Decimal():
            sheet.write_number(row, column, value)
        case datetime():
            sheet.write_datetime(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, days)
        case _:
            if len(value) > MOST_LETTERS:
                raise DataError(
                    f"a cell of XLSX holds {MOST_LETTERS:,} letters, and the text in row {row:,}, column {column + 1} "
                    f"has {len(value):,}: leave the column out, or export to a .csv file"
                )
            sheet.write_string(row, column, value)


def _plain(value: ir.Value, tables: Tables) -> ir.Value:
    if isinstance(value, ir.TimestampValue):
        return tables.wall(value).cast("timestamp(0)")
    if isinstance(value, ir.FloatingValue):
        return ibis.ifelse(value.isnan() | value.isinf(), ibis.null("float64"), value)
    plain = ir.StringValue | ir.BooleanValue | ir.NumericValue | ir.DateValue
    return value if isinstance(value, plain) else value.cast("string")


def _harmless(value: ir.Value) -> ir.Value:
    if not isinstance(value, ir.StringValue):
        return value
    risky = value.re_search(FORMULA) & ~value.re_search(NUMBER)
    return ibis.ifelse(risky, ibis.literal("'") + value, value)
