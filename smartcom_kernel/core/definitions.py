"""Definitions: YAML files that people write, review and restore with git."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.errors import SpecError, UnknownName, Words

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Definition(Protocol):
    """What a store keeps: something that can be written down."""

    def to_data(self) -> dict[str, Any]:
        """What stands in the file, which carries the name itself."""
        ...


T = TypeVar("T", bound=Definition)


class Definitions:
    """The definitions of one sort, a file each: ``<folder>/<name>.yml``.

    Args:
        folder: Where the files are; made by the first `write`.
        what: What one definition is called, singular: ``"segment"``.
    """

    def __init__(self, folder: Path, what: str) -> None:
        self.folder = folder
        self.what = what

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(p.stem for p in self.folder.glob("*.yml") if NAME.fullmatch(p.stem)))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and NAME.fullmatch(name) is not None and self._path(name).exists()

    def read(self, name: str) -> dict[str, Any]:
        """The content of one file.

        Raises:
            UnknownName: With the nearest name there is.
            SpecError: The file is not what `read_definition` accepts.
        """
        return read_definition(self._existing(name))

    def write(self, name: str, data: Mapping[str, Any]) -> Path:
        """Save one file whole or not at all; returns where it is.

        Raises:
            SpecError: The name is not fit for a file.
        """
        if not NAME.fullmatch(name):
            message = Words(
                f"{name!r} cannot be a file name: use small Latin letters, digits, - and _, at most 64",
                f"{name!r} не годится для имени файла: строчные латинские буквы, цифры, - и _, до 64 знаков",
            )
            raise SpecError.single(self.what, message, "name")
        return write_definition(self._path(name), data)

    def delete(self, name: str) -> None:
        """Remove one file.

        Raises:
            UnknownName: With the nearest name there is.
        """
        self._existing(name).unlink()

    def _existing(self, name: str) -> Path:
        if name not in self:
            raise UnknownName(self.what, name, self)
        return self._path(name)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.yml"


def says_nothing(path: Path) -> bool:
    """Whether a file holds blank lines and comments only."""
    lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()
    return all(not line.strip() or line.strip().startswith(b"#") for line in lines)


class Store(Mapping[str, T]):
    """What a workspace holds of one sort, by name: ``store["sleeping"]``, ``"sleeping" in store``, ``list(store)``.

    Args:
        folder: Where the files are: ``<folder>/<name>.yml``.
    """

    what: ClassVar[str]
    """What one is called, singular."""

    def __init__(self, folder: Path) -> None:
        self._files = Definitions(folder, self.what)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(list(self._files))

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __getitem__(self, name: str) -> T:
        return self.parse(name, self._files.read(name))

    def parse(self, name: str, spec: Any) -> T:
        """One of them from whatever describes it, checked.

        Args:
            name: Its name, whatever `spec` is called.
            spec: One of them, or the mapping that stands in its file.

        Raises:
            SpecError: The definition is faulty; every fault with its path.
        """
        raise NotImplementedError(f"{type(self).__name__} must say how it is read")

    def save(self, name: str, spec: Any) -> T:
        """Write one of them, replacing the one of this name.

        Args:
            name: Small Latin letters, digits, ``-`` and ``_``.
            spec: As in `parse`.

        Raises:
            SpecError: The definition is faulty, or the name is not fit for a file.
        """
        parsed = self.parse(name, spec)
        self._files.write(name, parsed.to_data())
        return parsed

    def delete(self, name: str) -> None:
        """Remove one of them; what it has done stays recorded.

        Raises:
            UnknownName: There is none of this name; the message offers the nearest.
        """
        self._files.delete(name)


def read_definition(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file, read as `plain_yaml` reads.

    Raises:
        SpecError: It is not UTF-8, not plain YAML or not a mapping.
        FileNotFoundError: There is no such file.
    """
    try:
        data = plain_yaml.load(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise SpecError.single(path.name, "is not UTF-8 text") from None
    except ValueError as error:
        raise SpecError.single(path.name, f"is not valid YAML: {error}") from None
    if not isinstance(data, dict):
        raise SpecError.single(path.name, "must be a mapping of names to values")
    return data


def write_definition(path: Path, data: Mapping[str, Any]) -> Path:
    """Write a mapping as YAML so that the file is the old or the new one whole, whatever happens meanwhile."""
    write_atomically(path, plain_yaml.dump(dict(data)).encode(), mode=0o644)
    return path
