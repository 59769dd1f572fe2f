"""Blocks: pieces of templates that are put in when a template is read, ``{% include "hero" with title="Spring" %}``.

A block may begin with a comment that names its fields: ``{# fields: title, link="https://shop.example" #}``. A field
without a value must be given. Nothing is loaded when a message is made: by then the pieces are part of the template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from smartcom_kernel.core.errors import hint

DEEPEST = 5
LARGEST = 256 * 1024
SUFFIXES = ("mjml", "html", "txt")
INCLUDE = re.compile(
    r"""\{%-?\s*include\s+(["'])(?P<name>[^"']*)\1(?P<rest>(?:"[^"]*"|'[^']*'|[^"'%]|%(?!\}))*?)-?%\}"""
)
FRONT = re.compile(r"\s*\{#-?\s*fields:(?P<fields>.*?)-?#\}\s*", re.DOTALL)
FIELD = re.compile(r"""\s*(\w+)\s*(?:=\s*((?:"[^"]*"|'[^']*'|\([^()]*\)|[^,"'()])+))?(?:,|\Z)""")
Fields = dict[str, str]
"""Sources of values by field; an empty one where there is none."""


class BlockError(ValueError):
    """A block cannot be put in."""

    def __init__(self, message: str, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}: {message}")


def with_blocks(source: str, suffix: str, blocks: Mapping[str, str]) -> str:
    """A source with its blocks in place of the tags that name them.

    A block in HTML or MJML takes one line, so that the lines after it keep their numbers.

    Args:
        source: What stands in the template.
        suffix: Of which form blocks must be: ``"mjml"``, ``"html"`` or ``"txt"``.
        blocks: The sources of blocks by file name, such as ``"hero.mjml"``.

    Raises:
        BlockError: There is no such block, its fields are not those given, or blocks include each other in a circle.
    """
    return _Builder(suffix, blocks).build(source, ()) if "include" in source else source


class _Builder:
    def __init__(self, suffix: str, blocks: Mapping[str, str]) -> None:
        self._suffix = suffix
        self._blocks = blocks
        self._size = 0

    def build(self, source: str, way: tuple[str, ...], line: int = 0) -> str:
        """The source with what it includes; `line` is where the outermost tag stands, 0 for the template itself."""

        def put_in(tag: re.Match[str]) -> str:
            at = line or source.count("\n", 0, tag.start()) + 1
            return self._block(tag["name"], tag["rest"], (*way, tag["name"]), at)

        return INCLUDE.sub(put_in, source)

    def _block(self, name: str, rest: str, way: tuple[str, ...], line: int) -> str:
        known = [key.removesuffix(f".{self._suffix}") for key in self._blocks if key.endswith(f".{self._suffix}")]
        if name not in known:
            raise BlockError(f"there is no block {name!r} for {self._suffix}{hint(name, known)}", line)
        if name in way[:-1]:
            raise BlockError(f"blocks include each other in a circle: {' > '.join(way)}", line)
        if len(way) > DEEPEST:
            raise BlockError(f"blocks include each other more than {DEEPEST} deep: {' > '.join(way)}", line)
        source = self._blocks[f"{name}.{self._suffix}"]
        front = FRONT.match(source)
        fields = _fields(front["fields"], line) if front else {}
        source = source[front.end() :] if front else source
        values = self._values(name, fields, _given(rest, line), line)
        self._size += len(source)
        if self._size > LARGEST:
            raise BlockError(f"the blocks are larger than {LARGEST // 1024} kB", line)
        return self._wrapped(self.build(source.rstrip("\n"), way, line), values)

    @staticmethod
    def _values(name: str, fields: Fields, given: Fields, line: int) -> Fields:
        for field in given:
            if field not in fields:
                raise BlockError(f"the block {name!r} has no field {field!r}{hint(field, fields)}", line)
            if not given[field]:
                raise BlockError(f"the field {field!r} of the block {name!r} has no value", line)
        values = {**fields, **given}
        missing = [field for field, value in values.items() if not value]
        if missing:
            raise BlockError(f"the block {name!r} needs {', '.join(missing)}: with {missing[0]}=…", line)
        return values

    def _wrapped(self, source: str, values: Fields) -> str:
        pieces = (f"{{% with {', '.join(f'{k}={v}' for k, v in values.items())} %}}", "{% endwith %}")
        if self._suffix == "mjml":
            pieces = (f"<mj-raw>{pieces[0]}</mj-raw>", f"<mj-raw>{pieces[1]}</mj-raw>")
        whole = f"{pieces[0]}{source}{pieces[1]}" if values else source
        return whole if self._suffix == "txt" else whole.replace("\r", "").replace("\n", " ")


def _given(rest: str, line: int) -> Fields:
    words = rest.strip()
    if not words:
        return {}
    if not words.startswith("with "):
        raise BlockError('a block is put in by {% include "NAME" %} or {% include "NAME" with FIELD=VALUE, … %}', line)
    return _fields(words.removeprefix("with "), line)


def _fields(source: str, line: int) -> Fields:
    found: Fields = {}
    position, source = 0, source.strip()
    while position < len(source):
        field = FIELD.match(source, position)
        if field is None:
            raise BlockError(f"{source[position:][:40]!r} is no list of fields such as title, link=…", line)
        found[field[1]] = (field[2] or "").strip()
        position = field.end()
    return found
