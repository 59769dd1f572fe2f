"""The median receipt."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class MedianReceipt(Metric):
    """The total that half of the receipts exceed and half do not reach."""

    kind = "median_receipt"
    unit = "money"
    type = "money"
    en = "median receipt"
    ru = "медианный чек"
    meaning_ru = "Сумма, больше которой половина чеков и меньше которой половина"
    needs = (aggregates.MEDIAN_TOTAL,)

    def finish(self, known: ir.Table) -> ir.Value:
        """Of an even number of receipts the mean of the two in the middle."""
        return known.median_total
