"""From the rows of files to typed rows: every value is read by the contract, every fault is written down.

Each file is scanned twice, once for what proves its convention and once to write its typed copy, in which a row keeps
its number and knows whether it is bad; rows with faults are looked at a third time, for the reasons. All of it streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.intake import contacts
from smartcom_kernel.intake.convention import Convention, Settled, settle
from smartcom_kernel.intake.evidence import Texts
from smartcom_kernel.intake.files import Arrival
from smartcom_kernel.intake.headers import columns_of, refuse
from smartcom_kernel.intake.moments import WALL_CLOCK
from smartcom_kernel.intake.phrases import FIELDS, NO_OFFSET, REQUIRED
from smartcom_kernel.intake.readers.reader import Rows, spelled
from smartcom_kernel.intake.rejects import Rejects
from smartcom_kernel.intake.values import keeps_type, parsed, raw, without_blanks
from smartcom_kernel.lake.columns import Column, Contract
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import identifier, literal, scan

NESTED = ("STRUCT(", "MAP(", "UNION(")
SHOWN = 500


@dataclass(frozen=True)
class Piece:
    """One file of a load.

    Args:
        number: Its place among the files.
        arrival: The file.
        rows: Its rows.
        kinds: The engine's type of each column, by the contract's name.
    """

    number: int
    arrival: Arrival
    rows: Rows
    kinds: dict[str, str]


@dataclass(frozen=True)
class Staged:
    """The typed rows of all files: `_file`, `_row`, `_line`, `_bad` and the columns.

    Args:
        source: What stands behind FROM to read them.
        columns: Names of the columns they bring, computed ones included.
    """

    source: str
    columns: tuple[str, ...]


def stage(
    lake: Lake,
    contract: Contract,
    files: Sequence[tuple[Arrival, Rows]],
    rejects: Rejects,
    *,
    convention: Convention,
    zone: str,
    country: str,
    folder: Path,
    progress: Progress,
) -> tuple[Staged, Settled]:
    """Type the rows of all files and set the faulty ones aside; returns the rows and the convention they were read by.

    Args:
        lake: The engine.
        contract: The table they are for.
        files: The files and their rows.
        rejects: Where faults are written down.
        convention: What is stated about dates and decimals.
        zone: The workspace's time zone.
        country: The workspace's country.
        folder: Where to put the typed copies.
        progress: Told how far this is.

    Raises:
        DataError: Columns do not fit the contract, or a convention cannot be told.
    """
    columns = columns_of(contract, [(arrival.path, rows) for arrival, rows in files])
    pieces = [_described(lake, number, arrival, rows) for number, (arrival, rows) in enumerate(files)]
    refuse(contract.name, [fault for piece in pieces for fault in _nested(columns, piece)])
    texts = [_texts(contract, columns, piece) for piece in pieces]
    rules = settle(lake, columns, texts, convention, zone, lang=rejects.lang)
    refuse(contract.name, rules.faults)
    copies: list[Path] = []
    outputs: tuple[str, ...] = ()
    for piece in pieces:
        own = folder / str(piece.number)
        typing = _typing(lake, contract, columns, piece, rules, own, country)
        copies.append(own / "typed.parquet")
        outputs = tuple(typing.values)
        _copy(lake, piece, typing, copies[-1], rejects)
        progress("checking", (piece.number + 1) / len(pieces))
    naive = dict.fromkeys(
        c.name for p in pieces for c in columns if c.type == "instant" and p.kinds[c.name] in WALL_CLOCK
    )
    remarks = tuple(NO_OFFSET.filled(column=column, zone=rules.zone) for column in naive)
    return Staged(scan(copies), outputs), replace(rules, remarks=tuple(dict.fromkeys((*rules.remarks, *remarks))))


def _described(lake: Lake, number: int, arrival: Arrival, rows: Rows) -> Piece:
    names = [spelled(name) for name, _ in rows.columns]
    found = lake.rows(f"DESCRIBE SELECT {', '.join(sql for _, sql in rows.columns)} FROM {rows.source}")
    kinds = [kind for _, kind, *_ in found]
    return Piece(number, arrival, rows, dict(zip(names, kinds, strict=True)))


def _nested(columns: Sequence[Column], piece: Piece) -> list[str]:
    return [
        f"{piece.arrival.name}: column {c.name!r} holds lists or structures; it must hold single values"
        for c in columns
        if c.type != "json" and (piece.kinds[c.name].endswith("]") or piece.kinds[c.name].startswith(NESTED))
    ]


def _raw(contract: Contract, columns: Sequence[Column], piece: Piece) -> str:
    """A query that yields `_row`, `_line` and what the file says, empty values as null."""
    sources = {spelled(name): sql for name, sql in piece.rows.columns}
    cells = [f"{raw(contract, c, sources[c.name], piece.kinds[c.name])} AS {identifier(c.name)}" for c in columns]
    return f"SELECT {piece.rows.row} AS _row, {piece.rows.line} AS _line, {', '.join(cells)} FROM {piece.rows.source}"


def _texts(contract: Contract, columns: Sequence[Column], piece: Piece) -> Texts:
    texts = [c for c in columns if not keeps_type(c, piece.kinds[c.name])]
    return Texts(piece.arrival.name, _raw(contract, texts, piece), frozenset(c.name for c in texts))


@dataclass(frozen=True)
class _Typing:
    """How the rows of one file become typed.

    Args:
        source: SQL behind FROM: the raw values under their names.
        values: For each column of the lake the SQL of its value.
        faults: For each column of the file: its name, the column whose value must be there, the reason where it is not.
        required: Names of the columns that may not be empty.
    """

    source: str
    values: dict[str, str]
    faults: list[tuple[str, str, str]]
    required: frozenset[str]


def _typing(
    lake: Lake, contract: Contract, columns: Sequence[Column], piece: Piece, rules: Settled, folder: Path, country: str
) -> _Typing:
    values: dict[str, str] = {}
    faults = []
    source = f"({_raw(contract, columns, piece)})"
    for column in columns:
        value, why = parsed(contract, column, piece.kinds[column.name], rules)
        original = f"{column.name}_original"
        if original in contract:
            text = f"{without_blanks(identifier(column.name))} AS {contacts.trimmed(column.name)}"
            source = f"(SELECT *, {text} FROM {source})"
            normal = contacts.normalised(lake, column.name, f"SELECT * FROM {source}", folder, country)
            source = f"(SELECT * FROM {source} {normal.join})"
            values |= {original: value, column.name: normal.value, f"{column.name}_quality": normal.quality}
            if f"{column.name}_is_landline" in contract:
                values[f"{column.name}_is_landline"] = normal.is_landline
        else:
            values[column.name] = value
        faults.append((column.name, original if original in contract else column.name, why))
    return _Typing(source, values, faults, frozenset(c.name for c in columns if c.required))


def _copy(lake: Lake, piece: Piece, typing: _Typing, copy: Path, rejects: Rejects) -> None:
    """Write the typed copy of one file, and the faults of its rows."""
    values = ", ".join(f"{sql} AS {_typed(name)}" for name, sql in typing.values.items())
    rows = f"(SELECT *, {values} FROM {typing.source})"
    missing = [
        f"{_typed(value)} IS NULL" + ("" if name in typing.required else f" AND {identifier(name)} IS NOT NULL")
        for name, value, _ in typing.faults
    ]
    bad = " OR ".join(f"({test})" for test in missing)
    columns = ", ".join(f"{_typed(name)} AS {identifier(name)}" for name in typing.values)
    numbered = f"{piece.number} AS _file, _row, _line"
    target = f"{literal(str(copy))} (FORMAT parquet)"
    lake.run(f"COPY (SELECT {numbered}, {columns}, ({bad}) AS _bad FROM {rows}) TO {target}")
    if piece.rows.torn:
        why = FIELDS.sql(rejects.lang, fields="fields", width=str(len(piece.rows.columns)))
        torn = f"SELECT {piece.number} AS _file, row AS _row, line AS _line, '' AS field, value, {why} AS reason"
        rejects.add(f"{torn} FROM {scan(piece.rows.torn)}")
    if lake.rows(f"SELECT 1 FROM {scan(copy)} WHERE _bad LIMIT 1"):
        faults = ", ".join(
            _fault(fault, test, rejects.lang) for fault, test in zip(typing.faults, missing, strict=True)
        )
        listed = f"SELECT {numbered}, unnest([{faults}]) AS fault FROM {rows} WHERE {bad}"
        rejects.add(f"SELECT _file, _row, _line, fault.* FROM ({listed}) WHERE fault.reason IS NOT NULL")


def _fault(fault: tuple[str, str, str], test: str, lang: Lang) -> str:
    """SQL of one column's fault in a row; its reason is null where there is none."""
    name, _, why = fault
    shown = f"left(CAST({identifier(name)} AS VARCHAR), {SHOWN})"
    empty = f"WHEN {identifier(name)} IS NULL THEN {REQUIRED.sql(lang)}"
    reason = f"CASE WHEN NOT ({test}) THEN NULL {empty} ELSE {why} END"
    return f"{{'field': {literal(name)}, 'value': {shown}, 'reason': {reason}}}"


def _typed(name: str) -> str:
    return identifier(f"v_{name}")
