"""Line ends and lengths of the finished e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

LONGEST = 998


@TEMPLATE_CHECKS.register
class WireForm(TemplateCheck):
    """Every line of the finished e-mail ends in CRLF and has at most 998 octets (RFC 5322, 2.1.1)."""

    kind: ClassVar[str] = "wire_form"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = (
        "lines end in CRLF and have at most 998 octets", "строки заканчиваются CRLF и не длиннее 998 октетов"
    )  # fmt: skip

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Lines that some servers refuse or cut."""
        lines = specimen.content.split(b"\r\n")
        if any(b"\r" in line or b"\n" in line for line in lines):
            yield self.found("", "a line end is not CRLF", "есть конец строки, отличный от CRLF")
        if max(map(len, lines)) > LONGEST:
            yield self.found("", f"a line has more than {LONGEST} octets", f"есть строка длиннее {LONGEST} октетов")
