"""A family: all the kinds of one sort of block, by name. Built-ins and plug-ins register alike."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from smartcom_kernel.core.block import Block
from smartcom_kernel.core.errors import LANGS, Fault, SpecError, UnknownName, Words, hint
from smartcom_kernel.core.pydantic_words import in_words

B = TypeVar("B", bound=Block)
K = TypeVar("K", bound=Block)
M = TypeVar("M", bound=BaseModel)
_ALL_KINDS: list[dict[str, Any]] = []
"""The kinds of each family, as far as families were made in this process."""


class Family(Generic[B]):
    """The kinds of one sort of block.

    Args:
        name: What one member is called, singular: ``"condition"``.
        base: The class every member derives from.
    """

    def __init__(self, name: str, base: type[B]) -> None:
        self.name = name
        self.base = base
        self._kinds: dict[str, type[B]] = {}
        _ALL_KINDS.append(self._kinds)

    def register(self, block: type[K]) -> type[K]:
        """Class decorator that adds a kind; the same class again, as when its cell or module is run again, replaces it.

        Raises:
            ValueError: Another class already has this kind, or the class is not of this family.
        """
        candidate: type[Block] = block
        if not issubclass(candidate, self.base):
            raise ValueError(f"{block.__name__} is no {self.name}: it must derive from {self.base.__name__}")
        known = self._kinds.get(block.kind)
        if known is not None and _place(known) != _place(block):
            raise ValueError(f"there is already a {self.name} of kind {block.kind!r}: {known.__module__}")
        self._kinds[block.kind] = candidate
        return block

    def parse(self, data: Any) -> B:
        """A block from plain data; a block of this family passes through.

        Raises:
            SpecError: With every fault, each with its path, and the nearest kind for an unknown one.
        """
        if isinstance(data, self.base):
            return data
        if not isinstance(data, Mapping):
            raise SpecError.single(self.name, f"must be a mapping with a `kind`, not {data!r}")
        fields = dict(data)
        kind = fields.pop("kind", None)
        if not isinstance(kind, str):
            raise SpecError.single(self.name, f"has no `kind`; known: {', '.join(self)}", "kind")
        if kind not in self._kinds:
            raise SpecError.single(self.name, f"there is no {self.name} of kind {kind!r}{hint(kind, self)}", "kind")
        return validated(self._kinds[kind], fields, what=f"{self.name} {kind!r}")

    def __getitem__(self, kind: str) -> type[B]:
        try:
            return self._kinds[kind]
        except KeyError:
            raise UnknownName(self.name, kind, self) from None

    def __contains__(self, kind: object) -> bool:
        return kind in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._kinds))

    def __len__(self) -> int:
        return len(self._kinds)

    def catalogue(self) -> list[dict[str, Any]]:
        """Every kind with its help, example and JSON Schema: what forms, docs and tests are drawn from."""
        return [
            {
                "kind": kind,
                "help": self._kinds[kind].help(),
                "example": {"kind": kind, **self._kinds[kind].example},
                "schema": self._kinds[kind].model_json_schema(mode="validation"),
            }
            for kind in self
        ]


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """What is registered or forgotten inside stays so only where the block ends without an error."""
    before = [dict(kinds) for kinds in _ALL_KINDS]
    try:
        yield
    except BaseException:
        for kinds, known in zip(_ALL_KINDS, before, strict=False):
            kinds.clear()
            kinds.update(known)
        raise


def blocks_of(package: str) -> list[type[Block]]:
    """The blocks of all families that were written in a package."""
    blocks = [block for kinds in _ALL_KINDS for block in kinds.values()]
    return sorted((block for block in blocks if block.__module__.startswith(f"{package}.")), key=_place)


def forget(package: str) -> None:
    """Take the blocks of a package out of their families."""
    for kinds in _ALL_KINDS:
        for kind in [kind for kind, block in kinds.items() if block.__module__.startswith(f"{package}.")]:
            del kinds[kind]


def _place(block: type[Block]) -> tuple[str, str]:
    return block.__module__, block.__qualname__


def validated(model: type[M], data: Any, *, what: str) -> M:
    """`model` built from plain data, or one `SpecError` that lists every fault with its path."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SpecError(what, list(faults_of(error, model))) from None


def faults_of(error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """Every fault of a pydantic error, those of nested blocks with their whole path."""
    for item in error.errors(include_url=False):
        path = tuple(item["loc"])
        nested = item.get("ctx", {}).get("error")
        if isinstance(nested, SpecError):
            yield from (fault.under(*path) for fault in nested.faults)
        elif item["type"] == "extra_forbidden":
            known = [f.alias or n for n, f in model.model_fields.items()] if len(path) == 1 else []
            nearest, nearest_ru = (hint(str(path[-1]), known, lang) if known else "" for lang in LANGS)
            yield Fault(path, Words(f"is not a field here{nearest}", f"здесь нет такого поля{nearest_ru}"))
        elif isinstance(nested, Exception):
            yield Fault.of(nested, *path)
        else:
            yield Fault(path, in_words(item))


def import_blocks(package: ModuleType) -> None:
    """Import every module of a package, so that the blocks in it register."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(found.name)
