"""The line that stands after the subject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck
from smartcom_kernel.templates.template import EmailTemplate


@TEMPLATE_CHECKS.register
class PreviewLine(TemplateCheck):
    """An e-mail with HTML has a preheader; else lists of messages show whatever words come first, such as a menu."""

    kind: ClassVar[str] = "preview_line"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("there is a preheader", "есть прехедер")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """No preheader."""
        template = specimen.template
        if not isinstance(template, EmailTemplate) or not specimen.words.html:
            return
        if not template.preheader and "<mj-preview" not in template.mjml:
            yield self.found(
                "preheader", "is absent; it stands after the subject in lists of messages",
                "не задан; он виден после темы в списке писем",
            )  # fmt: skip
