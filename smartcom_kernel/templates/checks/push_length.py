"""How much of a push is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

LONGEST_TITLE, LONGEST_TEXT = 50, 150


@TEMPLATE_CHECKS.register
class PushLength(TemplateCheck):
    """A push has at most 50 characters of title and 150 of text: closed, phones show no more."""

    kind: ClassVar[str] = "push_length"
    example: ClassVar[dict[str, Any]] = {}
    media: ClassVar[frozenset[str]] = frozenset({"push"})
    said: ClassVar[tuple[str, str]] = ("a push is short", "push-уведомление короткое")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """A title or a text that is cut."""
        parts = {"title": (specimen.words.subject, LONGEST_TITLE), "text": (specimen.words.text, LONGEST_TEXT)}
        for part, (text, most) in parts.items():
            if len(text) > most:
                yield self.found(
                    part, f"has {len(text)} characters; phones show about {most}",
                    f"{len(text)} знаков; на телефоне видно около {most}",
                )  # fmt: skip
