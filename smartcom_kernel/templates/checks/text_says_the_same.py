"""The plain text says what the HTML says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

SHARE = 0.3
FEWEST_CHARACTERS = 200


@TEMPLATE_CHECKS.register
class TextSaysTheSame(TemplateCheck):
    """The plain text is not far shorter than the words of the HTML: filters compare the two."""

    kind: ClassVar[str] = "text_says_the_same"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("the plain text says what the HTML says", "текст повторяет содержание HTML")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """A text that leaves most of the HTML out."""
        shown, text = len(specimen.shown), len(specimen.words.text.strip())
        if shown >= FEWEST_CHARACTERS and 0 < text < SHARE * shown:
            yield self.found(
                "text", f"has {text} characters where the HTML shows {shown}: leave `text` out to have it made",
                f"в тексте {text} знаков, а в HTML видно {shown}: уберите `text`, он будет сделан из HTML",
            )  # fmt: skip
