"""From a template and what is known about a customer to finished words, in this process and without limits on time."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2

from smartcom_kernel.core.errors import Refusal
from smartcom_kernel.templates.addresses import unfit_image, unfit_link, unfit_page
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.library import Library
from smartcom_kernel.templates.plain_text import tidy, without_tag_lines
from smartcom_kernel.templates.sandbox import Sandbox
from smartcom_kernel.templates.template import Part, Template

LARGEST_OUTPUT = 512 * 1024
LONGEST_SUBJECT = 500
LARGEST_PUSH = 3 * 1024
"""Octets of a push's words and addresses; services take 4 kB with all that is around them."""
BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
HIDDEN = '<div style="display:none;max-height:0;overflow:hidden">{}</div>'


@dataclass(frozen=True)
class Rendered:
    """A finished message; what its medium has not is empty. The title of a push or a call is its subject."""

    subject: str
    html: str
    text: str
    image_url: str = ""
    link_url: str = ""
    link_text: str = ""


class TemplateError(Refusal):
    """The words could not be made for this customer, who is therefore not written to.

    Args:
        part: Where in the template: ``"subject"``, ``"html"``, ``"text"``; empty where it is no one part.
        message: What went wrong.
        line: On which line of the part.
    """

    def __init__(self, part: str, message: str, line: int | None = None) -> None:
        self.part = part
        self.message = message
        self.line = line
        where = f"{part}, line {line}: " if line else f"{part}: " if part else ""
        super().__init__("template_error", where + message)


class Compiled:
    """A template ready to be filled in.

    Args:
        template: What to compile.
        habits: How numbers, money and days are written.

    Raises:
        TemplateError: A part has a fault of syntax.
    """

    def __init__(self, template: Template, habits: Habits) -> None:
        library = template.library or Library()
        self._put_together = PUT_TOGETHER.get(template.medium, _letter)
        self._parts = [(part, _compiled(part, habits, library)) for part in template.parts()]

    def render(self, context: Mapping[str, Any]) -> Rendered:
        """The message for one customer.

        Args:
            context: Plain data: text, numbers, dates, lists and mappings.

        Raises:
            TemplateError: A part cannot be made, is too large, or the subject came out empty.
        """
        done = {part.name: _filled(part, compiled, context) for part, compiled in self._parts}
        if sum(len(text.encode()) for text in done.values()) > LARGEST_OUTPUT:
            raise TemplateError("", f"the message is larger than {LARGEST_OUTPUT // 1024} kB")
        return self._put_together(**done)


def _compiled(part: Part, habits: Habits, library: Library) -> jinja2.Template:
    source = part.source if part.html else without_tag_lines(part.source)
    try:
        return Sandbox(habits, html=part.html, library=library).from_string(source)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(part.name, error.message or "is faulty", error.lineno) from None
    except RecursionError:
        raise TemplateError(part.name, "is nested too deeply") from None


def _filled(part: Part, compiled: jinja2.Template, context: Mapping[str, Any]) -> str:
    pieces: list[str] = []
    size = 0
    try:
        for piece in compiled.generate(context):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_OUTPUT:
                raise OverflowError(f"the message is larger than {LARGEST_OUTPUT // 1024} kB")
        return "".join(pieces)
    except Exception as error:
        raise TemplateError(part.name, _words(error), _line(error)) from error


def _words(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "it takes more memory than a message may"
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    return str(error) or type(error).__name__


def _line(error: Exception) -> int | None:
    """The line of the template: Jinja puts it into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), None)


def _subject(text: str, part: str = "subject") -> str:
    subject = " ".join(text.split("\n")).strip()
    if not subject:
        raise TemplateError(part, "came out empty")
    if len(subject) > LONGEST_SUBJECT:
        raise TemplateError(part, f"came out {len(subject):,} characters long; at most {LONGEST_SUBJECT} are meant")
    return subject


def _letter(text: str, subject: str | None = None, html: str = "", preheader: str = "") -> Rendered:
    return Rendered("" if subject is None else _subject(subject), _with_preheader(html, preheader), tidy(text))


def _push(title: str, text: str, image_url: str = "", link_url: str = "") -> Rendered:
    push = _opened(Rendered(_subject(title, "title"), "", tidy(text), image_url.strip(), link_url.strip()))
    if push.link_url and (why := unfit_link(push.link_url)):
        raise TemplateError("link_url", why)
    size = len(json.dumps(vars(push), ensure_ascii=False).encode())
    if size > LARGEST_PUSH:
        raise TemplateError("", f"the push came out {size:,} octets long; at most {LARGEST_PUSH:,} are meant")
    return push


def _messenger(text: str, image_url: str = "", link_url: str = "", link_text: str = "") -> Rendered:
    button = _subject(link_text, "link_text") if link_url else ""
    message = _opened(Rendered("", "", tidy(text), image_url.strip(), link_url.strip(), button))
    if message.link_url and (why := unfit_page(message.link_url)):
        raise TemplateError("link_url", why)
    return message


def _call(title: str, text: str) -> Rendered:
    return _opened(Rendered(_subject(title, "title"), "", tidy(text)))


PUT_TOGETHER: dict[str, Callable[..., Rendered]] = {"push": _push, "messenger": _messenger, "call": _call}
"""How a message is put together of its parts, by the medium; the others are letters."""


def _opened(words: Rendered) -> Rendered:
    """The words, if they say something and their picture is one."""
    if not words.text.strip():
        raise TemplateError("text", "came out empty")
    if words.image_url and (why := unfit_image(words.image_url)):
        raise TemplateError("image_url", why)
    return words


def _with_preheader(html: str, preheader: str) -> str:
    if not preheader:
        return html
    body = BODY.search(html)
    start = body.end() if body else 0
    return html[:start] + HIDDEN.format(preheader) + html[start:]
