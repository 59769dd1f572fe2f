"""E-mail addresses and phone numbers in the one form that channels use, and a code for what is wrong with the rest.

An address is what `email-validator` makes of it (syntax only), a number what `phonenumbers` makes of it (E.164). What
either refuses becomes null with quality `MALFORMED`; the customer stays. Values that are plainly good are recognised in
SQL, by `plain`, which knows no landlines; the libraries are asked about the distinct others, a batch at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import phonenumbers
import pyarrow as pa
import pyarrow.parquet as pq
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from smartcom_kernel.intake import plain
from smartcom_kernel.intake.values import SHORTENED
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import literal, scan

GOOD, ABSENT, MALFORMED = 0, 30, 31
"""Quality codes that a load gives; the others (mailbox full, blocked, …) come from what happens to messages."""
QUALITIES = {"email_quality": "email", "phone_quality": "phone"}
"""Each quality code and the contact it speaks of: it stays what it has become until that contact changes."""
LONGEST_EXTENSION = 6
AT_A_TIME = 10_000


@dataclass(frozen=True)
class Normalised:
    """How one contact column is computed from rows that hold its text, without blanks around it, in `trimmed`.

    Args:
        join: SQL that joins the answers of the library to those rows.
        value: SQL of the normal form, null where there is none.
        quality: SQL of the quality code.
        is_landline: SQL that says of a number whether it is a landline; null where there is none.
    """

    join: str
    value: str
    quality: str
    is_landline: str


def trimmed(column: str) -> str:
    """Name of the column that holds a contact without the blanks around it."""
    return f"_{column}"


def normalised(lake: Lake, column: str, query: str, folder: Path, country: str) -> Normalised:
    """Look at every value of a contact column once, and say how to compute its normal form.

    Args:
        lake: Where the rows are.
        column: `email` or `phone`.
        query: A query that yields `trimmed(column)`.
        folder: Where to put what the library says.
        country: ISO 3166 code that completes numbers written without one.
    """
    text = trimmed(column)
    if column == "email":
        sight, ask = plain.email(text), email
    else:
        sight, ask = plain.phone(text, plain.calling_codes(lake, text, query), country), partial(phone, country=country)
    odd, answers = folder / f"{column}.odd.parquet", folder / f"{column}.parquet"
    lake.run(
        f"COPY (SELECT DISTINCT {text} AS odd FROM ({query}) WHERE {text} IS NOT NULL AND {sight} IS NULL) "
        f"TO {literal(str(odd))} (FORMAT parquet)"
    )
    _put_to_library(odd, answers, ask, of_phones=column == "phone")
    value = f"coalesce({sight}, {text}_answer)"
    told = f"odd AS {text}_odd, answer AS {text}_answer, is_landline AS {text}_is_landline"
    known = f"(SELECT {told} FROM {scan(answers)})"
    return Normalised(
        f"LEFT JOIN {known} ON {text}_odd = {text}",
        value,
        f"CASE WHEN {text} IS NULL THEN {ABSENT} WHEN {value} IS NULL THEN {MALFORMED} ELSE {GOOD} END",
        f"CASE WHEN {value} IS NOT NULL THEN coalesce({text}_is_landline, false) END",
    )


def email(text: str) -> str | None:
    """The normal form of an address: its domain in small letters, and everything in one Unicode form."""
    try:
        return validate_email(text, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        return None


def phone(text: str, *, country: str) -> str | None:
    """The E.164 form of one number: null too where a cell holds two, or one that a spreadsheet has shortened."""
    if re.search(SHORTENED, text):
        return None
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return None
    if len(number.extension or "") > LONGEST_EXTENSION or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_landline(number: str) -> bool:
    """Whether a number in its E.164 form is certainly a landline; in some countries numbers do not tell."""
    return phonenumbers.number_type(phonenumbers.parse(number, None)) == PhoneNumberType.FIXED_LINE


def _put_to_library(odd: Path, answers: Path, ask: Callable[[str], str | None], *, of_phones: bool) -> None:
    schema = pa.schema([("odd", pa.string()), ("answer", pa.string()), ("is_landline", pa.bool_())])
    with pq.ParquetFile(odd) as asked, pq.ParquetWriter(answers, schema) as answered:
        for batch in asked.iter_batches(AT_A_TIME):
            texts = batch.column(0).to_pylist()
            found = [ask(text) for text in texts]
            lines = [is_landline(value) if value is not None and of_phones else None for value in found]
            answered.write_batch(pa.record_batch([texts, found, lines], schema=schema))
