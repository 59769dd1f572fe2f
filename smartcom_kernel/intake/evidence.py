"""The first value of each column that passes a test: what proves how a file writes dates and decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartcom_kernel.lake.connect import Lake, identifier, literal
from smartcom_kernel.lake.contracts import Column

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

    def __str__(self) -> str:
        return f"{self.column} is {self.value!r} in row {self.row:,} of {self.file}"


Found = Mapping[tuple[str, str], Witness]
"""By column and name of the test."""


def witnesses(lake: Lake, texts: Sequence[Texts], columns: Sequence[Column], tests: Mapping[str, str]) -> Found:
    """For each column and test the first value that passes; one scan of each file.

    Args:
        lake: Where to ask.
        texts: The files.
        columns: The columns to ask about.
        tests: Predicates in SQL by name, with `VALUE` where the value stands.
    """
    found: dict[tuple[str, str], Witness] = {}
    for text in texts:
        asked = [(c.name, test) for c in columns if c.name in text.columns for test in tests]
        for (column, test), row, value in _first(lake, text, asked, tests):
            if row is not None:
                found.setdefault((column, test), Witness(text.file, column, row, value))
    return found


def matches(pattern: str) -> str:
    """The test that a whole value matches a pattern."""
    return f"regexp_full_match({VALUE}, {literal(pattern)})"


def _first(
    lake: Lake, text: Texts, asked: Sequence[tuple[str, str]], tests: Mapping[str, str]
) -> list[tuple[tuple[str, str], int | None, str]]:
    if not asked:
        return []
    parts = []
    for column, test in asked:
        holds = tests[test].replace(VALUE, identifier(column))
        parts += [f"min(_row) FILTER ({holds})", f"arg_min({identifier(column)}, _row) FILTER ({holds})"]
    answer = lake.rows(f"SELECT {', '.join(parts)} FROM ({text.query})")[0]
    return list(zip(asked, answer[0::2], answer[1::2], strict=True))
