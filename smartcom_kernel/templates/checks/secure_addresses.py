"""Links and pictures over encrypted connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck


@TEMPLATE_CHECKS.register
class SecureAddresses(TemplateCheck):
    """Links and pictures are https: over http anybody on the way reads and changes what customers see."""

    kind: ClassVar[str] = "secure_addresses"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("links and pictures are https", "ссылки и картинки по https")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Addresses that begin with http:."""
        for element in specimen.elements:
            for name in ("href", "src", "background"):
                address = element.get(name)
                if address.lower().startswith("http:"):
                    yield self.found(
                        "html", f"line {element.line}: {address[:80]} is not encrypted: write https",
                        f"строка {element.line}: {address[:80]} без шифрования: напишите https",
                    )  # fmt: skip
