"""The average interval between visits."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class AverageIntervalDays(Metric):
    """Days between the first and the last visit divided by the number of visits less one."""

    kind = "average_interval_days"
    unit = "days"
    type = "number"
    en = "average days between visits"
    ru = "средний интервал между визитами, дней"
    meaning_ru = "Дней от первого до последнего визита, делённых на число визитов без одного"
    needs = (aggregates.FIRST_AT, aggregates.LAST_AT, aggregates.VISITS)

    def finish(self, known: Known) -> ir.Value:
        """Empty for fewer than two visits."""
        return known.days_between_visits()
