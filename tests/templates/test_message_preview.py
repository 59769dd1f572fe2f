"""A message as a customer would get it, and customers who do not exist."""

from __future__ import annotations

import re
from html import unescape

import pytest

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.sms import cut_sms
from smartcom_kernel.templates.frame import framed_document
from smartcom_kernel.templates.invented import INVENTED, invented_context
from smartcom_kernel.templates.message_preview import previewed, room_left, size_words
from smartcom_kernel.templates.renderer import Renderer
from tests.templates.conftest import email, sms


def test_the_list_of_messages_shows_the_preheader_and_how_the_e_mail_begins(renderer: Renderer) -> None:
    template = email(html="<body><h1>Big</h1> news</body>", preheader="For {{ client.first_name }}")
    made = previewed(template, invented_context("example"), renderer, who="somebody")
    assert made.snippet == "For first name Big news"
    assert made.describe() == "Hello: For first name Big news"


def test_a_name_that_looks_like_a_tag_is_read_as_it_stands(renderer: Renderer) -> None:
    context = {"client": {"first_name": "{{ 7 }}{% raw %}{"}}
    template = email(html="<style>p {color: red}</style><p>Dear {{ client.first_name }}, {{ '{' }}x}</p>")
    assert previewed(template, context, renderer, who="x").snippet == "Dear {{ 7 }}{% raw %}{, {x}"


def test_an_e_mail_stands_in_a_frame_that_may_do_nothing(renderer: Renderer) -> None:
    template = email(html='<p onclick="x()">{{ client.first_name }}</p><script>x()</script></iframe>')
    told = previewed(template, invented_context("hostile"), renderer, who="<b>")._repr_html_()
    [frame] = re.findall(r'<iframe sandbox="" [^>]*srcdoc="([^"]*)"[^>]*></iframe>', told)
    assert "<script" not in told
    assert "<b>&lt;b&gt;</b>" in told
    assert unescape(frame).startswith('<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"')
    assert "default-src 'none'" in unescape(frame)


def test_pictures_are_fetched_only_where_they_are_wanted() -> None:
    assert "img-src data: https:;" in framed_document("x")
    assert "img-src data:;" in framed_document("x", images=False)


def test_why_it_cannot_be_made_is_said(renderer: Renderer) -> None:
    made = previewed(sms("{{ client.first_name + 1 }}"), invented_context("empty"), renderer, who="somebody")
    assert (made.message, made.is_heavy) == (None, False)
    assert made.describe().startswith("it cannot be made for this customer: text, line 1:")
    assert made.describe("ru").startswith("для этого клиента его не составить: text, line 1:")
    assert made.describe() in made._repr_html_().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("text", "en", "ru"),
    [
        ("", "1 part, GSM-7, 0 characters, 160 left", "1 часть, GSM-7, знаков: 0, осталось: 160"),
        ("a" * 160, "1 part, GSM-7, 160 characters, 0 left", "1 часть, GSM-7, знаков: 160, осталось: 0"),
        ("a" * 152 + "€" * 5, "2 parts, GSM-7, 162 characters, 143 left", "2 части, GSM-7, знаков: 162, осталось: 143"),
        ("ж" * 135, "3 parts, UCS-2, 135 characters, 66 left", "3 части, UCS-2, знаков: 135, осталось: 66"),
    ],
)
def test_the_size_of_an_sms_says_what_still_fits(text: str, en: str, ru: str) -> None:
    """Three euro signs of two places each do not fit into the one place left in the first part of 153."""
    assert (size_words(cut_sms(text), "en"), size_words(cut_sms(text), "ru")) == (en, ru)


def test_what_still_fits_makes_no_further_part() -> None:
    for text in ("a" * 100, "a" * 200, "ж" * 69, "€" * 100, "ж" * 140):
        cut = cut_sms(text)
        assert len(cut_sms(text + "a" * room_left(cut)).parts) == len(cut.parts)
        assert len(cut_sms(text + "a" * (room_left(cut) + 1)).parts) == len(cut.parts) + 1


def test_of_the_empty_customer_nothing_is_known_and_the_longest_has_longer_names() -> None:
    assert invented_context("empty")["client"] == {}
    assert len(invented_context("longest")["client"]["first_name"]) > 50
    assert set(invented_context("hostile")["client"]) == set(invented_context("example")["client"])
    with pytest.raises(UnknownName, match="did you mean 'longest'"):
        invented_context("long")


def test_names_that_mean_harm_stay_text(renderer: Renderer) -> None:
    template = email(html="<p>{{ client.first_name }}{{ client.last_name }}{{ client.city }}{{ client.gender }}</p>")
    made = previewed(template, invented_context("hostile"), renderer, who=INVENTED["hostile"].label("ru"))
    assert made.message is not None
    assert re.findall(r"<[^>]*>", made.message.html) == ["<p>", "</p>"]


def test_each_language_has_its_words() -> None:
    assert {one.label("ru") for one in INVENTED.values()}.isdisjoint(one.label("en") for one in INVENTED.values())
