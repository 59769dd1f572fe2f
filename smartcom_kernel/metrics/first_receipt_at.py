"""The first receipt."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class FirstReceiptAt(Metric):
    """When the first receipt was issued."""

    kind = "first_receipt_at"
    unit = "instant"
    type = "instant"
    en = "first receipt"
    ru = "первый чек"
    meaning_ru = "Когда выдан первый чек"
    needs = (aggregates.FIRST_AT,)

    def finish(self, known: Known) -> ir.Value:
        """Of the receipts that were not cancelled."""
        return known.first_at
