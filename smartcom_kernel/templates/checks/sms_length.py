"""What an SMS costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck
from smartcom_kernel.templates.sms import sms_size

MOST_PARTS = 3


@TEMPLATE_CHECKS.register
class SmsLength(TemplateCheck):
    """An SMS has at most three parts: each is paid for, and long ones arrive torn where a part is lost."""

    kind: ClassVar[str] = "sms_length"
    example: ClassVar[dict[str, Any]] = {}
    media: ClassVar[frozenset[str]] = frozenset({"sms"})
    said: ClassVar[tuple[str, str]] = ("an SMS has at most three parts", "в SMS не больше трёх частей")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """An SMS of many parts."""
        size = sms_size(specimen.words.text)
        if size.parts > MOST_PARTS:
            yield self.found(
                "text", f"has {size.parts} parts ({size.units} characters in {size.encoding})",
                f"{size.parts} частей ({size.units} знаков в {size.encoding})",
            )  # fmt: skip
