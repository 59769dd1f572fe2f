"""The last receipt."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class LastReceiptAt(Metric):
    """When the last receipt was issued."""

    kind = "last_receipt_at"
    unit = "instant"
    type = "instant"
    en = "last receipt"
    ru = "последний чек"
    meaning_ru = "Когда выдан последний чек"
    needs = (aggregates.LAST_AT,)

    def finish(self, known: Known) -> ir.Value:
        """Of the receipts that were not cancelled."""
        return known.last_at
