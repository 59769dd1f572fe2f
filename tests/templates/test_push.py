from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import check, needed
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.render import Compiled, Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template


def push(**changes: Any) -> Template:
    return Template.parse("sale", {"medium": "push", "title": "Sale", "text": "-20 %", **changes})


def rendered(context: dict[str, Any] | None = None, **changes: Any) -> Rendered:
    return Compiled(push(**changes), Habits()).render(context or {})


def test_every_part_of_a_push_is_filled_in_as_plain_text() -> None:
    found = rendered(
        {"n": "<b>7 & 8</b>"}, title="No {{ n }}", text="{{ n }}", image_url="https://shop.example/{{ 1 + 1 }}.png",
        link_url="app://sale/{{ 6 }}",
    )  # fmt: skip
    assert found == Rendered(
        "No <b>7 & 8</b>", "", "<b>7 & 8</b>", "https://shop.example/2.png", "app://sale/6"
    )  # fmt: skip


@pytest.mark.parametrize(
    "link", ["https://shop.example", "https://shop.example:8443/a?b=c#d", "app://sale", "my-shop.app://товар/7"]
)
def test_a_page_or_a_place_in_an_app_can_be_opened(link: str) -> None:
    assert rendered(link_url=link).link_url == link


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "javascript://shop.example/%0aalert(1)", "JaVaScRiPt://x", "http://shop.example",
     "data://text/html,x", "file:///etc/passwd", "intent://scan/#Intent;end", "content://contacts", "//shop.example",
     "/sale", "app:sale", "https://user@shop.example", "https://shop.example\\@evil.example", "app://a b",
     "https://shop.example/\u202e", "https://shop.example/" + "x" * 1000],
)  # fmt: skip
def test_nothing_else_can_be_opened(link: str) -> None:
    with pytest.raises(TemplateError, match="link_url"):
        rendered(link_url=link)


@pytest.mark.parametrize("image", ["http://shop.example/a.png", "app://a.png", "data:image/png;base64,AA", "a.png"])
def test_a_picture_is_fetched_over_https(image: str) -> None:
    with pytest.raises(TemplateError, match="image_url"):
        rendered(image_url=image)


def test_what_a_customer_is_called_cannot_become_another_link() -> None:
    with pytest.raises(TemplateError, match="link_url"):
        rendered({"name": "javascript://x"}, link_url="{{ name }}")


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"title": " {{ '' }} "}, "title: came out empty"), ({"text": " "}, "text: came out empty"),
     ({"text": "ж" * 1600}, "3,2.. octets long; at most 3,072"), ({"title": "x" * 501}, "501 characters")],
)  # fmt: skip
def test_a_push_that_nobody_could_read_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(TemplateError, match=why):
        rendered(**changes)


def test_the_check_before_a_mailing_finds_what_is_wrong_with_a_push() -> None:
    with Renderer() as renderer:
        assert check(push(title="Hello, {{ client.first_name }}"), renderer).sms is None
        with pytest.raises(SpecError, match=r"there is no variable client\.first_nam"):
            check(push(link_url="app://{{ client.first_nam }}"), renderer)
        with pytest.raises(SpecError, match="neither an https address"):
            check(push(link_url="javascript:alert(1)"), renderer)
    assert needed(push(link_url="app://{{ client.city }}")) == {"client.city"}


def test_a_push_needs_title_and_text() -> None:
    with pytest.raises(SpecError, match=r"2 faults(.|\n)*title(.|\n)*text"):
        Template.parse("sale", {"medium": "push", "title": "", "text": ""})
