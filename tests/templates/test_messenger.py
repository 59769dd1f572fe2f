"""Templates of messengers' messages and of calls."""

from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.render import Compiled, Rendered, TemplateError
from smartcom_kernel.templates.template import Template

ANNA = {"client": {"first_name": "Anna", "city": "Perm"}}
SALE = {
    "medium": "messenger", "text": "{{ client.first_name }}, *sale*", "image_url": "https://shop.example/sale.png",
    "link_url": "https://shop.example/sale?c={{ client.city|urlencode }}",
    "link_text": "To the sale, {{ client.first_name }}",
}  # fmt: skip
CALL = {"medium": "call", "title": "Thank {{ client.first_name }}", "text": "Ask what to order for {{ client.city }}."}


def rendered(spec: dict[str, Any], context: dict[str, Any] | None = None) -> Rendered:
    return Compiled(Template.parse("t", spec), Habits()).render(ANNA if context is None else context)


def test_a_messengers_message_has_text_picture_and_button() -> None:
    assert rendered(SALE) == Rendered(
        "", "", "Anna, *sale*", "https://shop.example/sale.png", "https://shop.example/sale?c=Perm", "To the sale, Anna"
    )


def test_a_call_has_a_title_and_what_to_say() -> None:
    assert rendered(CALL) == Rendered("Thank Anna", "", "Ask what to order for Perm.")


@pytest.mark.parametrize(("given", "missing"), [("link_url", "link_text"), ("link_text", "link_url")])
def test_half_a_button_is_refused(given: str, missing: str) -> None:
    spec = {name: text for name, text in SALE.items() if name != missing}
    with pytest.raises(SpecError, match="a button needs both link_url and link_text"):
        Template.parse("t", spec)
    assert given in spec


@pytest.mark.parametrize("link", ["http://shop.example", "javascript:alert(1)", "tg://resolve?domain=x", "app://sale"])
def test_a_button_opens_pages_alone(link: str) -> None:
    with pytest.raises(TemplateError, match=r"link_url: .* is no https address of a page"):
        rendered({**SALE, "link_url": link})


def test_a_name_cannot_put_a_second_line_on_the_button() -> None:
    hostile = {"client": {"first_name": "Anna\nhttps://evil.example", "city": "Perm"}}
    assert "\n" not in rendered(SALE, hostile).link_text


@pytest.mark.parametrize("spec", [SALE, CALL])
def test_a_message_that_says_nothing_is_refused(spec: dict[str, Any]) -> None:
    with pytest.raises(TemplateError, match="text: came out empty"):
        rendered({**spec, "text": "{{ client.middle_name|default('') }}"})
