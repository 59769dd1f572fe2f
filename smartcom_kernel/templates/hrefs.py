"""The links of a message: where they stand, what else they say, and nothing around them touched.

E-mails come finished, often from elsewhere, and hold things that no parser gives back as they were: conditional
comments of Outlook, attributes of XML name spaces, sloppy quotes. So links are found and replaced in place: a pattern
finds tags that lead somewhere, whatever stands between quotes in them, and only the value of ``href`` is exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from html.entities import html5
from urllib.parse import parse_qsl, quote, urlsplit

Change = Callable[[str], str | None]
"""What becomes of an address; None where it stays."""

VALUE = r"\"[^\"]*\"|'[^']*'|[^\s\"'>][^\s>]*"
NAMED = r"[^\s\"'>/=][^\s>/=]*"
TAG = re.compile(
    rf"<(?:a|area|v:roundrect)(?=[\s/])(?:[\s/]+|{NAMED}(?:\s*=\s*(?:{VALUE}))?|[\"'=]){{1,400}}+>", re.IGNORECASE
)
ATTRIBUTE = re.compile(rf"({NAMED})(?:\s*=\s*({VALUE}))?")
REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)(=?)")
BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
IN_TEXT = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
NOT_OF_A_LINK = ".,;:!?»”’"
"""Marks that end a sentence around a link, not the link."""
BRACKETS = {")": "(", "]": "[", "}": "{"}
"""Closing ones are no part of a link that did not open them."""
LONGEST = 2000
"""Characters of an address that is counted; mail programs cut longer ones."""
STRANGE = re.compile(r"[\x00-\x20\x7f\\]")


def with_links(html: str, change: Change) -> str:
    """The same HTML with other addresses in its links; its cost grows with its length.

    Args:
        html: Of an e-mail.
        change: Asked for each address, as a browser would read it.
    """
    return TAG.sub(lambda tag: _with_href(tag[0], change), html)


def with_text_links(text: str, change: Change) -> str:
    """The same text with other addresses where it names any; what ends a sentence is no part of them."""

    def changed(found: re.Match[str]) -> str:
        url = found[0].rstrip(NOT_OF_A_LINK)
        while url[-1] in BRACKETS and url.count(url[-1]) > url.count(BRACKETS[url[-1]]):
            url = url[:-1].rstrip(NOT_OF_A_LINK)
        return (change(url) or url) + found[0][len(url) :]

    return IN_TEXT.sub(changed, text)


def with_picture(html: str, url: str) -> str:
    """The same HTML with a picture of one point at its end: it is fetched when the message is shown."""
    picture = f'<img src="{escape(url)}" width="1" height="1" alt="" style="border:0">'
    ends = list(BODY_END.finditer(html))
    at = ends[-1].start() if ends else len(html)
    return html[:at] + picture + html[at:]


def leads_to_a_page(url: str) -> bool:
    """Whether an address is a whole one of the web, which a browser follows to the host that it names.

    >>> [leads_to_a_page(url) for url in ("https://shop.example/a", "mailto:a@shop.example", "https://shop@evil.example")]
    [True, False, False]
    """
    if len(url) > LONGEST or STRANGE.search(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(host) and "@" not in parts.netloc


def tagged(url: str, parameters: dict[str, str]) -> str:
    """The address with these parameters in its query; those that it has already stay as they are.

    >>> tagged("https://shop.example/a?utm_source=x#b", {"utm_source": "mail", "utm_medium": "e mail"})
    'https://shop.example/a?utm_source=x&utm_medium=e%20mail#b'
    """
    before, mark, fragment = url.partition("#")
    path, _, query = before.partition("?")
    there = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    new = [f"{name}={quote(value, safe='')}" for name, value in parameters.items() if value and name not in there]
    asked = "&".join(filter(None, [query, *new]))
    return path + (f"?{asked}" if asked else "") + mark + fragment


def href_of(tag: str) -> str | None:
    """Where a tag leads, as a browser reads it; None where nowhere."""
    found = _href(tag)
    return None if found is None else _value(found)


def _href(tag: str) -> re.Match[str] | None:
    """Of several of one name browsers take the first."""
    named = (found for found in ATTRIBUTE.finditer(tag, 1) if found[1].lower() == "href")
    found = next(named, None)
    return None if found is None or found[2] is None else found


def _value(found: re.Match[str]) -> str:
    text = found[2][1:-1] if found[2][0] in "\"'" else found[2]
    return REFERENCE.sub(_read, text).strip()


def _read(found: re.Match[str]) -> str:
    """What a reference in an attribute stands for; one without its semicolon before a letter or ``=`` is none.

    Source: HTML standard, 13.2.5.73, "named character reference state", for attributes.
    """
    reference, mark = found[0].removesuffix(found[1]), found[1]
    if reference[1] == "#" or (reference[1:] in html5 and (reference[-1] == ";" or not mark)):
        return unescape(reference) + mark
    return found[0]


def _with_href(tag: str, change: Change) -> str:
    found = _href(tag)
    if found is None:
        return tag
    url = _value(found)
    new = change(url)
    return tag if new in (None, url) else f'{tag[: found.start(2)]}"{escape(new)}"{tag[found.end(2) :]}'
