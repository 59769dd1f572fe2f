"""A condition on whether a customer's address was shown to be theirs."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.consent.contactable import CONTACTS, confirmed
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables

SAID: dict[Lang, dict[str, str]] = {
    "en": {"email": "has confirmed the e-mail address", "sms": "has confirmed the phone number"},
    "ru": {"email": "адрес e-mail подтверждён", "sms": "номер телефона подтверждён"},
}


@CONDITIONS.register
class Confirmed(Condition):
    """Has confirmed that the address is theirs, such as by a double opt-in."""

    kind = "confirmed"
    example: ClassVar[dict[str, Any]] = {"medium": "email"}
    form = Form(
        "confirmed address",
        "подтверждённый адрес",
        "communications",
        {"medium": FormField("medium", "вид связи")},
        ru_help="Владелец подтвердил, что адрес его, например по ссылке из письма (double opt-in).",
    )

    medium: Literal["email", "sms"] = "email"
    """Through what the address is written to."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whose present address was confirmed; false of those without one."""
        theirs = tables.customers[["customer_id", CONTACTS[self.medium]]]
        of_theirs = theirs[CONTACTS[self.medium]].lower().isin(confirmed(tables, self.medium))
        return customer.customer_id.isin(theirs.filter(of_theirs).customer_id)

    def describe(self, lang: Lang = "en") -> str:
        """Which address."""
        return SAID[lang][self.medium]
