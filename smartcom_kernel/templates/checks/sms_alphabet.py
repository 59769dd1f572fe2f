"""A character that makes an SMS dear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck
from smartcom_kernel.templates.sms import sms_size

FEW = 5


@TEMPLATE_CHECKS.register
class SmsAlphabet(TemplateCheck):
    """No few characters outside the GSM alphabet, such as a dash or a curly quote, halve what fits into an SMS."""

    kind: ClassVar[str] = "sms_alphabet"
    example: ClassVar[dict[str, Any]] = {}
    media: ClassVar[frozenset[str]] = frozenset({"sms"})
    said: ClassVar[tuple[str, str]] = ("no stray character makes an SMS dear", "нет знаков, удорожающих SMS")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Characters that alone make it UCS-2."""
        text = specimen.words.text
        dear = sorted({letter for letter in text if sms_size(letter).encoding != "GSM-7"})
        if not 0 < len(dear) <= FEW:
            return
        cheap = sms_size("".join("-" if letter in dear else letter for letter in text))
        if cheap.parts < sms_size(text).parts:
            yield self.found(
                "text", f"without {' '.join(dear)} it would have {cheap.parts} parts, not {sms_size(text).parts}",
                f"без {' '.join(dear)} было бы частей: {cheap.parts}, а не {sms_size(text).parts}",
            )  # fmt: skip
