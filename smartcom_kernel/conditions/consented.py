"""A condition on a customer's word about being written to."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.consent.contactable import said
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import Medium, medium_word, through
from smartcom_kernel.lake.tables import Tables

SAID: dict[Lang, dict[str, str]] = {
    "en": {
        "granted": "has agreed to be written to {}", "refused": "has refused to be written to {}",
        "unknown": "has said nothing about being written to {}",
    },
    "ru": {
        "granted": "согласие на {} дано", "refused": "согласие на {} отозвано",
        "unknown": "о согласии на {} ничего не известно",
    },
}  # fmt: skip


@CONDITIONS.register
class Consented(Condition):
    """Has agreed to be written to through a medium, has refused, or has said nothing; the newest word holds."""

    kind = "consented"
    example: ClassVar[dict[str, Any]] = {"medium": "email"}
    form = Form(
        "consent to a medium",
        "согласие на вид связи",
        "communications",
        {"medium": FormField("medium", "вид связи"), "word": FormField("newest word", "последнее слово")},
        ru_help="Согласился получать сообщения этого вида, отказался или ничего не сказал; верно последнее слово.",
    )

    medium: Medium
    """Through what."""
    word: Literal["granted", "refused", "unknown"] = "granted"
    """What the newest word is."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whose newest word is this."""
        granted, refused = (customer.customer_id.isin(said(tables, self.medium, granted=yes)) for yes in (True, False))
        return {"granted": granted, "refused": refused, "unknown": ~(granted | refused)}[self.word]

    def describe(self, lang: Lang = "en") -> str:
        """The word and the medium."""
        return SAID[lang][self.word].format((medium_word if lang == "ru" else through)(self.medium, lang))
