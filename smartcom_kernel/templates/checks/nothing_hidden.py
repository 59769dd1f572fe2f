"""Words that are there and not seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck
from smartcom_kernel.templates.elements import Element

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])", re.IGNORECASE)
SIZED = re.compile(r"font-size\s*:\s*(0(?![.\d]))?", re.IGNORECASE)
LONGEST_PREHEADER = 300


@TEMPLATE_CHECKS.register
class NothingHidden(TemplateCheck):
    """Beside the preheader no words are hidden: hidden words are what filters look for first."""

    kind: ClassVar[str] = "nothing_hidden"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("no words are hidden", "нет скрытых слов")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Hidden elements with words, except one that may be the preheader."""
        shrunk = _without_size(specimen.elements)
        hidden = [
            (element, words) for element in specimen.elements
            if (words := element.text if HIDDEN.search(element.get("style")) else shrunk.get(id(element), "")).strip()
        ]  # fmt: skip
        for element, said in hidden[1:] if hidden and len(hidden[0][1]) <= LONGEST_PREHEADER else hidden:
            words = " ".join(said.split())[:40]
            yield self.found(
                "html", f"line {element.line}: {words!r} is hidden", f"строка {element.line}: «{words}» скрыто"
            )


def _without_size(elements: Iterable[Element]) -> dict[int, str]:
    """The words of no size, by the element that takes it from them; one inside that has a size again shows its own."""
    found: dict[int, str] = {}
    for element in elements:
        sized: Element | None = element
        while sized is not None and not SIZED.search(sized.get("style")):
            sized = sized.parent
        if element.own and sized is not None and all(m[1] for m in SIZED.finditer(sized.get("style"))):
            found[id(sized)] = found.get(id(sized), "") + element.own
    return found
