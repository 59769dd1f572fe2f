"""Links that lead somewhere."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

FINE = re.compile(r"(?:mailto|tel|sms):.+", re.IGNORECASE)


@TEMPLATE_CHECKS.register
class LinksLeadSomewhere(TemplateCheck):
    """Every link has an address that works outside: not empty, not `#`, not a script, not a machine of one's own."""

    kind: ClassVar[str] = "links_lead_somewhere"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("links lead somewhere", "ссылки куда-то ведут")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Links that lead nowhere."""
        for link in specimen.links:
            address = link.get("href")
            if not address and specimen.says_how_to_leave() and not specimen.leaves:
                continue  # the link to leave by, where no pages are served
            if not _leads_somewhere(address):
                words = " ".join(link.text.split())[:40]
                yield self.found(
                    "html", f"line {link.line}: the link {words!r} leads nowhere: {address[:80]!r}",
                    f"строка {link.line}: ссылка «{words}» никуда не ведёт: {address[:80]!r}",
                )  # fmt: skip


def _leads_somewhere(address: str) -> bool:
    if FINE.fullmatch(address):
        return True
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or " " in address or "." not in host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not host.endswith((".local", ".internal", ".localhost"))
