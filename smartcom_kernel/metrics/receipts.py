"""The number of receipts."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Receipts(Metric):
    """Number of receipts; cancelled ones do not count."""

    kind = "receipts"
    unit = "count"
    type = "integer"
    en = "receipts"
    ru = "чеков"
    meaning_ru = "Число чеков; отменённые не считаются"
    needs = (aggregates.RECEIPTS,)

    def finish(self, known: Known) -> ir.Value:
        """0 for a customer without receipts."""
        return known.receipts
