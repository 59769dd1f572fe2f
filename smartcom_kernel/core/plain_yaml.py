"""YAML as plain data: mappings, lists, text, numbers, true, false and null, and nothing clever.

Scalars are read as YAML 1.2 and cautiously: only ``true``, ``false``, ``null`` and decimal numbers that would be
written back the same are anything but text. ``NO``, ``0123456``, ``1.10``, ``22:30`` and ``2017-12-31`` stay text.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

MOST_EXPANDED = 10_000
TAG = "tag:yaml.org,2002:"


def load(text: str) -> Any:
    """The data a YAML text holds.

    Raises:
        ValueError: It is not YAML, repeats a key, uses a tag, nests too deeply or grows out of hand through aliases.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- _Loader is a SafeLoader
    except yaml.YAMLError as error:
        raise ValueError(_said(error)) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def dump(data: Any) -> str:
    """Data as YAML text, keys in the order they have; what `load` reads back equal."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _said(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    words = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"line {mark.line + 1}, column {mark.column + 1}: {words}" if mark else words


class _Loader(yaml.SafeLoader):
    """Refuses tags, repeated keys and bombs."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 -- as PyYAML declares it
    yaml_constructors: ClassVar[dict[str | None, Any]] = {}

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._size = 0
        self._sizes: dict[str, int] = {}
        self._expanded = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self._count_alias(event)
            return super().compose_node(parent, index)
        if event.tag is not None:
            raise _fault(event, f"the tag {event.tag} is not known here")
        before = self._size
        self._size += 1
        node = super().compose_node(parent, index)
        if event.anchor is not None:
            self._sizes[event.anchor] = self._size - before
        return node

    def _count_alias(self, event: Any) -> None:
        if event.anchor in self.anchors and event.anchor not in self._sizes:
            raise _fault(event, f"*{event.anchor} contains itself")
        size = self._sizes.get(event.anchor, 0)
        self._size += size
        self._expanded += size
        if self._expanded > MOST_EXPANDED:
            raise _fault(event, f"aliases repeat more than {MOST_EXPANDED:,} values")


def _fault(at: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=at.start_mark)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _fault(key, "a key must be text")
        if key.value in data:
            raise _fault(key, f"the key {key.value!r} is repeated")
        data[key.value] = loader.construct_object(value, deep=True)
    return data


def _sequence(loader: _Loader, node: yaml.SequenceNode) -> list[Any]:
    return [loader.construct_object(value, deep=True) for value in node.value]


def _number(_loader: _Loader, node: yaml.ScalarNode) -> int | float | str:
    number = float(node.value) if "." in node.value else int(node.value)
    return number if str(number) == node.value else node.value


def _reads_as(name: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(TAG + name, re.compile(rf"(?:{pattern})\Z"), list(first))


_reads_as("null", "null|~|", "n~")
_Loader.yaml_implicit_resolvers[""] = _Loader.yaml_implicit_resolvers["~"]  # PyYAML looks empty scalars up by ""
_reads_as("bool", "true|false", "tf")
_reads_as("float", r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?", "-0123456789")
_Loader.add_constructor(TAG + "null", lambda _loader, _node: None)
_Loader.add_constructor(TAG + "bool", lambda _loader, node: node.value == "true")
_Loader.add_constructor(TAG + "float", _number)
_Loader.add_constructor(TAG + "str", lambda _loader, node: str(node.value))
_Loader.add_constructor(TAG + "seq", _sequence)
_Loader.add_constructor(TAG + "map", _mapping)


class _Dumper(yaml.SafeDumper):
    """Quotes whatever YAML 1.1 or 1.2 could take for something other than text; writes no aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(TAG + "str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
