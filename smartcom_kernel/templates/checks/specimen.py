"""A message as an invented customer would get it, with all that checks ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property

from smartcom_kernel.templates.elements import Element, elements, shown_text
from smartcom_kernel.templates.render import Rendered
from smartcom_kernel.templates.template import Template

MARKETING = "marketing"
LEAVING = ("unsubscribe_url", "subscription_url")


@dataclass(frozen=True)
class Specimen:
    """A finished message.

    Args:
        template: What it was made from.
        words: What came out of it.
        purpose: ``"marketing"`` or ``"service"``.
        leaves: Whether its channel reaches people.
        signs: Whether its channel, or who carries it on, signs e-mails.
        content: The e-mail as it goes on the wire; empty where a provider makes it, and for other media.
    """

    template: Template
    words: Rendered
    purpose: str = MARKETING
    leaves: bool = False
    signs: bool = True
    content: bytes = b""

    @property
    def is_marketing(self) -> bool:
        """Whether it is advertising."""
        return self.purpose == MARKETING

    @cached_property
    def headers(self) -> EmailMessage:
        """The e-mail as mail programs read it; without headers where there is no content."""
        message = message_from_bytes(self.content, policy=SMTP)
        assert isinstance(message, EmailMessage)  # noqa: S101 -- what the policy makes
        return message

    @cached_property
    def elements(self) -> list[Element]:
        """The elements of its HTML, in order."""
        return elements(self.words.html)

    @cached_property
    def shown(self) -> str:
        """The words a reader of its HTML sees."""
        return shown_text(self.words.html)

    @property
    def links(self) -> list[Element]:
        """Its links."""
        return [element for element in self.elements if element.tag in ("a", "area") and "href" in element.attributes]

    @property
    def images(self) -> list[Element]:
        """Its pictures."""
        return [element for element in self.elements if element.tag == "img"]

    @property
    def all_words(self) -> dict[str, str]:
        """Its parts, by their names, those that are not empty."""
        return {name: text for name, text in vars(self.words).items() if text}

    def says_how_to_leave(self) -> bool:
        """Whether its template has a link to leave by."""
        source = "\n".join(part.written or part.source for part in self.template.parts())
        return any(f"{name}(" in source for name in LEAVING)
