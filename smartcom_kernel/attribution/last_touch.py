"""The latest message before a receipt gets it whole."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir

from smartcom_kernel.attribution.model import ATTRIBUTION, AttributionModel
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import plural


@ATTRIBUTION.register
class LastTouch(AttributionModel):
    """Credits a receipt to the latest message that reached its customer before it and may claim it."""

    kind: ClassVar[str] = "last_touch"
    example: ClassVar[dict[str, Any]] = {"within_days": 14, "counts": "delivered"}

    def credit(self, claims: ir.Table) -> ir.Table:
        """As `AttributionModel.credit`; of two messages at one moment the one with the later id gets the receipt."""
        latest = ibis.row_number().over(
            group_by=claims.receipt_id, order_by=[claims.contacted_at.desc(), claims.message_id.desc()]
        )
        return claims.mutate(rank=latest).filter(lambda t: t.rank == 0).drop("rank")

    def describe(self, lang: Lang = "en") -> str:
        """This rule in one sentence, without a full stop."""
        days = self.within_days
        if lang == "ru":
            within = f" в течение {days} {plural(days, 'дня', 'дней', 'дней')}" if days else ""
            contact = "доставленному" if self.counts == "delivered" else "принятому провайдером"
            return f"Чек относится к последнему сообщению, {contact}{within} до него"
        within = f" within {days} {'day' if days == 1 else 'days'}" if days else ""
        contact = "delivered" if self.counts == "delivered" else "accepted by the provider"
        return f"A receipt is credited to the latest message {contact}{within} before it"
