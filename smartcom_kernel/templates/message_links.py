"""Functions that give a template the links of its message: to leave, to choose subscriptions, to confirm an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from smartcom_kernel.templates.template import Template

IN_CONTEXT = "message_links"
"""Where a message's links lie among what its template is filled in with; no template can name it."""


@dataclass(frozen=True)
class MessageLink:
    """A function of templates that gives an address of the message's own.

    Args:
        en: What it leads to.
        ru: The same in Russian.
        example: Stands in previews and tests; it leads to nobody's subscriptions.
    """

    en: str
    ru: str
    example: str


MESSAGE_LINKS = {
    "unsubscribe_url": MessageLink(
        "a page with one button that ends marketing through the medium of the message; empty in service messages",
        "страница с одной кнопкой: больше не присылать рекламу по этому виду связи; в сервисных сообщениях пусто",
        "https://example.com/u/example",
    ),
    "subscription_url": MessageLink(
        "the page on which customers choose what they get, and through what",
        "страница, на которой клиенты выбирают, что и по каким видам связи получать",
        "https://example.com/s/example",
    ),
    "confirm_url": MessageLink(
        "the page on which somebody confirms that the address of the message is theirs (double opt-in)",
        "страница, на которой подтверждают, что адрес сообщения свой (double opt-in)",
        "https://example.com/d/example",
    ),
}
"""Every such function by its name. Without `[web] address` they give the empty string."""


def example_links() -> dict[str, dict[str, str]]:
    """What previews and tests are filled in with besides a customer."""
    return {IN_CONTEXT: {name: link.example for name, link in MESSAGE_LINKS.items()}}


def link_functions() -> dict[str, Callable[..., str]]:
    """The functions by name, for the sandbox."""
    return {name: _giver(name) for name in MESSAGE_LINKS}


def asks_for_links(template: Template) -> bool:
    """Whether a template may say any of them, so that messages without links need not have them made."""
    return any(name in part.source for part in template.parts() for name in MESSAGE_LINKS)


def _giver(name: str) -> Callable[..., str]:
    @pass_context
    def link(context: Context) -> str:
        given: Mapping[str, Any] = context.parent.get(IN_CONTEXT, {})  # the names a template sets itself are not there
        return str(given.get(name, ""))

    return link
