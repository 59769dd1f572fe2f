"""The headers for leaving with one click."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck


@TEMPLATE_CHECKS.register
class OneClickUnsubscribe(TemplateCheck):
    """A marketing e-mail lets people leave with one click (RFC 8058), as Gmail and Yahoo ask of bulk senders."""

    kind: ClassVar[str] = "one_click_unsubscribe"
    example: ClassVar[dict[str, Any]] = {}
    must: ClassVar[bool] = True
    where_it_leaves: ClassVar[bool] = True
    of_marketing: ClassVar[bool] = True
    said: ClassVar[tuple[str, str]] = ("people can leave with one click", "можно отписаться в один клик")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """A missing https link, or the header that says it may be posted to."""
        if not specimen.content:
            return
        if "<https://" not in str(specimen.headers.get("List-Unsubscribe", "")):
            yield self.found(
                "List-Unsubscribe", "has no https link: set `[web] address` to where `smartcom serve` is reached",
                "нет ссылки https: укажите `[web] address`, по которому доступен `smartcom serve`",
            )  # fmt: skip
        elif specimen.headers.get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
            yield self.found(
                "List-Unsubscribe-Post", "must be List-Unsubscribe=One-Click", "должно быть List-Unsubscribe=One-Click"
            )
