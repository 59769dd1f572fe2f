"""Links that lead where their words say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

NAMED = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#]\S*)?", re.IGNORECASE)


@TEMPLATE_CHECKS.register
class HonestLinks(TemplateCheck):
    """A link whose words are an address leads to that domain: anything else is what phishing does."""

    kind: ClassVar[str] = "honest_links"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("links lead where they say", "ссылки ведут туда, куда обещают")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Words that name one domain over an address at another."""
        for link in specimen.links:
            named, address = NAMED.fullmatch(link.text.strip()), link.get("href")
            if named is None or not address.lower().startswith("http"):
                continue
            said, host = named[1].lower().removeprefix("www."), _host(address)
            if host != said and not host.endswith(f".{said}") and not said.endswith(f".{host}"):
                yield self.found(
                    "html", f"line {link.line}: the link says {said} and leads to {host}",
                    f"строка {link.line}: в ссылке написано {said}, а ведёт она на {host}",
                )  # fmt: skip


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
