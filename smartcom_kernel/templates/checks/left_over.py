"""Marks of a template that were not filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck
from smartcom_kernel.templates.elements import shown_text

MARKS = re.compile(
    r"\{\{|\{%|\$\{|\*\|[A-Z_]+\|\*|%%[A-Za-z_]+%%|\[\[[A-Za-z_]+\]\]|(?<![\w.-])(?:None|nan|NaN|undefined|null)(?![\w.-])"
)


@TEMPLATE_CHECKS.register
class LeftOver(TemplateCheck):
    """Nothing of a template's own language, and no `None` or `nan`, is left in the words people read."""

    kind: ClassVar[str] = "left_over"
    example: ClassVar[dict[str, Any]] = {}
    media: ClassVar[frozenset[str]] = frozenset(MEDIA)
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("no mark is left over", "не осталось меток шаблона")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Marks of this language and of others, such as `*|FNAME|*`."""
        for part, text in specimen.all_words.items():
            found = MARKS.search(shown_text(text) if part == "html" else text)
            if found:
                yield self.found(part, f"{found[0]} is left over", f"осталось {found[0]}")
