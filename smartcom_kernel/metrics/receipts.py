"""How many receipts."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Receipts(Metric):
    """How many receipts were not cancelled."""

    kind = "receipts"
    unit = "count"
    type = "integer"
    en = "receipts"
    ru = "чеки"
    meaning_ru = "Сколько чеков не отменено"
    needs = (aggregates.RECEIPTS,)

    def finish(self, known: ir.Table) -> ir.Value:
        """Their count; 0 for a customer without any."""
        return known.receipts
