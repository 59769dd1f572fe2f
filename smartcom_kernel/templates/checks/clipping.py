"""The size from which Gmail cuts an e-mail off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

LARGEST_KILOBYTES = 102


@TEMPLATE_CHECKS.register
class Clipping(TemplateCheck):
    """The HTML has at most 102 kB: Gmail cuts longer ones off, and with them the link to leave by."""

    kind: ClassVar[str] = "clipping"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = (
        f"the HTML has at most {LARGEST_KILOBYTES} kB", f"HTML не больше {LARGEST_KILOBYTES} КБ"
    )  # fmt: skip

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """HTML that is too large."""
        size = len(specimen.words.html.encode()) / 1024
        if size > LARGEST_KILOBYTES:
            yield self.found(
                "html", f"has {size:,.0f} kB; Gmail shows {LARGEST_KILOBYTES}: take pictures out of it, or shorten it",
                f"{size:,.0f} КБ; Gmail показывает {LARGEST_KILOBYTES}: вынесите картинки или сократите",
            )  # fmt: skip
