"""The latest message before a receipt gets it whole."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.attribution.model import ATTRIBUTION, AttributionModel
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.tables import CANCELLED

REACHED = {"accepted": ("accepted", "delivered", "complained"), "delivered": ("delivered", "complained")}
"""What counts as a contact -> the states that show it; who complains has received the message."""


@ATTRIBUTION.register
class LastTouch(AttributionModel):
    """Credits a receipt to the latest message that reached its customer in the `within_days` days before it."""

    kind: ClassVar[str] = "last_touch"
    example: ClassVar[dict[str, Any]] = {"within_days": 14, "counts": "delivered"}

    within_days: int = Field(ge=1, le=365)
    """Days of 24 hours after the contact in which receipts count."""
    counts: Literal["accepted", "delivered"] = "accepted"
    """What makes a contact: the provider took the message, or reported that it arrived."""

    def credit(self, messages: ir.Table, receipts: ir.Table) -> ir.Table:
        """As `AttributionModel.credit`; of two messages at one moment the one with the later id gets the receipt."""
        contacts = messages.filter(messages.state.cast("string").isin(REACHED[self.counts]))
        counted = receipts.filter(receipts.status.isnull() | (receipts.status != CANCELLED))
        candidates = counted.join(
            contacts.select("customer_id", "message_id", "variant", "contacted_at"), "customer_id"
        ).filter(
            lambda t: (
                (t.issued_at > t.contacted_at) & (t.issued_at <= t.contacted_at + ibis.interval(days=self.within_days))
            )
        )
        latest = ibis.row_number().over(
            group_by=candidates.receipt_id,
            order_by=[candidates.contacted_at.desc(), candidates.message_id.desc()],
        )
        return (
            candidates.mutate(rank=latest)
            .filter(lambda t: t.rank == 0)
            .select("receipt_id", "customer_id", "message_id", "variant", "total")
        )

    def describe(self, lang: Lang = "en") -> str:
        """This rule in one sentence, without a full stop."""
        if lang == "ru":
            days = f"{self.within_days} {plural(self.within_days, 'дня', 'дней', 'дней')}"
            contact = "доставленному" if self.counts == "delivered" else "принятому провайдером"
            return f"Чек относится к последнему сообщению, {contact} в течение {days} до него"
        days = "1 day" if self.within_days == 1 else f"{self.within_days} days"
        contact = "delivered" if self.counts == "delivered" else "accepted by the provider"
        return f"A receipt is credited to the latest message {contact} within {days} before it"
