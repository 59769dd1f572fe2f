"""The first value of each column that passes a test: what proves how a file writes dates and decimals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from smartcom_kernel.intake.phrases import WITNESS, Phrase
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import identifier, literal

VALUE = "$value"


@dataclass(frozen=True)
class Texts:
    """The columns of one file that came as text.

    Args:
        file: Its name.
        query: A query that yields `_row` and these columns, empty values as null.
        columns: Their names.
    """

    file: str
    query: str
    columns: frozenset[str]


@dataclass(frozen=True)
class Witness:
    """A value, and where it stands."""

    file: str
    column: str
    row: int
    value: str

    def said(self) -> Phrase:
        """The value and its place in words."""
        return WITNESS.filled(column=self.column, value=repr(self.value), row=self.row, file=self.file)

    def __str__(self) -> str:
        return self.said().en


Found = Mapping[tuple[str, str], Witness]
"""By column and name of the test."""


def witnesses(lake: Lake, texts: Sequence[Texts], columns: Sequence[Column], tests: Mapping[str, str]) -> Found:
    """For each column and test the first value that passes; one scan of each file, and a look at the rows found.

    Args:
        lake: Where to ask.
        texts: The files.
        columns: The columns to ask about.
        tests: Predicates in SQL by name, with `VALUE` where the value stands.
    """
    found: dict[tuple[str, str], Witness] = {}
    for text in texts:
        asked = [(c.name, test) for c in columns if c.name in text.columns for test in tests]
        rows = _first_rows(lake, text, asked, tests)
        names = sorted({column for column, _ in rows})
        values = _values(lake, text, names, set(rows.values()))
        for (column, test), row in rows.items():
            found.setdefault((column, test), Witness(text.file, column, row, values[row, column]))
    return found


def matches(pattern: str) -> str:
    """The test that a whole value matches a pattern."""
    return f"regexp_full_match({VALUE}, {literal(pattern)})"


def _first_rows(
    lake: Lake, text: Texts, asked: Sequence[tuple[str, str]], tests: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    if not asked:
        return {}
    firsts = [f"min(_row) FILTER ({tests[test].replace(VALUE, identifier(column))})" for column, test in asked]
    rows = lake.rows(f"SELECT {', '.join(firsts)} FROM ({text.query})")[0]
    return {question: row for question, row in zip(asked, rows, strict=True) if row is not None}


def _values(lake: Lake, text: Texts, columns: Sequence[str], rows: Collection[int]) -> dict[tuple[int, str], str]:
    if not rows:
        return {}
    names = ", ".join(map(identifier, columns))
    found = lake.rows(f"SELECT _row, {names} FROM ({text.query}) WHERE _row IN ({', '.join(map(str, rows))})")
    return {(row, name): value for row, *values in found for name, value in zip(columns, values, strict=True)}
