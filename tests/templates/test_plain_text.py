from __future__ import annotations

import json
from pathlib import Path

import pytest

from smartcom_kernel.templates.plain_text import plain_text_of, tidy, without_tag_lines
from tests.templates.conftest import said


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ('see <a href="https://x.test/1">the offer</a> now', "see the offer (https://x.test/1) now"),
        ('<a href="https://x.test/">https://x.test/</a>', "https://x.test/"),
        ('<a href="{{ unsubscribe_url }}">Unsubscribe</a>', "Unsubscribe ({{ unsubscribe_url }})"),
        ('<a href="mailto:a@x.test">write</a> <a href="#top">up</a>', "write up"),
        ('<img src="logo.png" alt="Shop"><img src="pixel.png">', "Shop"),
        ("<head><title>t</title><style>p{}</style></head><body>b<script>s()</script></body>", "b"),
        ("<head><body>a head that is not closed", "a head that is not closed"),
        ("a  \n  b&nbsp;&mdash;&amp;", "a b —&"),
        ("{{ '</p>' }} a {% if a < b %}x{% endif %}", "{{ '</p>' }} a {% if a < b %}x{% endif %}"),
        ('<p {% if vip %}class="vip"{% endif %}>x</p>', "x"),
        ("<!-- {% if a %} -->x<!-- {% endif %} -->", "x"),
    ],
)
def test_the_text_says_what_the_html_shows(html: str, text: str) -> None:
    assert plain_text_of(html) == text


def test_braces_that_were_written_as_characters_stay_characters() -> None:
    assert said(plain_text_of("&#123;&#123; 7*7 }}")) == "{{ 7*7 }}"


def test_faulty_tags_give_no_text() -> None:
    assert plain_text_of("<p>{{ unclosed</p>") == ""


def test_a_line_of_tags_leaves_no_empty_line_and_lines_keep_their_numbers() -> None:
    source = "a\n  {% if x %}{# why #}\nb\n{% endif %}\n{{ y }}\n"
    assert without_tag_lines(source).count("\n") == source.count("\n")
    assert said(source, x=True, y="c") == "a\nb\nc"
    assert said("{% if x -%}\n  a\n{%- endif %}b", x=True) == "ab"


def test_no_more_than_one_empty_line_stands_between_paragraphs() -> None:
    assert tidy("\n\na  \n \n\t\n\nb\n") == "a\n\nb"


def test_naughty_strings_give_text_without_failing(corpora: Path) -> None:
    for text in json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8")):
        found = plain_text_of(f'<p>{text}</p><a href="{text}">{text}</a>')
        assert not text.isalnum() or text in found
