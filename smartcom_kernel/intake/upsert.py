"""From typed rows to rows of the lake: what is new, what has changed, what is the same, all asked as sets.

One join of the rows with what is stored answers for all of them; a table that is still empty needs none. Rows that
differ are replaced as a whole: columns that the files do not bring keep what is stored, values that they leave empty
are emptied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from smartcom_kernel.intake import contacts
from smartcom_kernel.intake.phrases import TWIN, TWIN_IN_EARLIER_FILE
from smartcom_kernel.intake.rejects import Rejects
from smartcom_kernel.intake.stage import Staged
from smartcom_kernel.lake.columns import Contract
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.lake.sql import CATALOGUE, identifier, literal, scan

TWINS = "intake_twins"


@dataclass(frozen=True)
class Changes:
    """What a load would do to its table.

    Args:
        kept: SQL behind FROM: the rows that count, one for each key.
        new: SQL behind FROM: those whose key is not stored.
        changed: The whole rows that take the place of stored ones, where there are any.
        written: How many rows of each file are new or changed.
        unchanged: How many rows of each file say what is stored, or what an earlier row said.
    """

    kept: str
    new: str
    changed: Path | None
    written: Counter[int]
    unchanged: Counter[int]


def stored(table: str) -> str:
    """A lake table as it stands behind FROM."""
    return f"{CATALOGUE}.main.{identifier(table)}"


def agree(left: str, right: str, names: Iterable[str]) -> str:
    """The condition that two rows have the same values in some columns, none of them null."""
    return " AND ".join(f"{left}.{identifier(n)} = {right}.{identifier(n)}" for n in names)


def compared(lake: Lake, contract: Contract, staged: Staged, rejects: Rejects, folder: Path) -> Changes:
    """Find out what a load would change; of several rows with one key the first counts.

    A later row with the same values is unchanged, one with other values is a reject.
    """
    twins = _twins(lake, contract, staged, rejects)
    kept = f"(FROM (FROM {staged.source} WHERE NOT _bad) ANTI JOIN {TWINS} USING (_file, _row))"
    counted = _by_file(lake, kept)
    if not lake.rows(f"SELECT 1 FROM {stored(contract.name)} LIMIT 1"):
        return Changes(kept, kept, None, counted, twins)
    verdict, changed = folder / "verdict.parquet", folder / "changed.parquet"
    _judge(lake, contract, staged, kept, verdict)
    written = _by_file(lake, scan(verdict))
    if lake.rows(f"SELECT 1 FROM {scan(verdict)} WHERE NOT _new LIMIT 1"):
        _merge(lake, contract, staged, kept, verdict, changed)
    new = f"(FROM {kept} SEMI JOIN (FROM {scan(verdict)} WHERE _new) USING (_file, _row))"
    return Changes(kept, new, changed if changed.exists() else None, written, counted - written + twins)


def write(lake: Lake, contract: Contract, staged: Staged, changes: Changes) -> tuple[int, Counter[str]]:
    """Bring the changes into the lake, inside the caller's transaction.

    Returns:
        How many rows were written, and for each other table how many stub rows the ids in them called for.
    """
    stubs = _stubs(lake, contract, staged, changes)
    columns = ", ".join(identifier(c) for c in staged.columns)
    rows = f"SELECT {columns}{_blank(contract.name, staged.columns)} FROM {changes.new}"
    if changes.changed:
        table, changed = stored(contract.name), scan(changes.changed)
        same = agree("c", "t", contract.key)
        lake.run(f"DELETE FROM {table} AS t WHERE EXISTS (SELECT 1 FROM {changed} AS c WHERE {same})")
        rows += f" UNION ALL BY NAME SELECT * EXCLUDE (_file, _row) FROM {changed}"
    return lake.run(f"INSERT INTO {stored(contract.name)} BY NAME {rows}"), stubs


def _twins(lake: Lake, contract: Contract, staged: Staged, rejects: Rejects) -> Counter[int]:
    """Set aside all but the first row of each key; returns how many of them by file are the same as the first."""
    key = ", ".join(map(identifier, contract.key))
    others = [identifier(c) for c in staged.columns if c not in contract.key]
    same = " AND ".join([f"{c} IS NOT DISTINCT FROM first_value({c}) OVER twins" for c in others] or ["true"])
    good = f"(FROM {staged.source} WHERE NOT _bad)"
    lake.run(
        f"CREATE OR REPLACE TEMP TABLE {TWINS} AS SELECT * EXCLUDE (nth) FROM ("
        f"SELECT _file, _row, _line, {key}, row_number() OVER twins AS nth, ({same}) AS same, "
        "first_value(_file) OVER twins AS first_file, first_value(_row) OVER twins AS first_row "
        f"FROM {good} SEMI JOIN (SELECT {key} FROM {good} GROUP BY ALL HAVING count(*) > 1) USING ({key}) "
        f"WINDOW twins AS (PARTITION BY {key} ORDER BY _file, _row)) WHERE nth > 1"
    )
    here, earlier = (phrase.sql(rejects.lang, row="first_row") for phrase in (TWIN, TWIN_IN_EARLIER_FILE))
    said = f"if(first_file = _file, {here}, {earlier})"
    rejects.add(
        f"SELECT _file, _row, _line, {literal(', '.join(contract.key))} AS field, concat_ws(', ', {key}) AS value, "
        f"{said} AS reason FROM {TWINS} WHERE NOT same"
    )
    return _by_file(lake, f"(FROM {TWINS} WHERE same)")


def _judge(lake: Lake, contract: Contract, staged: Staged, kept: str, verdict: Path) -> None:
    """Write down the numbers of the rows that are new or differ from what is stored."""
    compared_columns = [c for c in staged.columns if c not in (*contract.key, *contacts.QUALITIES)]
    differs = " OR ".join(f"k.{identifier(c)} IS DISTINCT FROM s.{identifier(c)}" for c in compared_columns) or "false"
    new = f"s.{identifier(contract.key[0])} IS NULL"
    lake.run(
        f"COPY (SELECT k._file, k._row, {new} AS _new FROM {kept} AS k LEFT JOIN {stored(contract.name)} AS s "
        f"ON {agree('k', 's', contract.key)} WHERE {new} OR {differs}) TO {literal(str(verdict))} (FORMAT parquet)"
    )


def _merge(lake: Lake, contract: Contract, staged: Staged, kept: str, verdict: Path, changed: Path) -> None:
    """Write the whole rows that take the place of stored ones."""
    values = []
    for column in contract.columns:
        name = identifier(column.name)
        value = f"k.{name}" if column.name in staged.columns else f"s.{name}"
        if column.name in contacts.QUALITIES and column.name in staged.columns:
            value = f"CASE WHEN {agree('k', 's', [contacts.QUALITIES[column.name]])} THEN s.{name} ELSE k.{name} END"
        values.append(f"{value} AS {name}")
    lake.run(
        f"COPY (SELECT k._file, k._row, {', '.join(values)} FROM {kept} AS k "
        f"SEMI JOIN (FROM {scan(verdict)} WHERE NOT _new) AS v ON k._file = v._file AND k._row = v._row "
        f"JOIN {stored(contract.name)} AS s ON {agree('k', 's', contract.key)}) "
        f"TO {literal(str(changed))} (FORMAT parquet)"
    )


def _stubs(lake: Lake, contract: Contract, staged: Staged, changes: Changes) -> Counter[str]:
    """Make a row with nothing but its id for each id that other tables do not know."""
    made: Counter[str] = Counter()
    for column, parent in contract.parents.items():
        if column not in staged.columns:
            continue
        name, key = identifier(column), identifier(CONTRACTS[parent].key[0])
        ids = f"SELECT {name} AS id FROM {changes.new}"
        if changes.changed:
            ids += f" UNION ALL SELECT {name} FROM {scan(changes.changed)}"
        unknown = f"SELECT DISTINCT id FROM ({ids}) AS i ANTI JOIN {stored(parent)} AS p ON p.{key} = i.id"
        if parent == contract.name:
            unknown += f" ANTI JOIN {changes.new} AS n ON n.{key} = i.id"
        unknown += " WHERE id IS NOT NULL"
        made[parent] += lake.run(
            f"INSERT INTO {stored(parent)} BY NAME SELECT id AS {key}{_blank(parent, ())} FROM ({unknown})"
        )
    return +made


def _blank(table: str, brought: Sequence[str]) -> str:
    """The quality of contacts that nobody has brought, as further columns."""
    absent = [q for q in contacts.QUALITIES if q in CONTRACTS[table] and q not in brought]
    return "".join(f", {contacts.ABSENT} AS {identifier(q)}" for q in absent)


def _by_file(lake: Lake, rows: str) -> Counter[int]:
    return Counter(dict(lake.rows(f"SELECT _file, count(*) FROM {rows} GROUP BY _file")))
