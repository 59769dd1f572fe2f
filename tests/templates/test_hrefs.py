"""Links are exchanged in place: every one of them, and nothing else."""

from __future__ import annotations

from html import escape, unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcom_kernel.templates.hrefs import leads_to_a_page, tagged, with_links, with_picture, with_text_links

ADDRESSES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00", exclude_categories=["Cs"]), max_size=40)
AROUND = st.text(st.sampled_from("abc &;='\" äю{}%\n"), max_size=20).map(escape)


class Seen(HTMLParser):
    """Where a browser would find that links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.hrefs += [value or "" for name, value in attrs if name == "href"]


@given(st.lists(st.tuples(AROUND, ADDRESSES, st.sampled_from("\"'")), max_size=5), AROUND)
def test_every_link_is_found_as_a_browser_reads_it_and_nothing_else_is_touched(
    links: list[tuple[str, str, str]], end: str
) -> None:
    pieces = [(before, f"<a class='x>y' HREF={q}{escape(url)}{q} title=\"href='z'\">") for before, url, q in links]
    html = "".join(before + tag for before, tag in pieces) + end
    asked: list[str] = []
    assert with_links(html, lambda url: asked.append(url)) == html
    assert asked == [url.strip() for url in Seen(html).hrefs]
    changed = with_links(html, lambda url: f"https://x.example/?{len(url)}&a=\"'<")
    assert Seen(changed).hrefs == [f"https://x.example/?{len(url)}&a=\"'<" for url in asked]
    rest = changed.replace(escape("&a=\"'<"), "")
    for before, _ in pieces:
        at = rest.index(before)
        rest = rest[at + len(before) :]
    assert rest.endswith(end)


@pytest.mark.parametrize(
    ("html", "urls"),
    [
        ("<a href=https://a.example/x>", ["https://a.example/x"]),
        ("<A\nhref = 'https://a.example/?a=1&amp;b=2' >", ["https://a.example/?a=1&b=2"]),
        ('<area alt="<a href=no>" href="https://a.example">', ["https://a.example"]),
        ('<!--[if mso]><v:roundrect href="https://a.example" style="x"><![endif]-->', ["https://a.example"]),
        ('<a data-href="no" href="https://a.example" href="https://second.example">', ["https://a.example"]),
        ("<a href>", []),
        (
            '<a href="https://a.example/?a=1&currency=RUB&copy=2&region=7&times">',
            ["https://a.example/?a=1&currency=RUB&copy=2&region=7×"],
        ),
        (
            '<a href="https://a.example/?x&lt;y&#38;z&#x26w&copy;&nosuch;&notit;&amp">',
            ["https://a.example/?x<y&z&w©&nosuch;&notit;&"],
        ),
        ("<a title=it's href=\"https://a.example\">it's</a>", ["https://a.example"]),
        ("<a/href='https://a.example'/>", ["https://a.example"]),
        ('<abbr href="https://a.example"><address href="https://a.example">', []),
        ('<link href="https://a.example/style.css"><base href="https://a.example">', []),
        ('<a title="unclosed href="https://a.example">', []),
    ],
)
def test_what_is_a_link_and_what_is_not(html: str, urls: list[str]) -> None:
    asked: list[str] = []
    with_links(html, lambda url: asked.append(url))
    assert asked == urls


def test_links_in_text_end_before_what_ends_the_sentence() -> None:
    text = "See https://a.example/x?y=1, (https://b.example). And http://c.example!»\nhttps://d.example/A_(b)"
    asked: list[str] = []
    assert with_text_links(text, lambda url: asked.append(url)) == text
    assert asked == ["https://a.example/x?y=1", "https://b.example", "http://c.example", "https://d.example/A_(b)"]
    assert with_text_links("a https://b.example.", lambda _: "https://s/1") == "a https://s/1."


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "//evil.example", "/relative", "#top", "mailto:a@a.example",
        "tel:+79000000000", "https://", "https:///x", "https://user:pass@evil.example", "https://a.example\\@evil.example",
        "https://a.example/\r\nSet-Cookie: x", "https://a.example/\x00", "https://a b.example", "https://[::1", "",
        "https://a.example:99999/", "java\tscript:x", "https://a.example/" + "x" * 2000, "ftp://a.example/",
    ],
)  # fmt: skip
def test_what_is_no_whole_address_of_the_web_is_never_followed_for_anybody(url: str) -> None:
    assert not leads_to_a_page(url)


@pytest.mark.parametrize("url", ["https://a.example", "HTTP://A.example:8080/ä?x=1#y", "https://пример.рф/путь"])
def test_addresses_of_the_web_lead_to_a_page(url: str) -> None:
    assert leads_to_a_page(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", "https://a.example?utm_source=e%26mail"),
        ("https://a.example/?x=%20&y#z?", "https://a.example/?x=%20&y&utm_source=e%26mail#z?"),
        ("https://a.example/?utm_source=", "https://a.example/?utm_source="),
    ],
)
def test_tags_are_added_to_what_is_there_and_never_change_it(url: str, expected: str) -> None:
    assert tagged(url, {"utm_source": "e&mail", "utm_medium": ""}) == expected


def test_the_picture_stands_at_the_end_of_the_body_once() -> None:
    assert with_picture("<p>a</p></BODY></html>", "https://x/o").startswith('<p>a</p><img src="https://x/o"')
    assert with_picture("<p>a</p>", "https://x/o").count("<img") == 1


def test_a_hostile_template_is_read_in_bounded_time() -> None:
    html = "<a " * 20_000 + '<a x="' * 20_000
    assert with_links(html, lambda _: "https://x.example") == html
    assert unescape(html)
