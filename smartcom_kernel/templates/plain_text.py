"""The plain part of an e-mail, made from its HTML once, tags of the template included, and not for every customer."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from jinja2 import Environment, TemplateSyntaxError

SILENT = {"head", "script", "style", "template", "title"}
PARAGRAPHS = {"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
LINES = {
    "address",
    "article",
    "body",
    "center",
    "dd",
    "div",
    "dt",
    "footer",
    "header",
    "html",
    "li",
    "main",
    "section",
    "tr",
}
CELLS = {"td", "th"}
SPACES = re.compile(r"\s+")
MARK = re.compile("\ue000(\\d+)\ue001")
TAG = r"\{%(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\}"
TAG_LINE = re.compile(rf"^[ \t]*((?:(?:{TAG})[ \t]*)+)\n", re.MULTILINE)
NOT_A_TAG = re.compile(r"\{(?=[{%#])")


def plain_text_of(html: str) -> str:
    """A text template that says what an HTML template shows; an empty one where that has faults of syntax.

    Links become ``words (address)``, items of lists get a dash, pictures their `alt`. Tags of the template stay where
    they are; those inside an HTML tag, a style or a comment go with it.
    """
    try:
        marked, tags = _marked(html)
    except TemplateSyntaxError:
        return ""
    reader = _Reader()
    reader.feed(marked)
    reader.close()
    return MARK.sub(lambda mark: tags[int(mark[1])], reader.text())


def without_tag_lines(source: str) -> str:
    """Text in which lines that hold nothing but tags leave no empty line; lines keep their numbers."""
    return TAG_LINE.sub(_newline_inside, source)


def tidy(text: str) -> str:
    """Finished text without spaces at line ends and without more than one empty line at a time."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+(?=\n)", "", text)).strip()


def _newline_inside(line: re.Match[str]) -> str:
    tags = line[1].rstrip()
    return line[0] if tags[-3] in "-+" else f"{tags[:-2]}\n{tags[-2:]}"


def _marked(html: str) -> tuple[str, list[str]]:
    """HTML in which each tag of the template is a mark that no HTML parser trips over, and those tags."""
    pieces: list[str] = []
    tags: list[str] = []
    inside: list[str] = []
    for _, sort, text in Environment().lex(html):  # noqa: S701 -- nothing is rendered here
        if sort == "data" and not inside:
            pieces.append(text)
            continue
        inside.append(text)
        if sort in ("variable_end", "block_end", "comment_end", "raw_end"):
            pieces.append(f"\ue000{len(tags)}\ue001")
            tags.append("".join(inside))
            inside = []
    return "".join(pieces), tags


class _Reader(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [""]
        self._silent = 0
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        """What was seen, as a template."""
        lines = [line.strip() for line in self._lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in SILENT:
            self._silent += 1
        elif tag == "body":  # also ends a head that is not closed
            self._silent = 0
        elif tag == "br":
            self._lines.append("")
        elif tag == "hr":
            self._lines += ["---", ""]
        elif tag == "img":
            self.handle_data(given.get("alt") or "")
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self._lines[-1])))
        elif tag in CELLS:
            self._lines[-1] += " "
        self._break_at(tag)
        if tag == "li":
            self._lines[-1] += "- "

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "a" and self._links:
            self._end_link(*self._links.pop())
        self._break_at(tag)

    def handle_data(self, data: str) -> None:
        if self._silent == 0:
            words = SPACES.sub(" ", NOT_A_TAG.sub("{{ '{' }}", data))
            line = self._lines[-1]
            self._lines[-1] += words.lstrip() if not line or line.endswith(" ") else words

    def _end_link(self, address: str, start: int) -> None:
        words = self._lines[-1][start:].strip()
        if address and not address.startswith(("#", "mailto:", "tel:")) and address != words:
            self._lines[-1] += f" ({address})" if words else address

    def _break_at(self, tag: str) -> None:
        if tag in PARAGRAPHS:
            self._lines += ["", ""] if self._lines[-1].strip() else [""]
        elif tag in LINES and self._lines[-1].strip():
            self._lines.append("")
