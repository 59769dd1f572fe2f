"""How much a messenger takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

LONGEST_TEXT, LONGEST_BUTTON = 4096, 64


@TEMPLATE_CHECKS.register
class MessengerLength(TemplateCheck):
    """A messenger's message has at most 4,096 units of text (UTF-16) and 64 letters on its button: no more is taken."""

    kind: ClassVar[str] = "messenger_length"
    example: ClassVar[dict[str, Any]] = {}
    media: ClassVar[frozenset[str]] = frozenset({"messenger"})
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("a messenger takes the message", "мессенджер примет сообщение такой длины")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """A text or a button that is too long."""
        units = len(specimen.words.text.encode("utf-16-le", "surrogatepass")) // 2
        parts = {"text": (units, LONGEST_TEXT), "link_text": (len(specimen.words.link_text), LONGEST_BUTTON)}
        for part, (length, most) in parts.items():
            if length > most:
                yield self.found(
                    part, f"has {length:,} characters; messengers take {most:,}",
                    f"{length} знаков; мессенджеры принимают до {most}",
                )  # fmt: skip
