"""How many visits."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Visits(Metric):
    """On how many calendar days there was a receipt that was not cancelled."""

    kind = "visits"
    unit = "count"
    type = "integer"
    en = "visits"
    ru = "визиты"
    meaning_ru = "В скольких календарных днях был неотменённый чек"
    needs = (aggregates.VISIT_DAYS,)

    def finish(self, known: ir.Table) -> ir.Value:
        """Days of the workspace's time zone; two receipts on one day are one visit."""
        return known.visit_days
