"""Whether the columns of the files are those of the table: every fault of every file is said at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from smartcom_kernel.core.errors import DataError, count_of, hint
from smartcom_kernel.intake.readers.reader import Rows, spelled
from smartcom_kernel.lake.columns import Column, Contract

SHOWN = 10


def columns_of(contract: Contract, files: Sequence[tuple[Path, Rows]]) -> tuple[Column, ...]:
    """The columns that the files bring, in the order of the contract.

    Raises:
        DataError: Columns are unknown, twice there, without a name, derived or missing, or differ between the files.
    """
    faults = [f"{path.name}: {fault}" for path, rows in files for fault in _faults(contract, rows)]
    first, *others = [{spelled(name) for name, _ in rows.columns} for _, rows in files]
    for (path, _), names in zip(files[1:], others, strict=True):
        if names != first:
            faults.append(
                f"{path.name}: its columns differ from those of {files[0][0].name} ({_listed(names ^ first)}); "
                "load files with different columns one after the other"
            )
    refuse(contract.name, faults)
    return tuple(column for column in contract.columns if column.name in first)


def refuse(table: str, faults: Sequence[str]) -> None:
    """Raise one error that says all faults; do nothing where there are none."""
    if faults:
        more = [f"  and {len(faults) - SHOWN:,} more"] if len(faults) > SHOWN else []
        said = [f"  {fault}" for fault in faults[:SHOWN]]
        raise DataError("\n".join([f"{table}: {count_of(len(faults), 'fault')}, nothing was loaded", *said, *more]))


def _faults(contract: Contract, rows: Rows) -> Iterator[str]:
    names = [spelled(name) for name, _ in rows.columns]
    wanted = [column.name for column in contract.from_file]
    for position, name in enumerate(names, 1):
        if not name:
            yield f"column {position} has no name"
        elif name not in contract:
            yield f"there is no column {rows.columns[position - 1][0]!r} in {contract.name}{hint(name, wanted)}"
        elif contract[name].origin != "file":
            yield f"column {name!r} is filled by the load itself; leave it out"
    for name, times in Counter(names).items():
        if name and times > 1:
            yield f"column {name!r} stands {times} times in the header"
    for column in contract.from_file:
        if column.required and column.name not in names:
            yield f"column {column.name!r} is missing; it is required"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
