"""MJML, made into HTML once, when a template is read; the template's own tags go through it untouched.

The renderer knows nothing of those tags, so each stands as a word of letters and digits while it works, and is put back
afterwards. It also ends the whole process on elements nested two thousand deep, and passes what it does not know on to
customers; therefore the elements are looked at here first, and faults are told with their line.
"""

from __future__ import annotations

import re
from collections import Counter

from jinja2 import Environment
from mjml import mjml2html

from smartcom_kernel.core.errors import hint

DEEPEST = 100
"""Levels of elements; real e-mails have a dozen."""
COMPONENTS = frozenset({
    "mjml", "mj-head", "mj-body", "mj-attributes", "mj-all", "mj-class", "mj-breakpoint", "mj-font", "mj-preview",
    "mj-style", "mj-title", "mj-accordion", "mj-accordion-element", "mj-accordion-title", "mj-accordion-text",
    "mj-button", "mj-carousel", "mj-carousel-image", "mj-column", "mj-divider", "mj-group", "mj-hero", "mj-image",
    "mj-navbar", "mj-navbar-link", "mj-raw", "mj-section", "mj-social", "mj-social-element", "mj-spacer", "mj-table",
    "mj-text", "mj-wrapper",
})  # fmt: skip
"""The elements of MJML 4, https://documentation.mjml.io, without ``mj-include``."""
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
ELEMENT = re.compile(r"""<(/?)([A-Za-z][\w:.-]*)(?:[^"'<>]|"[^"<]*"|'[^'<]*')*+>""")
ENDS = {"variable_end", "block_end", "comment_end", "raw_end"}


class MjmlError(ValueError):
    """The MJML cannot be made into HTML."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {message}" if line else message)


def html_of(mjml: str) -> str:
    """The HTML of an MJML source, both with tags of the template.

    Tags may stand in the text of elements, in the values of attributes that are shown as they are (addresses, colours,
    texts), and between elements, best in an ``mj-raw``.

    Args:
        mjml: The source, with ``<mjml>`` around it.

    Raises:
        MjmlError: It is no MJML, includes a file, or a tag stands where it would be lost.
        TemplateSyntaxError: A tag of the template is not closed.
    """
    prefix = _unused(mjml)
    marked, tags = _marked(mjml, prefix)
    _refuse_faulty(marked)
    try:
        html = mjml2html(marked.strip())
    except ValueError as error:
        raise MjmlError(f"the renderer of MJML says: {error}") from None
    mark = re.compile(rf"{prefix}(\d+)x")
    _refuse_lost(Counter(int(n) for n in mark.findall(html)), tags)
    return mark.sub(lambda found: tags[int(found[1])][0], html)


def _unused(source: str) -> str:
    prefix = "tag"
    while prefix in source:
        prefix += "q"
    return prefix


def _marked(source: str, prefix: str) -> tuple[str, list[tuple[str, int]]]:
    """The source with a word in place of each tag, and the tags with their lines."""
    pieces: list[str] = []
    tags: list[tuple[str, int]] = []
    inside: list[str] = []
    started = 1
    for line, sort, text in Environment().lex(source):  # noqa: S701 -- nothing is rendered here
        if sort == "data" and not inside:
            pieces.append(text)
            continue
        started = started if inside else line
        inside.append(text)
        if sort in ENDS:
            tag = "".join(inside)
            pieces.append(f"{prefix}{len(tags)}x" + "\n" * tag.count("\n"))
            tags.append((tag, started))
            inside = []
    return "".join(pieces), tags


def _refuse_faulty(marked: str) -> None:
    """Refuse elements that are not closed, not known, or nested too deeply."""
    opened: list[tuple[str, int]] = []
    line, seen, position = 1, 0, marked.find("<")
    while position >= 0:
        line, seen = line + marked.count("\n", seen, position), position
        if marked.startswith("<!--", position):
            position = marked.find("<", _end_of_comment(marked, position, line))
            continue
        element = ELEMENT.match(marked, position)
        if element is None:
            raise MjmlError("a < begins no element that is whole; as a character it is written &lt;", line)
        name = element[2]  # as written: to the renderer <BR> is open and <br> is not
        if element[1]:
            _close(opened, name, line)
        else:
            _refuse_unknown(name, line)
            if not element[0].endswith("/>") and name not in VOID:
                opened.append((name, line))
        if len(opened) > DEEPEST:
            raise MjmlError(f"elements are nested more than {DEEPEST} deep", line)
        position = marked.find("<", element.end())
    if opened:
        raise MjmlError(f"<{opened[-1][0]}> is never closed", opened[-1][1])


def _end_of_comment(marked: str, start: int, line: int) -> int:
    end = marked.find("-->", start + 4)
    if end < 0:
        raise MjmlError("a comment is never closed", line)
    return end + 3


def _close(opened: list[tuple[str, int]], name: str, line: int) -> None:
    if not opened:
        raise MjmlError(f"</{name}> closes nothing", line)
    last, since = opened.pop()
    if last != name:
        raise MjmlError(f"</{name}> stands where <{last}> of line {since} should be closed", line)


def _refuse_unknown(name: str, line: int) -> None:
    if name.lower() == "mj-include":
        raise MjmlError("mj-include cannot be used here: a template reads no other files", line)
    if name.lower().startswith("mj") and name not in COMPONENTS:
        raise MjmlError(f"there is no element <{name}>{hint(name, COMPONENTS)}", line)


def _refuse_lost(found: Counter[int], tags: list[tuple[str, int]]) -> None:
    for n, (tag, line) in enumerate(tags):
        if found[n] == 0 and not tag.startswith("{#"):
            raise MjmlError(f"{tag} would be lost here: put it into text, an address, or an mj-raw", line)
        if found[n] > 1 and tag.startswith("{%"):
            raise MjmlError(f"{tag} would come out {found[n]} times: put it around the element, in an mj-raw", line)
