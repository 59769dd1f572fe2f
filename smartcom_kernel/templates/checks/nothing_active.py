"""What mail programs take out or are warned of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

ACTIVE = {"script", "iframe", "object", "embed", "applet", "form", "input", "button", "video", "audio", "base"}


@TEMPLATE_CHECKS.register
class NothingActive(TemplateCheck):
    """The HTML has no scripts, forms, frames or players: mail programs take them out, and filters take offence."""

    kind: ClassVar[str] = "nothing_active"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("there are no scripts, forms or frames", "нет скриптов, форм и фреймов")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Elements and attributes that run or ask."""
        for element in specimen.elements:
            runs = [name for name in element.attributes if name.startswith("on")]
            if element.tag in ACTIVE or runs:
                what = f"<{element.tag}{f' {runs[0]}=…' if runs else ''}>"
                yield self.found(
                    "html", f"line {element.line}: {what} does not work in e-mails: take it out",
                    f"строка {element.line}: {what} в письмах не работает: уберите",
                )  # fmt: skip
