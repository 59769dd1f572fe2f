"""Colours where the program is dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

COLOUR = re.compile(r"(?:^|;)\s*color\s*:", re.IGNORECASE)
BACKGROUND = re.compile(r"background(?:-color)?\s*:", re.IGNORECASE)


@TEMPLATE_CHECKS.register
class DarkMode(TemplateCheck):
    """The HTML names its `color-scheme`, or sets a ground wherever it sets the colour of words."""

    kind: ClassVar[str] = "dark_mode"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("it can be read on a dark screen", "читается на тёмном экране")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Colours of words without a ground, in HTML that names no scheme."""
        styles = [element.get("style") for element in specimen.elements]
        named = any(e.tag == "meta" and e.get("name") == "color-scheme" for e in specimen.elements)
        coloured = any(COLOUR.search(style) for style in styles)
        grounded = any(map(BACKGROUND.search, styles)) or any("bgcolor" in e.attributes for e in specimen.elements)
        if coloured and not grounded and not named:
            yield self.found(
                "html", 'sets the colour of words and no ground: on a dark screen they vanish; set both, or add <meta '
                'name="color-scheme" content="light dark">',
                'задан цвет слов, но не фон: на тёмном экране их не видно; задайте оба или добавьте <meta '
                'name="color-scheme" content="light dark">',
            )  # fmt: skip
