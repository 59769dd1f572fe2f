"""What each template uses, and which templates use a thing: asked before a constant changes or a block goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, Words
from smartcom_kernel.templates.blocks import INCLUDE
from smartcom_kernel.templates.calls import calls_in
from smartcom_kernel.templates.check import needed
from smartcom_kernel.templates.template import Template

SORTS = ("const", "directory", "block", "variable")
WORDS: dict[str, tuple[str, str]] = {
    "const": ("constants", "константы"),
    "directory": ("directories", "справочники"),
    "block": ("blocks", "заготовки"),
    "variable": ("variables", "переменные"),
}


@dataclass(frozen=True)
class Usage:
    """What a template uses.

    Args:
        template: Its name.
        uses: Names by sort: `const`, `directory`, `block`, `variable`.
    """

    template: str
    uses: Mapping[str, tuple[str, ...]]

    def describe(self, lang: Lang = "en") -> str:
        """A line for each sort of thing it uses."""
        lines = [f"{WORDS[sort][lang == 'ru']}: {', '.join(names)}" for sort, names in self.uses.items() if names]
        return "\n  ".join([f"{self.template}:", *lines])


def usage(template: Template) -> Usage:
    """What a template uses, that of its blocks included."""
    found = {sort: dict.fromkeys(names) for sort, names in (*_called(template), ("block", _included(template)))}
    try:
        found["variable"] = dict.fromkeys(sorted(needed(template)))
    except (TemplateSyntaxError, RecursionError):  # its faults are told by check
        found["variable"] = {}
    return Usage(template.name, {sort: tuple(found[sort]) for sort in SORTS})


def users(what: str, templates: Mapping[str, Template]) -> list[str]:
    """The templates that use a thing.

    Args:
        what: ``const:CODE``, ``directory:NAME``, ``block:NAME`` or ``variable:client.city``.
        templates: Among which.

    Raises:
        SpecError: It is none of these.
    """
    sort, _, name = what.partition(":")
    if sort not in SORTS or not name:
        message = Words(
            f"{what!r} is not const:CODE, directory:NAME, block:NAME or variable:PATH",
            f"{what!r} не похоже на const:КОД, directory:ИМЯ, block:ИМЯ или variable:ПУТЬ",
        )
        raise SpecError.single("uses", message)
    return [called for called, template in templates.items() if name in usage(template).uses[sort]]


def _called(template: Template) -> Iterator[tuple[str, list[str]]]:
    calls = [call for part in template.parts() for call in calls_in(part.source)]
    for sort in ("const", "directory"):
        yield sort, sorted({call.first for call in calls if call.name == sort and call.first})


def _included(template: Template) -> list[str]:
    """The blocks it names, and those that these name."""
    blocks = template.library.blocks if template.library else {}
    waiting = [str(source) for source in template.to_data().values()]
    found: dict[str, None] = {}
    while waiting:
        for tag in INCLUDE.finditer(waiting.pop()):
            if tag["name"] not in found:
                found[tag["name"]] = None
                waiting += [source for name, source in blocks.items() if name.rpartition(".")[0] == tag["name"]]
    return sorted(found)
