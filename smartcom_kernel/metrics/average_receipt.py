"""The average receipt."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class AverageReceipt(Metric):
    """Revenue divided by the number of receipts."""

    kind = "average_receipt"
    unit = "money"
    type = "money"
    en = "average receipt"
    ru = "средний чек"
    meaning_ru = "Выручка, делённая на число чеков"
    needs = (aggregates.TOTAL, aggregates.RECEIPTS)

    def finish(self, known: Known) -> ir.Value:
        """Rounded to hundredths; empty for a customer without receipts."""
        return known.total / known.receipts.nullif(0)
