"""Directories: lists of the shop's own to look things up in, ``{{ directory('cities', client.city) }}``.

Each is a file in the folder ``directories``. In ``NAME.csv`` the first column holds the identifiers of the items and
the others are their fields. In ``NAME.yml`` each identifier leads to its fields, or to one value: the field ``value``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from smartcom_kernel.core.definitions import NAME, read_definition
from smartcom_kernel.core.errors import Fault, SpecError, UnknownName

MOST_ITEMS = 5000
LARGEST_FILE = 1024 * 1024
LONGEST_VALUE = 2000
SUFFIXES = (".yml", ".csv")
Item = tuple[str, dict[str, str]]


class Directory(BaseModel):
    """A list of items with fields.

    Args:
        fields: Names of the fields; the first is what is shown where none is named.
        items: The fields of each item, by its identifier; what an item has not is absent.
    """

    model_config = ConfigDict(frozen=True)

    fields: tuple[str, ...]
    items: dict[str, dict[str, str]]

    def value(self, item: object, field: str = "") -> str | None:
        """A field of an item, the first field where none is named; None where the item or its field is not there.

        Raises:
            UnknownName: No item has such a field.
        """
        if field and field not in self.fields:
            raise UnknownName("field of the directory", field, self.fields)
        return self.items.get(str(item), {}).get(field or self.fields[0])


def directory_names(folder: Path) -> list[str]:
    """The directories of a workspace, by the names of their files."""
    files = [path for suffix in SUFFIXES for path in folder.glob(f"*{suffix}")]
    return sorted({path.stem for path in files if NAME.fullmatch(path.stem)})


def directory_of(folder: Path, name: str) -> Directory:
    """One directory.

    Raises:
        UnknownName: There is no such file; the nearest is offered.
        SpecError: With every fault of the file.
    """
    if name not in directory_names(folder):
        raise UnknownName("directory", name, directory_names(folder))
    paths = [path for path in (folder / f"{name}{suffix}" for suffix in SUFFIXES) if path.exists()]
    if len(paths) > 1:
        raise SpecError.single(f"directory {name!r}", f"is there twice: {paths[0].name} and {paths[1].name}")
    if paths[0].stat().st_size > LARGEST_FILE:
        raise SpecError.single(paths[0].name, f"is larger than {LARGEST_FILE // 1024} kB")
    faults: list[Fault] = []
    found = _from_yaml(paths[0], faults) if paths[0].suffix == ".yml" else _from_csv(paths[0], faults)
    items: dict[str, dict[str, str]] = {}
    for item, values in found:
        if item in items:
            faults.append(Fault((item,), "is there twice"))
        items[item] = values
    faults += _too_much(items)
    if faults:
        raise SpecError(paths[0].name, faults)
    return Directory(fields=tuple(dict.fromkeys(f for values in items.values() for f in values)), items=items)


def _too_much(items: Mapping[str, Mapping[str, str]]) -> Iterator[Fault]:
    if not any(items.values()):
        yield Fault((), "holds no values: an identifier and at least one field are meant")
    if len(items) > MOST_ITEMS:
        yield Fault((), f"has {len(items):,} items; at most {MOST_ITEMS:,} are meant")
    for item, values in items.items():
        for field, value in values.items():
            if len(value) > LONGEST_VALUE:
                yield Fault((item, field), f"is {len(value):,} characters long; at most {LONGEST_VALUE:,} are meant")


def _from_yaml(path: Path, faults: list[Fault]) -> Iterable[Item]:
    for item, data in read_definition(path).items():
        fields = data if isinstance(data, Mapping) else {"value": data}
        values = {str(field): value for field, value in fields.items() if value is not None}
        for field, value in values.items():
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                faults.append(Fault((str(item), field), "must be text or a number"))
        yield str(item), {field: str(value) for field, value in values.items()}


def _from_csv(path: Path, faults: list[Fault]) -> Iterable[Item]:
    rows = _rows(path)
    head = [name.strip() for name in rows[0]] if rows else []
    if len(head) < 2 or len(set(head)) != len(head) or not all(head):
        raise SpecError.single(path.name, "must begin with a row of different names: the identifier and its fields")
    for n, row in enumerate(rows[1:], start=2):
        item: list[Any] = [value.strip() for value in row]
        if not any(item):
            continue
        if len(item) != len(head) or not item[0]:
            wrong = "has no identifier" if not item[0] else f"has {len(item)} values where {len(head)} are meant"
            faults.append(Fault((f"row {n}",), wrong))
            continue
        yield item[0], {name: value for name, value in zip(head[1:], item[1:], strict=True) if value}


def _rows(path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except UnicodeDecodeError:
        raise SpecError.single(path.name, "is not UTF-8 text") from None
    except csv.Error as error:
        raise SpecError.single(path.name, f"is not CSV: {error}") from None
