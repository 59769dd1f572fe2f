"""The median receipt."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class MedianReceipt(Metric):
    """Total of the receipt in the middle when they are put in order; of an even number, the mean of the two there."""

    kind = "median_receipt"
    unit = "money"
    type = "money"
    en = "median receipt"
    ru = "медианный чек"
    meaning_ru = "Сумма чека, стоящего посередине; при чётном числе чеков — среднее двух средних"
    needs = (aggregates.MEDIAN_TOTAL,)

    def finish(self, known: Known) -> ir.Value:
        """Rounded to hundredths; empty for a customer without receipts."""
        return known.median_total
