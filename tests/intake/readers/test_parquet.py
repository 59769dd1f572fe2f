from __future__ import annotations

import io
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.intake.readers.reader import Rows
from tests.intake.conftest import Read


def packed(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


ROWS = packed(pa.table({"a": ["x", "y"], "B ": [1, 2]}))


def test_columns_keep_their_names_and_rows_are_counted_from_one(rows_of: Callable[..., Rows], read: Read) -> None:
    rows = rows_of(ROWS, "rows.parquet", kind="parquet")
    assert [name for name, _ in rows.columns] == ["a", "B "]
    assert rows.count == 2
    assert rows.row == "file_row_number + 1"
    assert read(ROWS, "rows.parquet", kind="parquet") == [("x", 1), ("y", 2)]


@pytest.mark.parametrize("name", ["[1].parquet", "*.parquet", "a?b.parquet", "it's.parquet", "year=2024.parquet"])
def test_a_file_with_a_strange_name_is_read_alone(name: str, read: Read) -> None:
    assert read(ROWS, name, kind="parquet") == [("x", 1), ("y", 2)]


@pytest.mark.parametrize("content", [ROWS[:-1], ROWS[: len(ROWS) // 2], ROWS[:4], b"PAR1", b"PAR1PAR1", ROWS + b"x"])
def test_a_file_without_its_footer_is_refused(content: bytes, read: Read) -> None:
    with pytest.raises(DataError, match="is no whole Parquet file"):
        read(content, "rows.parquet", kind="parquet")
