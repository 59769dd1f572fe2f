from __future__ import annotations

import os
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.intake.files import Arrival, arrivals
from smartcom_kernel.intake.readers.reader import reader_of
from tests.intake.conftest import Write


def arrival(path: Path) -> Arrival:
    return arrivals(path, lambda step, done: None)[0]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("rows.csv", b"a\n1\n", "csv"),
        ("rows.TXT", b"a\n1\n", "csv"),
        ("rows.csv.gz", b"\x1f\x8b", "csv"),
        ("rows.parquet", b"cut off", "parquet"),
        ("rows.csv", b"PAR1...", "parquet"),
    ],
)
def test_the_first_bytes_tell_the_format_and_else_the_name(name: str, content: bytes, kind: str, write: Write) -> None:
    assert reader_of(arrival(write(content, name)), None).kind == kind


def test_a_stated_format_wins(write: Write) -> None:
    path = arrival(write(b"a\n1\n", "rows.parquet"))
    assert reader_of(path, "csv").kind == "csv"
    assert reader_of(path, {"kind": "csv", "delimiter": "|"}).to_data() == {"kind": "csv", "delimiter": "|"}
    with pytest.raises(SpecError, match="did you mean 'csv'"):
        reader_of(path, "cvs")


def test_what_is_no_table_is_refused_with_what_to_do(write: Write) -> None:
    with pytest.raises(DataError, match="a zip archive or an Excel workbook; unpack it, or save the sheet as CSV"):
        reader_of(arrival(write(b"PK\x03\x04", "rows.csv")), None)
    with pytest.raises(DataError, match="nothing tells the format; state it: format='csv' or format='parquet'"):
        reader_of(arrival(write(b"hello", "rows.dat")), None)


def test_files_that_are_not_there_whole_and_still_are_refused(write: Write, tmp_path: Path) -> None:
    for name in ("rows.csv.part", "rows.csv.tmp", "rows.csv.crdownload"):
        with pytest.raises(DataError, match="still being written"):
            arrival(write("a\n1\n", name))
    with pytest.raises(DataError, match="cannot be read: No such file"):
        arrival(tmp_path / "absent.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "pipe.csv", Path("/dev/zero")):
        with pytest.raises(DataError, match="is no ordinary file"):
            arrival(path)
    with pytest.raises(DataError, match="no file was given"):
        arrivals([], lambda step, done: None)


def test_a_file_that_changes_after_it_was_found_is_noticed(write: Write) -> None:
    path = write("a\n1\n")
    found = arrival(path)
    found.must_be_unchanged()
    with path.open("a") as file:
        file.write("2\n")
    with pytest.raises(DataError, match="changed while it was read"):
        found.must_be_unchanged()
    path.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        found.must_be_unchanged()
