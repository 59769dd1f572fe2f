"""The average interval between visits."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import aggregates
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
    needs = (aggregates.FIRST_AT, aggregates.LAST_AT, aggregates.VISIT_DAYS)

    def finish(self, known: ir.Table, tables: Tables) -> ir.Value:
        """Empty for fewer than two visits."""
        span = tables.day(known.last_at).delta(tables.day(known.first_at), unit="day")
        return span / (known.visit_days - 1).nullif(0)
