"""Items per receipt."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class ItemsPerReceipt(Metric):
    """Items bought divided by the number of receipts."""

    kind = "items_per_receipt"
    unit = "count"
    type = "number"
    en = "items per receipt"
    ru = "товаров в чеке"
    meaning_ru = "Число купленных товаров, делённое на число чеков"
    needs = (aggregates.ITEMS, aggregates.RECEIPTS)

    def finish(self, known: Known) -> ir.Value:
        """Empty where no receipt has lines: what was in them is not known."""
        return known.items / known.receipts.nullif(0)
