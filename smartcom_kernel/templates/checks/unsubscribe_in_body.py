"""The link to leave by, where people look for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck


@TEMPLATE_CHECKS.register
class UnsubscribeInBody(TemplateCheck):
    """A marketing e-mail says in its words how to leave: `unsubscribe_url()` or `subscription_url()` in a link."""

    kind: ClassVar[str] = "unsubscribe_in_body"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    where_it_leaves: ClassVar[bool] = True
    of_marketing: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("the words say how to leave", "в тексте сказано, как отписаться")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """No link to leave by."""
        if not specimen.says_how_to_leave():
            yield self.found(
                "html", "says nowhere how to leave: link to {{ unsubscribe_url() }}, best in the last lines",
                "нигде не сказано, как отписаться: дайте ссылку {{ unsubscribe_url() }}, лучше в конце",
            )  # fmt: skip
