"""The number of visits."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Visits(Metric):
    """Number of days with at least one receipt, in the workspace's time zone."""

    kind = "visits"
    unit = "count"
    type = "integer"
    en = "visits"
    ru = "визитов"
    meaning_ru = "Число дней с хотя бы одним чеком, в часовом поясе рабочей папки"
    needs = (aggregates.VISITS,)

    def finish(self, known: Known) -> ir.Value:
        """0 for a customer without receipts."""
        return known.visits
