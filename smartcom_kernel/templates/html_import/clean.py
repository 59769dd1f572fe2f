"""HTML of others made harmless by nh3 (the sanitizer ammonia), with a list of what that took away.

What is allowed is listed; everything else goes. The list is made by another parser than the cleaning: it is for people
to read, and nothing depends on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from smartcom_kernel.templates.html_import.css import clean_declarations, clean_sheet

TAGS = {
    "a", "abbr", "address", "article", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "i", "img", "ins", "li", "main", "ol", "p", "pre", "q", "s", "section", "small", "span",
    "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
FRAME = {"html", "head", "body", "title", "style", "meta", "!doctype"}
EVERYWHERE = {"align", "bgcolor", "class", "dir", "height", "id", "lang", "role", "style", "title", "valign", "width"}
OWN = {
    "a": {"href", "name", "target"}, "img": {"src", "alt", "border", "hspace", "vspace"}, "col": {"span"},
    "font": {"color", "face", "size"}, "table": {"border", "cellpadding", "cellspacing"}, "colgroup": {"span"},
    "td": {"colspan", "rowspan", "nowrap"}, "th": {"colspan", "rowspan", "nowrap", "scope"}, "ol": {"start", "type"},
    "ul": {"type"}, "li": {"value"},
}  # fmt: skip
WITH_CONTENT = {"script", "style", "noscript", "iframe", "object", "embed", "svg", "math", "template", "title",
                "textarea", "select", "noembed", "noframes", "xmp", "plaintext", "head"}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[.*?\]>", re.DOTALL)
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SHEET = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
TITLE = re.compile(r"<title\b[^>]*>(.*?)</title\s*>", re.DOTALL | re.IGNORECASE)
COLOUR = re.compile(r"#?[0-9A-Za-z]{1,30}")
Picture = Callable[[str], str]


class Cleaned:
    """A page made harmless.

    Args:
        source: The page as it was, tags of a template in it.
        picture: Says which address a picture has, given the one that it had.

    Attributes:
        html: The whole page.
        title: What stood in its title.
        removed: What was taken away, with how often.
    """

    def __init__(self, source: str, picture: Picture) -> None:
        self.removed: Counter[str] = Counter()
        self._picture = picture
        bare, comments = COMMENT.subn("", source)
        self._count("comments", comments)
        sheets = [self._sheet(css) for css in SHEET.findall(bare)]
        bare = SHEET.sub("", bare)
        title = TITLE.search(bare)
        self.title = " ".join(unescape(title[1]).split()) if title else ""
        self._mark = "tag"
        while self._mark in bare:
            self._mark += "q"
        marked, tags = _marked(bare, self._mark)
        lister = _Lister()
        lister.feed(marked)
        lister.close()
        self.removed.update(lister.found)
        style = "\n".join(sheet for sheet in sheets if sheet)
        head = f"<style>\n{style}\n</style>\n" if style else ""
        body = self._body(marked, tags)
        self.html = (
            f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n{head}</head>\n'
            f"<body{self._of_body(lister.body)}>\n{body.strip()}\n</body>\n</html>\n"
        )

    def _body(self, marked: str, tags: list[str]) -> str:
        allowed = {tag: EVERYWHERE | OWN.get(tag, set()) for tag in TAGS}
        clean = nh3.clean(
            marked, tags=TAGS, attributes=allowed, clean_content_tags=WITH_CONTENT, url_schemes=SCHEMES,
            link_rel=None, strip_comments=False, attribute_filter=self._attribute,
        )  # fmt: skip
        clean = re.sub(rf"<!--(?!{self._mark}\d+x-->).*?-->", "", clean, flags=re.DOTALL)
        return re.sub(rf"(?:<!--)?{self._mark}(\d+)x(?:-->)?", lambda mark: tags[int(mark[1])], clean)

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            css, removed = clean_declarations(value)
            self._count("declarations of style", removed)
            return css or None
        return self._picture(value) if (tag, name) == ("img", "src") and self._mark not in value else value

    def _sheet(self, css: str) -> str:
        cleaned, removed = clean_sheet(css)
        self._count("declarations of style", removed)
        return cleaned

    def _of_body(self, given: dict[str, str]) -> str:
        style, _ = clean_declarations(given.get("style", ""))
        kept = {"style": style, "bgcolor": given.get("bgcolor", "")}
        if not COLOUR.fullmatch(kept["bgcolor"]):
            kept["bgcolor"] = ""
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items() if value and "{" not in value)

    def _count(self, what: str, times: int) -> None:
        if times:
            self.removed[what] += times


def _marked(html: str, prefix: str) -> tuple[str, list[str]]:
    """HTML with a mark for each tag of a template: a word inside an element's tag or for a value, else a comment.

    A comment may stand between the rows of a table, out of which a parser would move text.
    """
    tags: list[str] = []

    def mark(tag: re.Match[str]) -> str:
        tags.append(tag[0])
        word = f"{prefix}{len(tags) - 1}x"
        inside = html.rfind("<", 0, tag.start()) > html.rfind(">", 0, tag.start())
        return word if inside or tag[0].startswith("{{") else f"<!--{word}-->"

    return TAG.sub(mark, html), tags


class _Lister(HTMLParser):
    """Lists what will not be there any more."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Counter[str] = Counter()
        self.body: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.body = {name: value or "" for name, value in attrs}
        if tag not in TAGS and tag not in FRAME:
            self.found[f"<{tag}>"] += 1
            return
        for name, value in attrs:
            if name.startswith("on") or (tag in TAGS and name not in EVERYWHERE and name not in OWN.get(tag, ())):
                self.found[f"{name}=…"] += 1
            elif name in ("href", "src") and _scheme(value or "") not in {"", *SCHEMES}:
                self.found[f"{name}={_scheme(value or '')}:…"] += 1


def _scheme(address: str) -> str:
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address))
    return found[1].lower() if found else ""
