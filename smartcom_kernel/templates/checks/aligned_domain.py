"""The domain that signs is that of the sender."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

DOMAIN = re.compile(r"\bd=([^;\s]*)")


@TEMPLATE_CHECKS.register
class AlignedDomain(TemplateCheck):
    """The domain of `From` is the one that signs, or lies above or below it, as DMARC asks (RFC 7489, 3.1.1)."""

    kind: ClassVar[str] = "aligned_domain"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    where_it_leaves: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("the sender's domain signs", "подписывает домен отправителя")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """A signature of somebody else's domain."""
        found = DOMAIN.search(" ".join(str(specimen.headers.get("DKIM-Signature", "")).split()))
        if not specimen.content or found is None:
            return
        sender = str(specimen.headers.get("From", "")).rpartition("@")[2].rstrip("> ").lower()
        signer = found[1].lower()
        if sender != signer and not sender.endswith(f".{signer}") and not signer.endswith(f".{sender}"):
            yield self.found(
                "From", f"{sender} is not signed for: the signature is of {signer}",
                f"за {sender} не поручаются: подписал {signer}",
            )  # fmt: skip
