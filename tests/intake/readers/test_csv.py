from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.intake.readers.reader import READERS, Rows
from tests.intake.conftest import Read

SPECTRUM = [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
    "quotes_and_newlines", "simple", "simple_crlf", "utf8",
]  # fmt: skip


@pytest.mark.parametrize("name", SPECTRUM)
def test_the_csv_spectrum_means_what_its_json_says(name: str, rows_of: Any, engine: Any, corpora: Path) -> None:
    rows = rows_of((corpora / "csv" / "csvs" / f"{name}.csv").read_bytes())
    fields = ", ".join(f'{sql} AS "{column}"' for column, sql in rows.columns)
    cursor = engine.raw_sql(f"SELECT {fields} FROM {rows.source}")
    names = [column for column, *_ in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    meant = json.loads((corpora / "csv" / "json" / f"{name}.json").read_text(encoding="utf-8"))
    assert [[*row.values()] for row in found] == [[*row.values()] for row in meant]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_makes_known_columns_of_the_header(delimiter: str, read: Read) -> None:
    rows = 'a|b|c\n"x,1"|"y;2"|"z\t3"\n'.replace("|", delimiter)
    assert read(rows) == [("x,1", "y;2", "z\t3")]


def test_a_delimiter_that_is_none_of_the_usual_is_taken_when_stated(read: Read) -> None:
    assert read("a|b\n1,5|2\n", delimiter="|") == [("1,5", "2")]


def test_rows_keep_their_number_and_the_line_they_begin_on(rows_of: Callable[..., Rows], engine: Any) -> None:
    rows = rows_of('a,b\n1,"two\nlines"\n\n3,x\n')
    found = engine.raw_sql(f"SELECT {rows.row}, {rows.line} FROM {rows.source}").fetchall()
    assert found == [(1, 2), (3, 5)]
    assert rows.count == 2


def test_rows_with_too_many_or_too_few_fields_are_set_aside_and_counted(
    rows_of: Callable[..., Rows], engine: Any
) -> None:
    rows = rows_of("a,b\n1,2\n3\n4,5,6\n7,8\n")
    torn = engine.raw_sql(f"SELECT * FROM read_parquet('{rows.torn}')").fetchall()
    assert torn == [(2, 3, "3", 1), (3, 4, "4,5,6", 3)]
    assert rows.count == 4


def test_more_rows_than_a_batch_come_out_in_order(rows_of: Callable[..., Rows], engine: Any) -> None:
    rows = rows_of("a,b\n" + "".join(f"{n},x\n" for n in range(1, 10_001)))
    field = rows.columns[0][1]
    count, wrong = engine.raw_sql(
        f"SELECT count(*), count(*) FILTER (CAST({field} AS INTEGER) <> {rows.row}) FROM {rows.source}"
    ).fetchone()
    assert (count, wrong) == (10_000, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('a,b\n1,"x\n2,y\n', "line 2: a quote is opened and never closed"),
        ('a,"b\n1,x\n', "line 1: a quote is opened and never closed"),
        ('a,b\n1,"x"y\n', "line 2: a closing quote is not followed by a delimiter"),
        ('a,b\n1,"Smith,5\n2,"Jones",6\n', "a closing quote is not followed by a delimiter"),
        ("a,b\r1,2\r", "line 1: a carriage return stands alone"),
        ("a,b\n1,x\ry\n", "line 2: a carriage return stands alone"),
        ("a,b\n1,2\n3", "line 3: the last row has 1 of 2 fields; the file is cut off"),
        ("a,b\n1,\0x\n", "line 2: a NUL character"),
        ("a,b\n", "has a header and no rows"),
        ("a,b", "has a header and no rows"),
        ("\n\n", "has a header and no rows"),
        ("", "the file is empty"),
        (f"a,b\n1,{'x' * 200_000}\n", "line 2: a field is longer than 131,072 characters"),
        ("a,b\n1," + "x" * (18 << 20), "no end of line for 17 MB"),
    ],
)
def test_a_file_whose_structure_is_damaged_is_refused_as_a_whole(content: str, said: str, read: Read) -> None:
    with pytest.raises(DataError, match=said):
        read(content)


def test_text_with_quotes_inside_an_unquoted_field_is_kept_as_it_stands(read: Read) -> None:
    assert read('a;b\n1;ООО "Ромашка"\n2;5" pipe\n') == [("1", 'ООО "Ромашка"'), ("2", '5" pipe')]


def test_a_last_line_without_an_end_is_read_and_said_so(rows_of: Callable[..., Rows]) -> None:
    """A file cut inside its last field cannot be told from one that its program ends so."""
    (remark,) = rows_of("a,b\n1,1500\n2,15").remarks
    assert remark.en == "the last line of rows.csv has no end: if the file was cut off, load it again"
    assert rows_of("a,b\n1,1500\n2,1500\n").remarks == ()


def test_a_packed_file_is_read_and_a_cut_or_bloated_one_refused(read: Read) -> None:
    packed = gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(1000)))
    assert len(read(packed, "rows.csv.gz")) == 1000
    with pytest.raises(DataError, match="gzip archive is damaged or cut off"):
        read(packed[:-20], "rows.csv.gz")
    with pytest.raises(DataError, match="more than 100 times its size"):
        read(gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000), "rows.csv.gz")


def test_rows_under_a_header_that_will_be_refused_are_not_read(rows_of: Callable[..., Rows]) -> None:
    names = ",".join(f"c{n}" for n in range(10_000))
    rows = rows_of(f"{names}\n{names}\n")
    assert (len(rows.columns), rows.count) == (10_000, 0)


def test_an_encoding_that_does_not_exist_is_refused_with_its_path() -> None:
    with pytest.raises(SpecError, match="encoding: there is no encoding 'cp9999'"):
        READERS.parse({"kind": "csv", "encoding": "cp9999"})
