"""The signature, and what it covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

COVERED = re.compile(r"\bh=([^;]*)")


@TEMPLATE_CHECKS.register
class Signed(TemplateCheck):
    """An e-mail is signed (DKIM), and the signature covers `From` and both headers for leaving (RFC 8058, 4)."""

    kind: ClassVar[str] = "signed"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    where_it_leaves: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = (
        "the signature covers the headers for leaving", "подпись покрывает заголовки отписки"
    )  # fmt: skip

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """No signature, or one that leaves out what matters."""
        if not specimen.content:
            return
        signature = specimen.headers.get("DKIM-Signature")
        if signature is None:
            if not specimen.signs:
                yield self.found(
                    "DKIM-Signature", "nobody signs: set `dkim_domain`, `dkim_selector` and `dkim_key_env` of the "
                    "channel, or `relay_signs` where the server does",
                    "письмо никто не подписывает: задайте `dkim_domain`, `dkim_selector` и `dkim_key_env` канала или "
                    "`relay_signs`, если подписывает сервер",
                )  # fmt: skip
            return
        found = COVERED.search(" ".join(str(signature).split()))
        covered = {name.strip().lower() for name in found[1].split(":")} if found else set()
        leaving = ["List-Unsubscribe", "List-Unsubscribe-Post"]
        for name in ["From", *(name for name in leaving if name in specimen.headers)]:
            if name.lower() not in covered:
                yield self.found("DKIM-Signature", f"does not cover {name}", f"не покрывает {name}")
