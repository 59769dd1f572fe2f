"""A dry run of a mailing: whom it would reach, and what one of each would read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.mailings.plan_report import COPIES
from smartcom_kernel.mailings.volume import Volume
from smartcom_kernel.state.sendings import Copy, Foretold
from smartcom_kernel.templates.message_links import example_links
from smartcom_kernel.templates.message_preview import Preview, previewed
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template

GET_IT: dict[Lang, str] = {"en": "variant {variant}, {medium}: {people}", "ru": "вариант {variant}, {medium}: {people}"}


@dataclass(frozen=True)
class MessageSample:
    """What one of those who would be written to would read.

    Args:
        variant: Of which variant.
        medium: Through what.
        people: How many would get the same template.
        preview: The message of one of them.
    """

    variant: str
    medium: str
    people: int
    preview: Preview

    def title(self, lang: Lang) -> str:
        """Of what it is a sample."""
        medium, people = medium_word(self.medium, lang), number(self.people, lang)
        return GET_IT[lang].format(variant=self.variant, medium=medium, people=people)


@dataclass(frozen=True)
class MailingPreview:
    """What would go out if a mailing were sent now.

    Args:
        volume: Whom it would reach, and why not the others.
        samples: A message for each variant, medium and template.
        copies: What observers would get.
    """

    volume: Volume
    samples: tuple[MessageSample, ...]
    copies: tuple[Copy, ...] = ()

    def describe(self, lang: Lang = "en") -> str:
        """The volume, and a line for each sample."""
        told = (
            f"{sample.title(lang)}; {sample.preview.who}: {sample.preview.describe(lang)}" for sample in self.samples
        )
        return "\n".join([self.volume.describe(lang), *told, *self._copied(lang)])

    def _copied(self, lang: Lang) -> list[str]:
        to = ", ".join(dict.fromkeys(copy.address for copy in self.copies))
        return [f"{COPIES[lang]}: {number(len(self.copies), lang)} ({to})"] if self.copies else []

    def _repr_html_(self) -> str:
        lang = spoken()
        shown = (f"<p>{escape(sample.title(lang))}</p>{sample.preview._repr_html_()}" for sample in self.samples)
        copied = (f"<p>{escape(line)}</p>" for line in self._copied(lang))
        return self.volume._repr_html_() + "".join([*shown, *copied])


def sampled(
    parts: Iterable[Foretold],
    templates: Mapping[str, Template],
    renderer: Renderer,
    context: Callable[[str, Template], Mapping[str, Any]],
) -> tuple[MessageSample, ...]:
    """A message for each part of those who would be written to, made for one of them.

    Args:
        parts: Those who would be written to, by variant, medium and template.
        templates: The saved templates.
        renderer: Fills them in.
        context: What a template sees of a customer.
    """
    found = []
    for part in parts:
        template = templates[part.template]
        known = {**context(part.customer_id, template), **example_links()}
        shown = previewed(template, known, renderer, who=part.customer_id)
        found.append(MessageSample(part.variant, part.medium, part.people, shown))
    return tuple(found)
