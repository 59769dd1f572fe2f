"""A message as one customer would get it, to look at before anybody is written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words
from smartcom_kernel.core.sms import LIMITS, CutSms, cut_sms
from smartcom_kernel.core.wording import plural, spoken
from smartcom_kernel.templates.frame import frame
from smartcom_kernel.templates.plain_text import plain_text_of
from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer, TooHeavy
from smartcom_kernel.templates.template import Template

SNIPPET = 140
"""Characters of the beginning that lists of messages show beside the subject, at most."""
DESKTOP = (1280, 800)
CANNOT = Words("it cannot be made for this customer", "для этого клиента его не составить")


@dataclass(frozen=True)
class Preview:
    """A template filled in for one customer.

    Args:
        medium: Through what it would be sent.
        who: For whom.
        message: The finished message; None where it cannot be made for them.
        fault: Why it cannot be made; empty where it can.
        is_heavy: Whether it took more time or memory than a message may.
    """

    medium: str
    who: str
    message: Rendered | None
    fault: str = ""
    is_heavy: bool = False

    @property
    def snippet(self) -> str:
        """What a list of messages shows after the subject: the preheader, or how the e-mail begins."""
        if self.message is None:
            return ""
        read = _read(self.message.html) if self.message.html else self.message.text
        return " ".join(read.split())[:SNIPPET]

    @property
    def sms(self) -> CutSms | None:
        """The parts of an SMS; None for other media."""
        return cut_sms(self.message.text) if self.message is not None and self.medium == "sms" else None

    def describe(self, lang: Lang = "en") -> str:
        """One line: subject and beginning, or the size of the SMS, or why it cannot be made."""
        if self.message is None:
            return f"{CANNOT.ru if lang == 'ru' else CANNOT}: {self.fault}"
        if self.sms is not None:
            return f"{size_words(self.sms, lang)}: {self.message.text}"
        return ": ".join(filter(None, (self.message.subject, self.snippet)))

    def _repr_html_(self) -> str:
        told = f"<p><b>{escape(self.who)}</b><br>{escape(self.describe(spoken()))}</p>"
        if self.message is None or not self.message.html:
            return told + "".join(f"<pre>{escape(part)}</pre>" for part in self._texts())
        return told + frame(self.message.html, title=self.message.subject, width=DESKTOP[0], height=DESKTOP[1])

    def page(self) -> str:
        """A whole page that shows it, in which nothing runs."""
        title = self.message.subject if self.message is not None else self.who
        return f'<!DOCTYPE html>\n<meta charset="utf-8"><title>{escape(title)}</title>\n{self._repr_html_()}\n'

    def _texts(self) -> tuple[str, ...]:
        if self.message is None:
            return ()
        if self.sms is not None:
            return self.sms.parts
        opened = f"{self.message.link_text} → {self.message.link_url}" if self.message.link_text else ""
        return tuple(filter(None, (self.message.text, opened)))


def previewed(template: Template, context: Mapping[str, Any], renderer: Renderer, *, who: str) -> Preview:
    """A template filled in for one customer, in the process that has limits.

    Args:
        template: What to fill in.
        context: What is known of the customer.
        renderer: Fills it in.
        who: What the customer is called on the preview.
    """
    try:
        return Preview(template.medium, who, renderer.render(template, context))
    except TemplateError as error:
        return Preview(template.medium, who, None, str(error), isinstance(error, TooHeavy))


def _read(html: str) -> str:
    """What finished HTML says; braces in it are somebody's name and no tags any more."""
    return plain_text_of(html.replace("{", "&#123;")).replace("{{ '{' }}", "{")


def room_left(sms: CutSms) -> int:
    """How many units still fit into the last part; a character that takes two may not fit into one."""
    alone, joined = LIMITS[sms.encoding]
    if len(sms.parts) == 1:
        return alone - sms.units
    return joined - (sms.units - sum(cut_sms(part).units for part in sms.parts[:-1]))


def size_words(sms: CutSms, lang: Lang) -> str:
    """How large an SMS is: ``2 parts, UCS-2, 100 characters, 34 left``."""
    n, left = len(sms.parts), room_left(sms)
    if lang == "ru":
        parts = f"{n} {plural(n, 'часть', 'части', 'частей')}"
        return f"{parts}, {sms.encoding}, знаков: {sms.units}, осталось: {left}"
    return f"{n} {'part' if n == 1 else 'parts'}, {sms.encoding}, {sms.units} characters, {left} left"
