"""Templates lead to the pages of their own message, and to nobody's in previews."""

from __future__ import annotations

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import needed, refuse_faulty
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.message_links import IN_CONTEXT, MESSAGE_LINKS, asks_for_links, example_links
from smartcom_kernel.templates.render import Compiled
from smartcom_kernel.templates.template import Template

LINK = '{% if unsubscribe_url() %}<a href="{{ unsubscribe_url() }}">Leave</a>{% endif %}'


def html(source: str) -> Template:
    return Template.parse("t", {"medium": "email", "subject": "Hello", "html": f"<p>{source}</p>", "text": source})


def filled(source: str, **context: object) -> str:
    return Compiled(html(source), Habits()).render(context).html


def test_a_template_says_the_link_of_its_message() -> None:
    mine = {IN_CONTEXT: {"unsubscribe_url": "https://mail.shop.example/u/1"}}
    assert filled(LINK, **mine) == '<p><a href="https://mail.shop.example/u/1">Leave</a></p>'


def test_without_a_link_the_words_around_it_can_be_left_out() -> None:
    assert filled(LINK) == "<p></p>"


def test_a_template_cannot_put_a_link_of_its_own_in_the_place_of_the_right_one() -> None:
    mine = {IN_CONTEXT: {"unsubscribe_url": "https://mail.shop.example/u/1"}}
    forged = "{% set message_links = {'unsubscribe_url': 'https://evil.example'} %}"
    assert "evil" not in filled(forged + "{{ unsubscribe_url() }}", **mine)


def test_what_a_link_holds_is_escaped() -> None:
    assert '"><script>' not in filled(LINK, **{IN_CONTEXT: {"unsubscribe_url": '"><script>'}})


@pytest.mark.parametrize("name", MESSAGE_LINKS)
def test_a_function_is_fine_when_called_and_is_no_variable_to_be_read(name: str) -> None:
    template = html(f"{{{{ {name}() }}}}")
    refuse_faulty(template)
    assert needed(template) == set()
    assert asks_for_links(template)


@pytest.mark.parametrize("source", ["{{ unsubscribe_ulr() }}", "{{ unsubscribe_url }}"])
def test_a_wrong_name_and_missing_brackets_are_told_with_the_right_form(source: str) -> None:
    with pytest.raises(SpecError, match=r"did you mean unsubscribe_url\(\)\?"):
        refuse_faulty(html(source))


def test_previews_lead_nowhere() -> None:
    assert filled("{{ subscription_url() }}", **example_links()) == "<p>https://example.com/s/example</p>"
