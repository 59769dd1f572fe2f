"""Days since the last receipt."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class DaysSinceLastReceipt(Metric):
    """Calendar days between the last receipt and the moment asked about."""

    kind = "days_since_last_receipt"
    unit = "days"
    type = "integer"
    en = "days since the last receipt"
    ru = "дней с последнего чека"
    meaning_ru = "Календарных дней от последнего чека до момента расчёта"
    windowed = False
    needs = (aggregates.LAST_AT,)

    def finish(self, known: Known) -> ir.Value:
        """Midnights of the workspace's time zone in between; 0 on the same day."""
        return known.days_since(known.last_at)
