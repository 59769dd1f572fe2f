"""The plain text beside the HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck


@TEMPLATE_CHECKS.register
class TextPart(TemplateCheck):
    """An e-mail has a plain text part that is not empty, for readers, watches and filters that show or weigh it."""

    kind: ClassVar[str] = "text_part"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("there is a plain text part", "есть текстовая часть")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """A text part that came out empty."""
        if not specimen.words.text.strip():
            yield self.found("text", "came out empty: write `text`", "текстовая часть пуста: заполните `text`")
