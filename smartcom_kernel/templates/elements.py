"""What stands in finished HTML: its elements with their attributes and words. For checks, not for rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"head", "script", "style", "template", "title"}


@dataclass
class Element:
    """One element.

    Args:
        tag: Its name, in small letters.
        attributes: By their names; an empty text where one has no value.
        text: The words in it, those of elements inside it too.
        line: Where it begins, from 1.
        own: The words in it alone.
        parent: The element it stands in.
    """

    tag: str
    attributes: Mapping[str, str]
    line: int
    text: str = field(default="")
    own: str = field(default="")
    parent: Element | None = field(default=None, repr=False, compare=False)

    def get(self, name: str) -> str:
        """The value of an attribute without spaces around it; empty where it is absent."""
        return self.attributes.get(name, "").strip()


def elements(html: str) -> list[Element]:
    """The elements of a piece of HTML, in order; whatever is broken in it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def shown_text(html: str) -> str:
    """The words that are shown, with single spaces."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.shown).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self.shown: list[str] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = self._open[-1] if self._open else None
        element = Element(tag, {n: value or "" for n, value in reversed(attrs)}, self.getpos()[0], parent=inside)
        self.found.append(element)
        if tag not in VOID:
            self._open.append(element)
        self.shown.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass
        self.shown.append(" ")

    def handle_data(self, data: str) -> None:
        if any(element.tag in SILENT for element in self._open):
            return
        self.shown.append(data)
        for element in self._open[-8:]:
            element.text += data
        if self._open:
            self._open[-1].own += data
