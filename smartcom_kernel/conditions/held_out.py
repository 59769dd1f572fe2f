"""A condition on control groups."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.values import Text
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state.messages import Reason


@CONDITIONS.register
class HeldOut(Condition):
    """Was in the control group of a mailing, or of any: meant to be reached, and not written to for comparison."""

    kind = "held_out"
    example: ClassVar[dict[str, Any]] = {"mailing": "spring"}
    form = Form(
        "control group of a mailing",
        "контрольная группа рассылки",
        "communications",
        {"mailing": FormField("mailing", "рассылка", "mailings", ru_help="Если не указана, любая.")},
        ru_help="Попал в контрольную группу рассылки: мог получить её, но ради сравнения не получил.",
    )

    mailing: Text | None = None
    """The mailing; any when absent."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whom a sending up to the moment held out."""
        messages, sendings = tables.lake.state_table("messages"), tables.lake.state_table("sendings")
        these = sendings.filter(sendings.as_of <= tables.moment)
        if self.mailing is not None:
            these = these.filter(these.mailing == self.mailing)
        held_out = messages.filter(
            (messages.reason == Reason.CONTROL_GROUP) & messages.sending_id.isin(these.sending_id)
        )
        return customer.customer_id.isin(held_out.customer_id)

    def describe(self, lang: Lang = "en") -> str:
        """The mailing by its name."""
        if self.mailing is None:
            return "was in the control group of a mailing" if lang == "en" else "был в контрольной группе рассылки"
        if lang == "en":
            return f"was in the control group of the mailing “{self.mailing}”"
        return f"был в контрольной группе рассылки «{self.mailing}»"
