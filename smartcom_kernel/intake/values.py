"""How a value of a file becomes a value of the lake, or a fault with its reason: one SQL expression of each per column.

Text
    Kept as it is, byte for byte; ids lose the blanks around them. An empty value is no value.
Numbers
    Digits, a sign, groups of three, the decimal sign of the load. More decimals than the column holds are a fault,
    except zeros; binary floats of Parquet are rounded, halves away from zero.
Dates
    ISO, or in the order of the load; a day that no calendar has is a fault, and so is a year outside 1900 to 2100.
Instants
    A date, or a date and a time. Without an offset they are wall-clock time in the load's zone: a time that a clock
    change skips is a fault, of a time that comes twice the later one is taken.
Booleans
    true, false, 1, 0, yes, no, y, n, да, нет in capitals or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smartcom_kernel.intake.convention import SPACE, Order, Settled
from smartcom_kernel.lake.connect import SQL_TYPES, literal
from smartcom_kernel.lake.contracts import Column, Contract

LONGEST_ID = 200
LONGEST_TEXT = 10_000
LONGEST_JSON = 100_000
BLANKS = " \t\r\n\u00a0\u2009\u202f\u200b\ufeff"
YES, NO = ("true", "1", "yes", "y", "да"), ("false", "0", "no", "n", "нет")
SHORTENED = r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+"
SHORTENED_ID = r"\d+(?:[.,]\d+)?[eE]\+\d+"
FIRST, LAST = "1900-01-01", "2100-12-31"
TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?"
OFFSET = r" ?(?:[Zz]|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)"
TO_ISO: dict[Order, tuple[str, str]] = {
    "DMY": (r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b", r"\3-\2-\1"),
    "MDY": (r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b", r"\3-\1-\2"),
    "YMD": (r"^(\d{4})(\d{2})(\d{2})\b", r"\1-\2-\3"),
}
INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
FLOATS = {"FLOAT", "DOUBLE"}
WALL = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}


@dataclass(frozen=True)
class Cell:
    """A value on its way.

    Args:
        raw: SQL of the value as the file has it, null where it is empty, from the file's own column.
        value: SQL of the value as the lake has it, null where it is empty or faulty, from `raw`.
        fault: SQL of the reason why it is faulty, null where it is not, from `raw`.
    """

    raw: str
    value: str
    fault: str


def cell(contract: Contract, column: Column, source: str, kind: str, rules: Settled) -> Cell:
    """How one column of a file is read.

    Args:
        contract: Whose column it is.
        column: The column.
        source: SQL of the file's own column.
        kind: The engine's type of `source`.
        rules: The convention of the load.
    """
    raise NotImplementedError
