"""The share of discounts."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class DiscountShare(Metric):
    """Discounts divided by what the receipts would have cost without them."""

    kind = "discount_share"
    unit = "share"
    type = "number"
    en = "share of discounts"
    ru = "доля скидок"
    meaning_ru = "Скидки, делённые на стоимость чеков без скидок"
    needs = (aggregates.DISCOUNT, aggregates.TOTAL)

    def finish(self, known: Known) -> ir.Value:
        """The price without discounts is revenue and discounts together; empty where that is 0."""
        return known.discount / (known.total + known.discount).nullif(0)
