"""Templates: what a message says, with places for what differs from customer to customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from jinja2 import TemplateSyntaxError
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from smartcom_kernel.core.errors import SpecError, hint
from smartcom_kernel.core.family import validated
from smartcom_kernel.templates.blocks import BlockError, with_blocks
from smartcom_kernel.templates.calls import calls_in
from smartcom_kernel.templates.library import Library
from smartcom_kernel.templates.mjml_source import html_of
from smartcom_kernel.templates.plain_text import plain_text_of

LARGEST_SOURCE = 256 * 1024
LONGEST_WORDS = 10_000
"""Characters of the text of an SMS or a push."""


class Part(BaseModel):
    """One piece of source.

    Args:
        name: The field it stands in.
        source: What stands there.
        html: Whether values are escaped for HTML.
        derived: Whether it was made from another part.
        written: What people wrote, under `name`, where `source` was made from it.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    source: str
    html: bool = False
    derived: bool = False
    written: str = ""


class Template(BaseModel):
    """Base of the templates of all media."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str = Field(exclude=True)
    """What mailings call it."""
    medium: str
    """Through what it is sent."""
    library: Library | None = Field(None, exclude=True, repr=False)
    """What it draws on; its file does not hold it, a sending keeps what the template says of it."""

    @classmethod
    def parse(cls, name: str, spec: Template | Mapping[str, Any], library: Library | None = None) -> Template:
        """A template from plain data.

        Args:
            name: Its name, whatever `spec` is called.
            spec: A template, or a mapping with `medium` and the fields of that medium.
            library: What it draws on; what `spec` carries when None.

        Raises:
            SpecError: With every fault and its path.
        """
        if isinstance(spec, Template):
            if library is None:
                return spec.model_copy(update={"name": name})
            spec = spec.to_data()
        what = f"template {name!r}"
        medium = spec.get("medium")
        if medium not in KINDS:
            wrong = f"is {medium!r}{hint(str(medium), KINDS)}" if medium else f"is required: {' or '.join(KINDS)}"
            raise SpecError.single(what, wrong, "medium")
        given = {"library": library} if library is not None else {}
        return validated(KINDS[medium], {**spec, **given, "name": name}, what=what)

    @model_validator(mode="after")
    def _has_its_blocks(self) -> Template:
        try:
            whole = self.whole(getattr(self, "text", ""), "txt")
        except BlockError as error:
            raise ValueError(f"text: {error}") from None
        most = LARGEST_SOURCE if self.medium == "email" else LONGEST_WORDS
        if len(whole) > most:
            raise ValueError(f"text: with its blocks it is {len(whole):,} characters long; at most {most:,} are meant")
        return self

    def whole(self, source: str, suffix: str) -> str:
        """A source with its blocks put in; as it is where the template has no library.

        Raises:
            BlockError: A block cannot be put in.
        """
        return source if self.library is None else with_blocks(source, suffix, self.library.blocks)

    def parts(self) -> list[Part]:
        """The pieces of source it is made of, in the order people read them."""
        raise NotImplementedError(f"{type(self).__name__} must name its parts")

    def to_data(self) -> dict[str, Any]:
        """What stands in the file, which carries the name itself."""
        return self.model_dump(mode="json", exclude_unset=True)

    def to_record(self) -> dict[str, Any]:
        """What is kept with a sending: the same words whatever becomes of blocks, constants, directories later."""
        data = self.to_data()
        if self.library is None:
            return data
        data |= {part.name: part.source for part in self.parts() if data.get(part.name) and not part.derived}
        said = self.library.only(call for part in self.parts() for call in calls_in(part.source))
        kept = said.model_dump(mode="json", exclude_defaults=True)
        return {**data, "library": kept} if kept else data


class EmailTemplate(Template):
    """An e-mail: subject, formatted text, plain text."""

    medium: Literal["email"]
    """Through what it is sent."""
    subject: str = Field(min_length=1, max_length=2000)
    """The subject line."""
    html: str = Field("", max_length=LARGEST_SOURCE)
    """The formatted text."""
    mjml: str = Field("", max_length=LARGEST_SOURCE)
    """The formatted text as MJML, from which the HTML is made."""
    text: str = Field("", max_length=LARGEST_SOURCE)
    """The plain text; made from the formatted text when absent."""
    preheader: str = Field("", max_length=2000)
    """What mail programs show after the subject in the list of messages."""

    _formatted: str = PrivateAttr("")
    _read: str = PrivateAttr("")  # the plain text made of it, once it was asked for: making it costs milliseconds

    @model_validator(mode="after")
    def _says_something(self) -> EmailTemplate:
        if self.mjml and self.html:
            raise ValueError("an e-mail has html or mjml, not both")
        if not (self.html.strip() or self.mjml.strip() or self.text.strip()):
            raise ValueError("an e-mail needs html or text or mjml")
        if self.preheader and not (self.html or self.mjml):
            raise ValueError("a preheader stands in the html, which is absent")
        try:
            self._formatted = html_of(self.whole(self.mjml, "mjml")) if self.mjml else self.whole(self.html, "html")
        except TemplateSyntaxError as error:
            raise ValueError(f"mjml: line {error.lineno}: {error.message}") from None
        except ValueError as error:
            raise ValueError(f"{'mjml' if self.mjml else 'html'}: {error}") from None
        if len(self._formatted) > LARGEST_SOURCE:
            raise ValueError(f"the html, with its blocks, is larger than {LARGEST_SOURCE // 1024} kB")
        return self

    def parts(self) -> list[Part]:
        """Subject, preheader, formatted text, plain text."""
        written = self.whole(self.mjml, "mjml")
        formatted = Part(name="html", source=self._formatted, html=True, written=written)
        html = [formatted] if self._formatted else []
        preheader = [Part(name="preheader", source=self.preheader, html=True)] if self.preheader else []
        source = self.whole(self.text, "txt")
        if not source:
            self._read = self._read or plain_text_of(self._formatted)
            source = self._read
        text = Part(name="text", source=source, derived=not self.text)
        return [Part(name="subject", source=self.subject), *preheader, *html, text]

    def to_record(self) -> dict[str, Any]:
        """With the HTML that was made from MJML in its place."""
        data = super().to_record()
        return {**data, "html": self._formatted, "mjml": ""} if self.mjml else data


class SmsTemplate(Template):
    """An SMS: text."""

    medium: Literal["sms"]
    """Through what it is sent."""
    text: str = Field(min_length=1, max_length=LONGEST_WORDS)
    """The words."""

    def parts(self) -> list[Part]:
        """The text."""
        return [Part(name="text", source=self.whole(self.text, "txt"))]


class PushTemplate(Template):
    """A push: title, text, picture, and what a tap opens."""

    medium: Literal["push"]
    """Through what it is sent."""
    title: str = Field(min_length=1, max_length=2000)
    """The line above the text."""
    text: str = Field(min_length=1, max_length=LONGEST_WORDS)
    """The words."""
    image_url: str = Field("", max_length=2000)
    """Address of a picture: https."""
    link_url: str = Field("", max_length=2000)
    """What a tap opens: a page (https) or a place in an app (`app://sale`); the app itself when absent."""

    def parts(self) -> list[Part]:
        """Title, text, and the addresses it has."""
        addresses = {"image_url": self.image_url, "link_url": self.link_url}
        given = [Part(name=name, source=source) for name, source in addresses.items() if source]
        text = Part(name="text", source=self.whole(self.text, "txt"))
        return [Part(name="title", source=self.title), text, *given]


class MessengerTemplate(Template):
    """A messenger's message: text, picture, and a button that opens a page."""

    medium: Literal["messenger"]
    """Through what it is sent."""
    text: str = Field(min_length=1, max_length=LONGEST_WORDS)
    """The words."""
    image_url: str = Field("", max_length=2000)
    """Address of a picture: https."""
    link_url: str = Field("", max_length=2000)
    """The page that the button opens: https."""
    link_text: str = Field("", max_length=200)
    """What the button says."""

    @model_validator(mode="after")
    def _has_a_whole_button(self) -> MessengerTemplate:
        if bool(self.link_url) != bool(self.link_text):
            raise ValueError("a button needs both link_url and link_text")
        return self

    def parts(self) -> list[Part]:
        """Text, and what there is of picture and button."""
        given = {"image_url": self.image_url, "link_url": self.link_url, "link_text": self.link_text}
        text = Part(name="text", source=self.whole(self.text, "txt"))
        return [text, *(Part(name=name, source=source) for name, source in given.items() if source)]


class CallTemplate(Template):
    """A call: what it is about, and what the operator should say."""

    medium: Literal["call"]
    """Through what it is sent: as a task of the call centre."""
    title: str = Field(min_length=1, max_length=2000)
    """What the call is about, in one line."""
    text: str = Field(min_length=1, max_length=LONGEST_WORDS)
    """What the operator should say, ask and offer."""

    def parts(self) -> list[Part]:
        """Title and text."""
        return [Part(name="title", source=self.title), Part(name="text", source=self.whole(self.text, "txt"))]


KINDS: dict[str, type[Template]] = {
    "email": EmailTemplate, "sms": SmsTemplate, "push": PushTemplate, "messenger": MessengerTemplate,
    "call": CallTemplate,
}  # fmt: skip
