"""What the visual editor does to the source of an e-mail: the template's own tags survive to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import Environment

from smartcom_kernel.templates.mjml_source import html_of
from smartcom_kernel.templates.plain_text import plain_text_of
from tests.widgets.visual_editor import VisualEditor
from widgets.message_editor.starters import starters

TRYING = """\
<mjml>
  <mj-head><mj-title>{{ shop.name }}</mj-title>
    <mj-attributes><mj-all font-family="Arial" /></mj-attributes></mj-head>
  <mj-body background-color="#f4f4f4">
    <!-- top -->
    <mj-section>
      <mj-column>
        <mj-image src="https://shop.example/{{ client.city|urlencode }}.png" alt="&quot;a&quot;"/>
        <mj-text color="#123456">Hello {{ client.first_name|default("friend & 'co' <3") }}, \
{% if client.city == "a<b" %}<b style="color:red">in {{ client.city }}</b>{% else %}there{% endif %} 5 &lt; 6</mj-text>
        <mj-raw>{% for line in client.last_receipt.lines %}</mj-raw>
        <mj-text>{{ line.name }} ⟦1⟧</mj-text>
        <mj-raw>{% endfor %}</mj-raw>
        <mj-table>
          {% for line in client.last_receipt.lines %}
          <tr><td>{{- line.amount|money -}}</td></tr>
          {% endfor %}
        </mj-table>
        {% if client.rfm %}
        <mj-button href="https://shop.example/?q={{ "}}" }}&amp;a=1">Buy {{ client.rfm.name }}</mj-button>
        {% endif %}
        {# {{ a }} comment #}
        <mj-divider/>
      </mj-column>
    </mj-section>
    <mj-section><mj-column><mj-text>The end.</mj-text></mj-column></mj-section>
    {% raw %}{{ x }}{% endraw %}
  </mj-body>
</mjml>
"""


@pytest.fixture(scope="module")
def editor(browser: Any) -> Iterator[VisualEditor]:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    yield VisualEditor(page)
    page.close()


def tags(source: str) -> list[str]:
    """Everything in a source that is no plain text, to the letter."""
    return [text for _, sort, text in Environment().lex(source) if sort != "data"]


def said(source: str) -> str:
    """What its reader would read, tags and all."""
    return plain_text_of(html_of(source))


@pytest.mark.parametrize("source", [TRYING, starters("ru")["email"]["mjml"]], ids=["trying", "starter"])
def test_tags_and_head_survive_and_only_what_was_typed_is_new(editor: VisualEditor, source: str) -> None:
    last = "The end." if source == TRYING else "shop.name"
    assert editor.show(source) == "shown"
    made = editor.type_into(last, " Bye & <see> {{ client.city|default('<b>') }}")
    before, inserted, after = made.partition(" Bye &amp; &lt;see&gt; {{ client.city|default('<b>') }}")
    assert inserted
    assert tags(before + after) == tags(source)
    assert said(before + after) == said(source)
    assert made.partition("<mj-body")[0] == source.partition("<mj-body")[0]
    assert editor.complaints == []


def test_what_is_only_shown_is_not_changed_and_what_has_no_body_is_not_shown(editor: VisualEditor) -> None:
    assert editor.show("<mjml><mj-head></mj-head></mjml>") == "unfit"
    assert editor.show(TRYING) == "shown"
    editor.page.wait_for_timeout(500)  # nothing is to happen: it would after 300 ms
    assert [told["say"] for told in editor.page.evaluate("told")] == ["shown"]


def test_a_tag_that_is_being_typed_holds_nothing_up(editor: VisualEditor) -> None:
    """Each pair of quotes doubles the time where it can be read in two ways."""
    texts = '<mj-text color="#123456" align="left">it\'s {{ client.city }}</mj-text>' * 100
    for begun in ("{{ ", "{% if ", '{{ client.city|default("'):
        column = f"<mj-column><mj-text>{begun}</mj-text>{texts}</mj-column>"
        assert editor.show(f"<mjml><mj-body><mj-section>{column}</mj-section></mj-body></mjml>") in ("shown", "unfit")
    assert editor.show(TRYING) == "shown"
