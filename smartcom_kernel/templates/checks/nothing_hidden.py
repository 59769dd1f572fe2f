"""Words that are there and not seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.IGNORECASE
)
LONGEST_PREHEADER = 300


@TEMPLATE_CHECKS.register
class NothingHidden(TemplateCheck):
    """Beside the preheader no words are hidden: hidden words are what filters look for first."""

    kind: ClassVar[str] = "nothing_hidden"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("no words are hidden", "нет скрытых слов")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Hidden elements with words, except one that may be the preheader."""
        hidden = [e for e in specimen.elements if HIDDEN.search(e.get("style")) and e.text.strip()]
        for element in hidden[1:] if hidden and len(hidden[0].text) <= LONGEST_PREHEADER else hidden:
            words = " ".join(element.text.split())[:40]
            yield self.found(
                "html", f"line {element.line}: {words!r} is hidden", f"строка {element.line}: «{words}» скрыто"
            )
