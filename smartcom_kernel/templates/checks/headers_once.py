"""The headers every e-mail has, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version")


@TEMPLATE_CHECKS.register
class HeadersOnce(TemplateCheck):
    """The finished e-mail has each of its main headers exactly once (RFC 5322, 3.6)."""

    kind: ClassVar[str] = "headers_once"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("each main header stands once", "каждый основной заголовок стоит один раз")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Headers that are missing or repeated."""
        for name in HEADERS if specimen.content else ():
            times = len(specimen.headers.get_all(name, []))
            if times != 1:
                yield self.found(name, f"stands {times} times, not once", f"встречается {times} раз, а не один")
