"""Words in place of pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck


@TEMPLATE_CHECKS.register
class AlternativeTexts(TemplateCheck):
    """Every picture has an `alt`, empty for decoration: many programs show no pictures, and some people see none."""

    kind: ClassVar[str] = "alternative_texts"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("pictures have an alt text", "у картинок есть замещающий текст")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Pictures without."""
        for image in specimen.images:
            if "alt" not in image.attributes:
                source = image.get("src")[:60]
                yield self.found(
                    "html", f'line {image.line}: the picture {source} has no alt; write alt="" for decoration',
                    f'строка {image.line}: у картинки {source} нет alt; для украшений пишите alt=""',
                )  # fmt: skip
